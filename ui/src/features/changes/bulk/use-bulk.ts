import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { useWriteState } from "@/api/writes";
import type { Account, ObjectLevel } from "@/platform";
import type { BulkSubject } from "@/view/bulk-subject";
import { type BulkField, fieldsFor } from "./fields";
import { amountsToType, countsOf, problemIndexes } from "./summary";
import { bulkTexts } from "./texts";
import { useActRows } from "./use-act-rows";
import { useLeftOut } from "./use-left-out";
import { type Ask, usePreview } from "./use-preview";
import { usePreviewRows } from "./use-preview-rows";
import { useSending } from "./use-sending";
import { useSheet } from "./use-sheet";
import { type Around, newWish, type Wanted, type Wish, wanted } from "./wish";

/** Where the change comes from. */
export type ChangeFrom = "form" | "sheet" | "undo";

const NO_ACCOUNTS: Account[] = [];

/** Accounts by id: their names and their clocks. */
function useAccounts() {
  const accounts = useWorkspace()?.accounts ?? NO_ACCOUNTS;
  const byId = useMemo(() => new Map(accounts.map((account) => [account.id, account])), [accounts]);
  const zoneOf = useCallback((id: string) => byId.get(id)?.timeZone, [byId]);
  const nameOf = useCallback((id: string) => byId.get(id)?.name ?? "", [byId]);
  return { accounts, zoneOf, nameOf };
}

/** What one change asks of the chosen objects. */
/** The setting that was asked for where these levels have it, else the most usual one. */
function firstField(subject: BulkSubject, levels: readonly ObjectLevel[]): BulkField {
  const fields = fieldsFor(levels).map(({ field }) => field);
  const asked = subject.kind === "chosen" ? subject.field : undefined;
  return fields.find((field) => field === asked) ?? fields[0] ?? "name";
}

function useWanted(subject: BulkSubject, accounts: readonly Account[]) {
  const levels = subject.kind === "chosen" ? subject.counts.map(([level]) => level) : [];
  const [wish, setWish] = useState<Wish>(() => newWish(firstField(subject, levels)));
  const around = useMemo<Around | null>(() => {
    if (subject.kind !== "chosen") return null;
    const { accountIds, counts, selection } = subject;
    const touched = accounts.filter(({ id }) => accountIds.length === 0 || accountIds.includes(id));
    return { selection, counts, accounts: touched };
  }, [subject, accounts]);
  const result = useMemo<Wanted>(
    () => (around === null ? { kind: "missing" } : wanted(wish, around)),
    [wish, around],
  );
  return { wish, setWish, around, result };
}

/** Everything the screen for changing many objects shows and does. */
export function useBulk(subject: BulkSubject) {
  const { accounts, zoneOf, nameOf } = useAccounts();
  const workspace = useWorkspace();
  const writes = useWriteState();
  const [from, setFrom] = useState<ChangeFrom>(
    subject.kind === "chosen" ? "form" : subject.kind === "sheet" ? "sheet" : "undo",
  );
  const [pasted, setPasted] = useState(subject.kind === "sheet" ? subject.text : "");
  const form = useWanted(subject, accounts);
  const sheet = useSheet(from === "sheet" ? pasted : "", accounts);
  const sending = useSending();
  const sent = sending.changeId;

  const ask = useMemo<Ask | null>(() => {
    if (subject.kind === "undo") return { kind: "undo", changeId: subject.changeId };
    const changes =
      from === "sheet" ? sheet.edits?.changes : form.result.kind === "ready" ? form.result.changes : [];
    if (changes === undefined || changes.length === 0) return null;
    return { kind: "changes", changes, reason: from === "sheet" ? bulkTexts.title.sheet : "" };
  }, [subject, from, sheet.edits, form.result]);
  const look = usePreview(sent === null ? ask : null);
  const preview = sent === null ? look.preview : null;
  const leftOut = useLeftOut(preview, ask);
  const rows = usePreviewRows(preview, zoneOf);
  const act = useActRows(sent, nameOf, zoneOf);

  const head = leftOut.narrowed ?? preview;
  const counts = useMemo(() => (head === null ? null : countsOf(head)), [head]);
  const problems = useMemo(() => (preview === null ? [] : problemIndexes(preview)), [preview]);
  const amounts = useMemo(() => (head === null ? [] : amountsToType(head)), [head]);
  const offline = workspace?.online === false || preview?.problem?.code === "offline";
  // Once Meta can be reached again, what could not be asked before is asked; only once, should the next try fail too.
  const { look: lookAgain } = look;
  const cannotAsk = preview?.problem?.code === "offline";
  const isOnline = workspace?.online === true;
  const wasOnline = useRef(isOnline);
  useEffect(() => {
    if (isOnline && !wasOnline.current && cannotAsk) lookAgain("live");
    wasOnline.current = isOnline;
  }, [cannotAsk, isOnline, lookAgain]);
  const checked = preview !== null && !look.behind && look.step === "done" && preview.checked !== "local";
  const planned = preview !== null && !look.behind && look.step !== "planning";
  const busyElsewhere = writes?.run?.ended === false && writes.run.changeId !== sent;

  return {
    from,
    setFrom,
    pasted,
    setPasted,
    accounts,
    form,
    sheet,
    look,
    preview,
    /** The preview without the rows left out, or with them while that is worked out. */
    head,
    counts,
    problems,
    amounts,
    leftOut,
    rows,
    sending,
    act,
    writes,
    offline,
    /** Whether Meta was asked about what is on the screen. */
    checked,
    /** Whether what is on the screen answers what is typed. */
    planned,
    busyElsewhere,
    sentence: form.result.kind === "ready" && from === "form" ? form.result.sentence : "",
  };
}

export type Bulk = ReturnType<typeof useBulk>;
