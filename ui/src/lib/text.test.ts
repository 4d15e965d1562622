import { expect, test } from "vitest";
import { pathText, shortened } from "./text";

test("a long text is cut at a whole character and says so", () => {
  expect(shortened("abc", 3)).toBe("abc");
  expect(shortened("abcd", 3)).toBe("abc…");
  expect(shortened("ab\u{1F600}d", 3)).toBe("ab…");
});

test("every name of a path keeps its own direction", () => {
  expect(pathText(["Nord", "חורף"])).toBe("\u2068Nord\u2069 › \u2068חורף\u2069");
  expect(pathText(["Nord", ""])).toBe("\u2068Nord\u2069 › unknown");
  expect(pathText([])).toBe("");
});
