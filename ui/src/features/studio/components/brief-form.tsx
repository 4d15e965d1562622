import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import type { Account, StudioBrief, StudioCategory, StudioPlacement } from "@/platform";
import { lines } from "../model";
import styles from "../studio.module.css";
import { texts } from "../texts";
import { AreaField } from "./area-field";

const t = texts.brief;
const PLACEMENTS = Object.keys(texts.placements) as StudioPlacement[];
const CATEGORIES = Object.keys(texts.categories) as StudioCategory[];

type Props = {
  brief: StudioBrief;
  accounts: readonly Account[];
  busy: boolean;
  onChange: (brief: StudioBrief) => void;
  onSave: () => void;
  onRemove: (() => void) | undefined;
};

/** Lists are typed as lines; what is typed stays as it is until the field is left. */
function LinesField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string[];
  onChange: (value: string[]) => void;
}) {
  const [typed, setTyped] = useState(value.join("\n"));
  const handleChange = (text: string) => {
    setTyped(text);
    onChange(lines(text));
  };
  return <AreaField label={label} value={typed} onChange={handleChange} />;
}

/** What is to be written. */
export function BriefForm({ brief, accounts, busy, onChange, onSave, onRemove }: Props) {
  const put = (part: Partial<StudioBrief>): void => onChange({ ...brief, ...part });
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    onSave();
  };
  const toggle = (placement: StudioPlacement, on: boolean): void =>
    put({
      placements: PLACEMENTS.filter((one) => (one === placement ? on : brief.placements.includes(one))),
    });
  return (
    <form className={styles.brief} onSubmit={handleSubmit} aria-label={t.title} data-testid="studio-brief">
      <TextField
        label={t.name}
        size="small"
        value={brief.name}
        onChange={(event) => put({ name: event.target.value })}
      />
      {brief.id === null && (
        <div className={styles.field}>
          <span aria-hidden="true">{t.account}</span>
          <Select
            label={t.account}
            value={brief.accountId}
            options={accounts.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(accountId) => put({ accountId })}
          />
        </div>
      )}
      <AreaField label={t.product} value={brief.product} onChange={(product) => put({ product })} />
      <AreaField label={t.offer} value={brief.offer} onChange={(offer) => put({ offer })} rows={1} />
      <AreaField label={t.audience} value={brief.audience} onChange={(audience) => put({ audience })} />
      <LinesField label={t.angles} value={brief.angles} onChange={(angles) => put({ angles })} />
      <AreaField
        label={t.voice}
        hint={t.voiceHint}
        value={brief.brand.voice}
        onChange={(voice) => put({ brand: { ...brief.brand, voice } })}
      />
      <LinesField label={t.mustSay} value={brief.mustSay} onChange={(mustSay) => put({ mustSay })} />
      <LinesField label={t.neverSay} value={brief.neverSay} onChange={(neverSay) => put({ neverSay })} />
      <TextField
        label={t.link}
        size="small"
        value={brief.link}
        onChange={(event) => put({ link: event.target.value })}
      />
      <AreaField label={t.page} value={brief.pageText} onChange={(pageText) => put({ pageText })} />
      <TextField
        label={t.language}
        size="small"
        hint={t.languageHint}
        value={brief.language}
        onChange={(event) => put({ language: event.target.value })}
      />
      <div className={styles.pair}>
        <TextField
          label={t.count}
          size="small"
          type="number"
          min={1}
          max={20}
          value={brief.count}
          onChange={(event) => put({ count: Math.max(0, Math.trunc(event.target.valueAsNumber || 0)) })}
        />
        <TextField
          label={t.learn}
          size="small"
          type="number"
          min={0}
          max={10}
          value={brief.learnFrom}
          onChange={(event) => put({ learnFrom: Math.max(0, Math.trunc(event.target.valueAsNumber || 0)) })}
        />
      </div>
      <span className={styles.hint}>{t.learnHint}</span>
      <fieldset className={styles.placements}>
        <legend>{t.placements}</legend>
        {PLACEMENTS.map((placement) => (
          <Checkbox
            key={placement}
            checked={brief.placements.includes(placement)}
            onChange={(on) => toggle(placement, on)}
          >
            {texts.placements[placement]}
          </Checkbox>
        ))}
      </fieldset>
      <div className={styles.field}>
        <span aria-hidden="true">{t.category}</span>
        <Select
          label={t.category}
          value={brief.specialCategory ?? "none"}
          options={[
            { value: "none", label: t.noCategory },
            ...CATEGORIES.map((one) => ({ value: one, label: texts.categories[one] })),
          ]}
          onChange={(one) =>
            put({ specialCategory: CATEGORIES.find((category) => category === one) ?? null })
          }
        />
      </div>
      <div className={styles.acts}>
        <Button type="submit" keys="Ctrl+S" busy={busy}>
          {t.save}
        </Button>
        {onRemove !== undefined && (
          <Button kind="quiet" onClick={onRemove}>
            {t.remove}
          </Button>
        )}
      </div>
    </form>
  );
}
