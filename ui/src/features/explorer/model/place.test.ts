import { expect, test } from "vitest";
import { placeHeading, placeText } from "./place";

test("flat lists say what their rows are in as far as that differs", () => {
  expect(placeHeading("ad", 1)).toBe("Campaign › ad set");
  expect(placeHeading("ad", 3)).toBe("Account › campaign › ad set");
  expect(placeHeading("adset", 1)).toBe("Campaign");
  expect(placeHeading("campaign", 1)).toBeNull();
  expect(placeHeading("campaign", 2)).toBe("Account");
  expect(placeHeading(null, 3)).toBeNull();
});

test("the account is named only where there are several", () => {
  const row = { path: ["Nord", "Sale", "Broad"] };
  expect(placeText(row, 1)).toBe("\u2068Sale\u2069 › \u2068Broad\u2069");
  expect(placeText(row, 2)).toContain("Nord");
});
