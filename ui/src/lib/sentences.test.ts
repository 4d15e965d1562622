import { expect, it } from "vitest";
import { joinSentences } from "./sentences";

it.each([
  [
    ["Sign in again; what is cached stays", "Nothing was stored."],
    "Sign in again; what is cached stays. Nothing was stored.",
  ],
  [["One", null, undefined, " "], "One."],
  [["Is it?", "Yes…"], "Is it? Yes…"],
  [["A note (of ours)"], "A note (of ours)."],
  [[null], ""],
])("%j becomes “%s”", (parts, joined) => {
  expect(joinSentences(...parts)).toBe(joined);
});
