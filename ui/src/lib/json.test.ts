import { expect, test } from "vitest";
import { compactJson, isExact, sameJson } from "./json";

test.each([
  ['{"id": 6003397496347}', true],
  ['{"id": "238439874398743987"}', true],
  ['{"id": 238439874398743987}', false],
  ['{"a\\"b": 238439874398743987}', false],
])("%s survives being read and written: %s", (text, exact) => {
  expect(isExact(text)).toBe(exact);
});

test("a number that is too long is sent as it was written", () => {
  expect(compactJson(' {"id":  238439874398743987} ')).toBe('{"id":  238439874398743987}');
  expect(compactJson('{ "a": [1, 2] }')).toBe('{"a":[1,2]}');
});

test.each([
  ['{"a": 1, "b": {"c": 2, "d": 3}}', '{"b":{"d":3,"c":2},"a":1}', true],
  ["[1,2]", "[2,1]", false],
  ['{"id": 238439874398743987}', '{"id": 238439874398743988}', false],
  ["not json", "not  json", false],
])("%s and %s say the same: %s", (a, b, same) => {
  expect(sameJson(a, b)).toBe(same);
});
