import { useCallback, useMemo } from "react";
import { useWorkspace } from "@/api/app-state";
import { useSettings } from "@/api/settings";
import { type DiffRow, refusedDiff, type ZoneOf } from "../components/diff-rows";
import { DiffTable } from "../components/diff-table";
import { draftDiff } from "./draft-diff";
import styles from "./draft-view.module.css";
import { texts } from "./texts";
import type { OpenedDraft } from "./use-draft";

/** The zone of an account, where its times are read. */
export function useZoneOf(): ZoneOf {
  const accounts = useWorkspace()?.accounts;
  return useCallback((id) => accounts?.find((account) => account.id === id)?.timeZone, [accounts]);
}

/** How high a row is, by the person's choice. */
export const useRowHeight = (): number => (useSettings()?.density === "comfortable" ? 32 : 28);

const WANT_A_LOOK = new Set<DiffRow["tone"]>(["changed", "refused", "asks"]);

/** Indexes of rows that want to be looked at. */
export const problemsOf = (rows: readonly DiffRow[]): number[] =>
  rows.flatMap(({ tone }, index) => (WANT_A_LOOK.has(tone) ? [index] : []));

/** Every row of a draft with what would be sent of it; a row that is left out stays in the draft. */
export function DraftRows({ opened }: { opened: OpenedDraft }) {
  const { rows, choices, compared, look } = opened;
  const zoneOf = useZoneOf();
  const refusals = look?.preview.refusals;
  const shown = useMemo(
    () => [
      ...rows.map((row) => draftDiff(row, choices, compared, zoneOf)),
      ...(refusals ?? []).map(refusedDiff),
    ],
    [rows, choices, compared, zoneOf, refusals],
  );
  const rowAt = useCallback((index: number) => shown[index], [shown]);
  const problems = useMemo(() => problemsOf(shown), [shown]);
  const makes = rows.some(({ verb }) => verb !== "edit");
  return (
    <section className={styles.rows} aria-label={texts.view.all}>
      <DiffTable
        label={texts.view.all}
        total={shown.length}
        rowAt={rowAt}
        problems={problems}
        leftOut={opened.leftOut}
        // What is new may hold rows after it, so rows of such a draft go together.
        {...(makes ? {} : { onToggle: ({ item }: DiffRow) => item !== null && opened.toggle(item) })}
        withField
        rowHeight={useRowHeight()}
      />
    </section>
  );
}
