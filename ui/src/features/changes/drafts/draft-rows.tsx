import { useState } from "react";
import { typedText, valueText } from "@/components/changes/value-text";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Icon, type IconName } from "@/components/ui/icon";
import { shortened } from "@/lib/text";
import type { PreviewRow } from "@/platform";
import { useViewState } from "@/view/use-view-state";
import { ObjectName } from "./conflict-list";
import styles from "./draft-view.module.css";
import { canBeLeftOut, choiceKey, fieldsLeft, rowState } from "./model";
import { texts } from "./texts";
import type { OpenedDraft } from "./use-draft";

/** Rows drawn at first; each press of the button draws as many again. */
const AT_ONCE = 200;

type Tone = keyof typeof texts.view.state;

const ICONS: Record<Tone, IconName> = {
  ready: "check",
  asks: "warning",
  conflict: "warning",
  refused: "stop",
  kept_live: "minus",
  leftOut: "minus",
  unseen: "clock",
};

function toneOf(row: PreviewRow, opened: OpenedDraft): Tone {
  const state = rowState(row, opened.choices);
  if (state !== "ready") return state;
  if (opened.leftOut.has(row.item)) return "leftOut";
  if (!opened.compared) return "unseen";
  return row.findings.some(({ severity }) => severity === "ask" || severity === "ask_amount")
    ? "asks"
    : "ready";
}

/** Every row of a draft with what would be sent of it; a row can be left out, and stays in the draft then. */
export function DraftRows({ opened, nowMs }: { opened: OpenedDraft; nowMs: number }) {
  const [most, setMost] = useState(AT_ONCE);
  const { rows } = opened;
  const columns = texts.view.columns;
  const refusals = opened.look?.preview.refusals ?? [];
  return (
    <section className={styles.section} aria-label={texts.view.all}>
      <header className={styles.sectionHead}>
        <h3>{texts.view.all}</h3>
      </header>
      <table className={styles.table}>
        <thead>
          <tr>
            <th className={styles.box}>
              <span className="visually-hidden">{columns.include}</span>
            </th>
            <th className={styles.wide}>{columns.object}</th>
            <th>{columns.field}</th>
            <th>{columns.now}</th>
            <th>{columns.after}</th>
            <th className={styles.check}>{columns.check}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, most).map((row) => (
            <Row key={row.item} row={row} opened={opened} nowMs={nowMs} />
          ))}
        </tbody>
      </table>
      {rows.length > most && (
        <Button size="small" onClick={() => setMost((now) => now + AT_ONCE)}>
          {texts.view.spendMore(rows.length - most)}
        </Button>
      )}
      {refusals.length > 0 && (
        <ul className={styles.findings} aria-label={texts.view.refusals}>
          {refusals.slice(0, AT_ONCE).map(({ name, object, field, why }) => (
            <li key={`${object?.id}|${field}|${name}`}>
              <bdi>{name}</bdi>: {why}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ row, opened, nowMs }: { row: PreviewRow; opened: OpenedDraft; nowMs: number }) {
  const { accounts } = useViewState();
  const timeZone = accounts.find(({ id }) => id === row.accountId)?.timeZone;
  const place = { currency: row.currency, timeZone, nowMs };
  const tone = toneOf(row, opened);
  const left = new Set(fieldsLeft(row, opened.choices).map(({ field }) => field));
  const isReady = rowState(row, opened.choices) === "ready";
  const checked = isReady && !opened.leftOut.has(row.item);
  const conflicts = new Map(row.conflicts.map((conflict) => [conflict.field, conflict]));
  const verb = texts.view.verbs[row.verb];
  const notes = [row.refusedByMeta, ...row.findings.map(({ text }) => text)].filter((note) => note !== null);
  return (
    <tr data-testid="draft-row" data-out={tone === "leftOut" || tone === "kept_live" || undefined}>
      <td className={styles.box}>
        <Checkbox
          checked={checked}
          disabled={!isReady || !canBeLeftOut(row)}
          label={texts.view.include(row.name)}
          onChange={() => opened.toggle(row.item)}
        />
      </td>
      <td>
        <ObjectName row={row} />
        {verb !== undefined && <span className={styles.quiet}> {verb}</span>}
      </td>
      <td>
        {row.fields.map(({ field, label }) => (
          <span key={field} className={styles.before}>
            {label}
          </span>
        ))}
      </td>
      <td className="tnum">
        {row.fields.map(({ field, before }) => (
          <bdi key={field} className={styles.before}>
            {shortened(valueText(conflicts.get(field)?.theirs ?? before, place), 160)}
          </bdi>
        ))}
      </td>
      <td>
        {row.fields.map(({ field, after }) => {
          const edited = opened.choices.get(choiceKey(row.item, field));
          const text = !left.has(field)
            ? texts.view.state.kept_live
            : edited?.take === "edit" && edited.value !== null
              ? typedText(edited.value, place)
              : shortened(valueText(after, place), 160);
          return (
            <bdi key={field} className={styles.after}>
              {text}
            </bdi>
          );
        })}
      </td>
      <td className={styles.check}>
        <span className={styles.state} data-tone={tone}>
          <Icon name={ICONS[tone]} size={12} />
          {texts.view.state[tone]}
        </span>
        {notes.map((note) => (
          <div key={note} className={styles.findings}>
            {note}
          </div>
        ))}
      </td>
    </tr>
  );
}
