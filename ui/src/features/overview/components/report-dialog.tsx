import { type FormEvent, useId, useState } from "react";
import { toIpcError } from "@/api/errors";
import { usePlatform } from "@/api/platform-context";
import { useExportReport, useReportSettings, useSaveReportSettings } from "@/api/reports";
import { PathField } from "@/components/path-field/path-field";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Select } from "@/components/ui/select";
import { Banner, ErrorState, LoadingRows } from "@/components/ui/view-states";
import { type DayRange, formatDay, formatDayRange } from "@/lib/days";
import type { ReportPaper, ReportPart, ReportSchedule, ReportSettings, SaveReportSettings } from "@/platform";
import { reportTexts as words } from "../report-texts";
import forms from "./forms.module.css";
import styles from "./report-dialog.module.css";

const PARTS: readonly ReportPart[] = ["charts", "pacing", "campaigns", "movers", "rules", "notes"];
const PAPERS: readonly ReportPaper[] = ["a4", "letter"];
const SCHEDULES: readonly ReportSchedule[] = ["never", "weekly", "monthly"];

interface ReportDialogProps {
  /** Whose; `null` is for all or some accounts. */
  clientId: string | null;
  name: string;
  /** Accounts, where there is no client; empty means all. */
  accountIds: readonly string[];
  range: DayRange;
  compare: DayRange | null;
  onClose: () => void;
}

/** Asks what a report is to look like, and writes it. */
export function ReportDialog(props: ReportDialogProps) {
  const settings = useReportSettings(props.clientId);
  if (settings.data !== undefined) return <Loaded {...props} settings={settings.data} />;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && props.onClose()}
      title={words.title(props.name)}
      description={words.text(formatDayRange(props.range, {}))}
      actions={<Button onClick={props.onClose}>{words.cancel}</Button>}
    >
      {settings.isError ? (
        <ErrorState error={toIpcError(settings.error)} />
      ) : (
        <LoadingRows label={words.loading} rows={6} />
      )}
    </Dialog>
  );
}

/** What was typed, as it is kept. */
type Typed = Omit<SaveReportSettings, "clientId" | "logoPath" | "folder"> & { logo: string; folder: string };

const typedOf = ({ colour, paper, parts, schedule, folder }: ReportSettings): Typed => ({
  colour,
  paper,
  parts,
  schedule,
  folder: folder ?? "",
  logo: "",
  removeLogo: false,
});

function Loaded({
  settings,
  clientId,
  name,
  accountIds,
  range,
  compare,
  onClose,
}: ReportDialogProps & { settings: ReportSettings }) {
  const id = useId();
  const platform = usePlatform();
  const [typed, setTyped] = useState(() => typedOf(settings));
  const [said, setSaid] = useState<string | null>(null);
  const save = useSaveReportSettings();
  const write = useExportReport();
  const [chooseError, setChooseError] = useState<unknown>(null);
  const change = (part: Partial<Typed>): void => {
    setTyped({ ...typed, ...part });
    setSaid(null);
  };
  const error = save.error ?? write.error ?? chooseError;
  const busy = save.isPending || write.isPending;
  const keep = async (): Promise<void> => {
    const { logo, folder, ...rest } = typed;
    const logoPath = logo.trim() === "" ? null : logo;
    await save.mutateAsync({ ...rest, clientId, logoPath, folder: folder.trim() === "" ? null : folder });
    setTyped({ ...typed, logo: "", removeLogo: false });
  };
  const run = async (work: () => Promise<string | null>): Promise<void> => {
    setSaid(null);
    setChooseError(null);
    write.reset();
    try {
      setSaid(await work());
    } catch (failure) {
      setChooseError(failure);
    }
  };
  const handleKeep = (): void =>
    void run(async () => {
      await keep();
      return words.kept;
    });
  const handleSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (busy) return;
    void run(async () => {
      await keep();
      const path = await platform.chooseFile("save_report", words.suggested(name, range.since, range.until));
      if (path === null) return null;
      const written = await write.mutateAsync({
        path,
        clientId,
        accountIds: [...accountIds],
        range,
        compare,
      });
      return words.done(written.path, Math.ceil(written.bytes / 1_000));
    });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.title(name)}
      description={words.text(formatDayRange(range, {}))}
      actions={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button disabled={busy} onClick={handleKeep}>
            {words.keep}
          </Button>
          <Button kind="primary" type="submit" form={`${id}-form`} busy={busy}>
            {words.save}
          </Button>
        </>
      }
    >
      <form id={`${id}-form`} className={forms.form} onSubmit={handleSubmit}>
        <fieldset className={forms.checks}>
          <legend className={forms.label}>{words.parts}</legend>
          <div className={styles.parts}>
            {PARTS.map((part) => (
              <Checkbox
                key={part}
                checked={typed.parts.includes(part)}
                onChange={(on) =>
                  change({ parts: PARTS.filter((one) => (one === part ? on : typed.parts.includes(one))) })
                }
              >
                {words.part[part]}
              </Checkbox>
            ))}
          </div>
        </fieldset>
        <div className={styles.line}>
          <div>
            <span className={forms.label}>{words.paper}</span>
            <Select
              label={words.paper}
              value={typed.paper}
              options={PAPERS.map((value) => ({ value, label: words.papers[value] }))}
              onChange={(paper) => change({ paper })}
            />
          </div>
          <div>
            <label htmlFor={`${id}-colour`} className={forms.label}>
              {words.colour}
            </label>
            <input
              id={`${id}-colour`}
              type="color"
              className={styles.colour}
              value={typed.colour}
              onChange={(event) => change({ colour: event.target.value })}
            />
          </div>
        </div>
        <PathField
          label={words.logo}
          purpose="open_logo"
          value={typed.logo}
          onPath={(logo) => change({ logo, removeLogo: false })}
          {...(settings.hasLogo ? { hint: words.logoKept } : {})}
        />
        {settings.hasLogo && (
          <Checkbox checked={typed.removeLogo} onChange={(removeLogo) => change({ removeLogo })}>
            {words.removeLogo}
          </Checkbox>
        )}
        <div>
          <span className={forms.label}>{words.schedule}</span>
          <Select
            label={words.schedule}
            value={typed.schedule}
            options={SCHEDULES.map((value) => ({ value, label: words.schedules[value] }))}
            onChange={(schedule) => change({ schedule })}
          />
        </div>
        {typed.schedule !== "never" && (
          <PathField
            label={words.folder}
            purpose="report_folder"
            value={typed.folder}
            onPath={(folder) => change({ folder })}
            hint={
              settings.writtenUntil === null
                ? words.scheduleHint
                : `${words.scheduleHint} ${words.writtenUntil(formatDay(settings.writtenUntil))}`
            }
          />
        )}
        {said !== null && <Banner tone="info">{said}</Banner>}
        {error !== null && error !== undefined && <ErrorState error={toIpcError(error)} />}
      </form>
    </Dialog>
  );
}
