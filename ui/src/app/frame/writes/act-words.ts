import { doneWords, isDone, outcomeWords } from "@/components/changes/words";
import { formatClock } from "@/lib/times";
import type { Account, ChangeDetail } from "@/platform";
import { writesTexts as texts } from "./texts";

/** What became of an act, in a title and a line below it. */
export interface ActWords {
  title: string;
  more: string | null;
  tone: "done" | "partly" | "failed";
}

/** What became of an act once it has ended. */
export function actWords({ entry, rows }: ChangeDetail, accounts: readonly Account[]): ActWords {
  const done = rows.filter(({ outcome }) => isDone(outcome));
  const others = rows.filter(({ outcome }) => !isDone(outcome));
  const zone = accounts.find(({ id }) => id === done[0]?.accountId)?.timeZone;
  const what = doneWords(done, zone);
  const why = others[0] === undefined ? null : texts.others(others.length, outcomeWords(others[0]));
  if (done.length === 0) return { title: texts.nothing, more: why, tone: "failed" };
  const title = `${entry.undoes === null ? what : texts.undone(what)}.`;
  if (why !== null) {
    return { title, more: `${texts.partly(done.length, rows.length)} ${why}`, tone: "partly" };
  }
  const at = Math.max(entry.atMs, ...done.map(({ atMs }) => atMs ?? 0));
  return { title, more: texts.confirmed(done.length, formatClock(at)), tone: "done" };
}
