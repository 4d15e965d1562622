import { useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { useWriteState } from "@/api/writes";
import { typedText, type ValuePlace } from "@/components/changes/value-text";
import { writesBlocked } from "@/components/changes/words";
import { useTargetingPlace } from "@/components/targeting/use-targeting-place";
import { targetingDifferences } from "@/components/targeting/words";
import { Button } from "@/components/ui/button";
import { ErrorState, LoadingRows } from "@/components/ui/view-states";
import { formatInstant } from "@/lib/times";
import { useNow } from "@/lib/use-now";
import { type EditableSetting, type SettingsForm as Form, type ObjectKey, toIpcError } from "@/platform";
import { useSettingsForm } from "./api";
import styles from "./form.module.css";
import { FormSend } from "./form-send";
import { groupsOf } from "./groups";
import { SettingEditor } from "./setting-editor";
import { formTexts as texts } from "./texts";
import { readSetting, type SettingPlace, sameValue, settingText, type Typed } from "./typed";
import { useFormFaults } from "./use-form-faults";

interface SettingsFormProps {
  object: ObjectKey;
  /** When these settings were last read in a sync, UTC milliseconds. */
  readAtMs: number | null;
}

/** What a person has typed, by setting. */
type Texts = Readonly<Record<string, string>>;

/** A setting that is other than it is live. */
export interface ChangedSetting {
  setting: EditableSetting;
  typed: Typed;
}

function changedOf(form: Form, place: SettingPlace, typedTexts: Texts): ChangedSetting[] {
  return form.fields.flatMap((setting) => {
    const text = typedTexts[setting.field];
    if (text === undefined || text === settingText(setting, form)) return [];
    const typed = readSetting(setting, text, place);
    const same = typed.kind === "value" && setting.known && sameValue(typed.value, setting.value);
    return same ? [] : [{ setting, typed }];
  });
}

/**
 * The settings of one object as a form, each with its live value. What is changed is sent together, after one look at
 * what it does.
 */
export function SettingsForm({ object, readAtMs }: SettingsFormProps) {
  const workspace = useWorkspace();
  const writes = useWriteState();
  const online = workspace?.online === true && workspace.connection.status !== "ended";
  const { here, there } = useSettingsForm(object, online);
  const targeting = useTargetingPlace(object);
  const [typed, setTyped] = useState<Texts>({});
  const form = there.data?.live === true ? there.data : (here.data ?? there.data);
  const changed =
    form === undefined
      ? []
      : changedOf(form, { currency: form.currency, timeZone: form.timeZone, targeting }, typed);
  const faults = useFormFaults(form, changed);
  if (form === undefined) {
    const failed = here.error ?? there.error;
    return failed === null ? (
      <LoadingRows label={texts.reading} rows={8} />
    ) : (
      <ErrorState
        error={toIpcError(failed)}
        action={<Button onClick={() => void here.refetch()}>{texts.again}</Button>}
      />
    );
  }
  const place: SettingPlace = { currency: form.currency, timeZone: form.timeZone, targeting };
  const blocked = writesBlocked(writes, workspace);
  const refresh = async (): Promise<void> => {
    await Promise.all([here.refetch(), ...(online ? [there.refetch()] : [])]);
  };
  return (
    <div className={styles.form} data-testid="settings-form">
      <div className={styles.head}>
        <span role="status">{standing(form, there.isFetching, readAtMs)}</span>
        <span className={styles.grow} />
        {online && (
          <Button
            kind="quiet"
            size="small"
            icon="refresh"
            busy={there.isFetching}
            onClick={() => void there.refetch()}
          >
            {texts.look}
          </Button>
        )}
      </div>
      {form.frozen !== null && <p className={styles.group}>{form.frozen}</p>}
      {blocked !== null && <p className={styles.group}>{blocked}</p>}
      {groupsOf(form.fields).map(({ title, fields }) => (
        <section key={title} className={styles.group} aria-label={title}>
          <h3 className={styles.groupTitle}>{title}</h3>
          {fields.map((setting) => (
            <Setting
              key={setting.field}
              setting={setting}
              place={place}
              text={typed[setting.field] ?? settingText(setting, form)}
              change={changed.find((one) => one.setting.field === setting.field) ?? null}
              fault={faults.of(setting.field)}
              disabled={blocked !== null || (form.frozen !== null && setting.field !== "name")}
              onText={(text) => setTyped((now) => ({ ...now, [setting.field]: text }))}
              onBack={() => setTyped(({ [setting.field]: _, ...rest }) => rest)}
            />
          ))}
        </section>
      ))}
      <FormSend
        form={form}
        changed={changed}
        refused={faults.any}
        online={online}
        blocked={blocked}
        onSettled={async () => {
          await refresh();
          setTyped({});
        }}
      />
    </div>
  );
}

function standing(form: Form, reading: boolean, readAtMs: number | null): string {
  if (reading) return texts.readingLive;
  if (form.live) return texts.live;
  return readAtMs === null
    ? texts.localOnly
    : texts.local(formatInstant(readAtMs, { timeZone: form.timeZone }));
}

interface SettingProps {
  setting: EditableSetting;
  place: SettingPlace;
  text: string;
  change: ChangedSetting | null;
  /** What the core holds against it, in words. */
  fault: string | undefined;
  disabled: boolean;
  onText: (text: string) => void;
  onBack: () => void;
}

/** What a setting is at Meta; of a targeting, the parts that were changed here. */
function liveWords(setting: EditableSetting, change: ChangedSetting | null, place: ValuePlace): string {
  if (!setting.known) return texts.unknown;
  if (setting.value === null) return texts.none;
  const typed = change?.typed.kind === "value" ? change.typed.value : null;
  if (setting.field === "targeting" && setting.value.kind === "json") {
    const parts = targetingDifferences(setting.value.text, typed?.kind === "json" ? typed.text : null);
    return parts?.map(({ label, before }) => `${label} ${before}`).join(" · ") ?? texts.otherwise;
  }
  return typedText(setting.value, place);
}

/** One setting: its field, and below it what it is live while that is something else. */
function Setting({ setting, place, text, change, fault, disabled, onText, onBack }: SettingProps) {
  const now = useNow(60_000);
  // A whole form of its own stands below its label and not beside it.
  const isWide = setting.field === "targeting";
  const live = liveWords(setting, change, { ...place, nowMs: now });
  return (
    <div
      className={styles.setting}
      data-changed={change !== null || undefined}
      data-field={setting.field}
      data-wide={isWide || undefined}
    >
      {!isWide && (
        <span className={styles.settingLabel} aria-hidden="true">
          {setting.label}
        </span>
      )}
      <div className={styles.settingField}>
        <SettingEditor
          setting={setting}
          place={place}
          text={text}
          fault={fault}
          disabled={disabled}
          hideLabel={!isWide}
          onText={(next) => onText(next)}
        />
        {change !== null && (
          <div className={styles.now}>
            <span className={styles.changed}>{texts.edited}</span>
            <bdi>{texts.now(live)}</bdi>
            <Button kind="quiet" size="small" icon="restore" onClick={onBack}>
              {texts.back}
            </Button>
          </div>
        )}
        {change === null && !setting.known && <div className={styles.now}>{texts.unknownHint}</div>}
        {change !== null && setting.consequence !== null && (
          <div className={styles.consequence}>{setting.consequence}</div>
        )}
      </div>
    </div>
  );
}
