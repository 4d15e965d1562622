import { describe, expect, it } from "vitest";
import { isChanged, isUntouched, openedView, viewText } from "./saved-view";
import { DEFAULT_VIEW, type ViewState } from "./view-state";

const VIEW: ViewState = {
  ...DEFAULT_VIEW,
  preset: "last_7",
  compare: "previous_year",
  flat: "ad",
  accounts: ["act_1020304050607080"],
  expanded: ["act_1020304050607080"],
  object: { accountId: "act_1020304050607080", id: "12", level: "ad" },
  own: [{ name: "Per click", text: "spend / clicks", sense: "down_is_good" }],
  sortOwn: 0,
  targets: { cpa: 32 },
};

describe("a saved view", () => {
  it("keeps what is shown, days as they move along, and not where one is", () => {
    const text = viewText(VIEW, ["name", "spend"]);
    expect(JSON.parse(text)).toEqual({
      range: "last_7",
      compare: "previous_year",
      flat: "ad",
      own: VIEW.own,
      sortOwn: 0,
      targets: { cpa: 32 },
      columns: ["name", "spend"],
    });
    const elsewhere = { ...DEFAULT_VIEW, accounts: ["act_2"], expanded: ["act_2"] };
    const opened = openedView(elsewhere, "Weekly", text);
    expect(opened).toMatchObject({ accounts: ["act_2"], expanded: ["act_2"], object: null, saved: "Weekly" });
    expect(opened).toMatchObject({ preset: "last_7", own: VIEW.own, columns: ["name", "spend"] });
    expect(isChanged(opened, text)).toBe(false);
    expect(isChanged({ ...opened, accounts: [], expanded: ["9"] }, text)).toBe(false);
    expect(isChanged({ ...opened, descending: false }, text)).toBe(true);
  });

  it.each(["", "nonsense", "[]", "null", "3", '{"flat":"nowhere","own":3,"targets":[]}'])(
    "of %j opens as the standard one",
    (text) => {
      expect(openedView(DEFAULT_VIEW, "Odd", text)).toEqual({ ...DEFAULT_VIEW, saved: "Odd" });
    },
  );

  it("is the default only where nothing was asked for", () => {
    expect(isUntouched({ ...DEFAULT_VIEW, accounts: ["act_1"], expanded: ["act_1"] })).toBe(true);
    expect(isUntouched({ ...DEFAULT_VIEW, compare: "previous_period" })).toBe(false);
    expect(isUntouched({ ...DEFAULT_VIEW, saved: "Weekly" })).toBe(false);
  });
});
