import { expect, test } from "vitest";
import { idInAddress } from "./address-id";

test.each([
  ["c0ffee", "c0ffee"],
  [42, "42"],
  [1.5, null],
  [Number.MAX_SAFE_INTEGER + 1, null],
  ["", null],
  ["x".repeat(201), null],
  [undefined, null],
  [true, null],
  [["c0ffee"], null],
])("%j in an address is the id %j", (value, id) => {
  expect(idInAddress(value)).toBe(id);
});
