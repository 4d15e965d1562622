import { expect, test } from "vitest";
import type { ChangeRun } from "@/platform";
import { copyingWords, runShare } from "./run";

const run = (patch: Partial<ChangeRun>): ChangeRun => ({
  changeId: "change-1",
  total: 4,
  done: 1,
  succeeded: 1,
  copied: 0,
  toCopy: 0,
  ended: false,
  stopping: false,
  error: null,
  ...patch,
});

test.each<[string, ChangeRun | null, number | null]>([
  ["nothing sent", null, null],
  ["an act without rows", run({ total: 0, done: 0 }), null],
  ["a row of four", run({}), 0.25],
  ["half of a tree as the second of four", run({ copied: 50, toCopy: 100 }), 0.375],
  ["more parts than were known of", run({ copied: 12, toCopy: 10 }), 0.5],
  ["a tree that was copied by the last row", run({ done: 4, copied: 10, toCopy: 10 }), 1],
])("%s is as far as it is", (_, at, share) => {
  expect(runShare(at)).toBe(share);
});

test("parts are told of while a tree is being copied, and only then", () => {
  expect(copyingWords(run({ copied: 1_204, toCopy: 5_000 }))).toBe(
    "Meta has copied 1,204 of 5,000 parts of this tree.",
  );
  expect(copyingWords(run({ copied: 0, toCopy: 40 }))).toBe("Meta has copied 0 of 40 parts of this tree.");
  expect(copyingWords(run({}))).toBeNull();
  expect(copyingWords(run({ copied: 40, toCopy: 40, ended: true }))).toBeNull();
  expect(copyingWords(null)).toBeNull();
});
