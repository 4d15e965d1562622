import { describe, expect, test } from "vitest";
import type { ObjectLevel } from "@/platform";
import type { RowsRequest } from "../api/rows";
import { bulkSubject, changeSelection } from "./bulk";
import { type Chosen, NO_SELECTION, toggled, wholeList } from "./selection";

const filter = {
  text: "broad",
  delivery: [],
  objectives: [],
  minSpendMinor: null,
  withIssues: false,
  includeGone: false,
  figures: [],
  group: null,
};
const range = { since: "2026-08-12", until: "2026-09-10" };
const request: RowsRequest = {
  accountIds: ["act_1"],
  range,
  compare: range,
  expanded: ["act_1"],
  flat: "adset",
  sort: "spend",
  formulas: [],
  sortFormula: null,
  byChange: false,
  descending: true,
  filter,
};
const chosen = (level: ObjectLevel, id: string): Chosen => ({ accountId: "act_1", level, id });
const rows = (...list: Chosen[]) => list.reduce((now, row) => toggled(now, row, 0), NO_SELECTION);

describe("what is chosen", () => {
  test("row by row is named by id, without accounts", () => {
    const selection = rows(chosen("account", "act_1"), chosen("adset", "1"), chosen("ad", "2"));
    expect(bulkSubject(selection, request, 9)).toEqual({
      kind: "chosen",
      selection: { by: "ids", objects: [chosen("adset", "1"), chosen("ad", "2")] },
      counts: [
        ["adset", 1],
        ["ad", 1],
      ],
      accountIds: ["act_1"],
    });
  });

  test("as a whole list is a question, also for rows never scrolled to, but for those taken out", () => {
    const whole = wholeList({ accountIds: ["act_1"], level: "adset", range, filter });
    const subject = bulkSubject(toggled(whole, chosen("adset", "7"), 3), request, 812);
    expect(subject).toMatchObject({ counts: [["adset", 811]], accountIds: ["act_1"] });
    expect(changeSelection(toggled(whole, chosen("adset", "7"), 3), request)).toMatchObject({
      by: "query",
      query: { flat: "adset", filter, range, compare: null, expanded: [] },
      except: ["7"],
    });
  });

  test.each([
    rows(chosen("account", "act_1")),
    wholeList({ accountIds: [], level: "account", range, filter }),
    NO_SELECTION,
  ])("of accounts alone cannot be changed", (selection) => {
    expect(bulkSubject(selection, request, 3)).toBeNull();
  });
});
