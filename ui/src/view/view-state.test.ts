import { describe, expect, it } from "vitest";
import {
  countFilters,
  DEFAULT_VIEW,
  lookingAt,
  parseView,
  viewCompareRange,
  viewRange,
  viewToSearch,
} from "./view-state";

const today = "2026-09-10";

describe("the address", () => {
  it("of an untouched view is empty, and reads back as the default", () => {
    expect(viewToSearch(DEFAULT_VIEW)).toEqual({});
    expect(parseView({})).toEqual(DEFAULT_VIEW);
  });

  it.each([
    {
      ...DEFAULT_VIEW,
      preset: "last_7" as const,
      compare: "previous_year" as const,
      sort: "roas" as const,
      descending: false,
    },
    { ...DEFAULT_VIEW, preset: "custom" as const, since: "2026-08-12", until: "2026-09-10" },
    {
      ...DEFAULT_VIEW,
      accounts: ["act_1020304050607080"],
      expanded: ["act_1020304050607080", "120210000000000017"],
      object: { accountId: "act_1020304050607080", id: "120210000000000017", level: "adset" as const },
      flat: "ad" as const,
      filter: {
        text: "jacket",
        delivery: ["active" as const, "learning" as const],
        objectives: ["OUTCOME_SALES"],
        minSpendMinor: 500,
        withIssues: true,
        includeGone: true,
        figures: [
          { column: "cpa" as const, formula: null, above: true, amount: 32.5 },
          { column: null, formula: 0, above: false, amount: 2 },
        ],
        group: {
          by: { kind: "token" as const, separator: "·", position: -1 },
          level: "ad" as const,
          key: null,
        },
      },
      byChange: true,
      sortOwn: 0,
      own: [{ name: "Cost per click", text: "spend / clicks", sense: "down_is_good" as const }],
      group: { by: { kind: "label" as const, separator: "", position: 1 }, level: "campaign" as const },
      columns: ["name" as const, "spend" as const],
      targets: { cpa: 32, own_0: 1.5 },
      saved: "Weekly check",
    },
  ])("keeps every choice (%#)", (view) => {
    expect(parseView(JSON.parse(JSON.stringify(viewToSearch(view))))).toEqual(view);
  });

  it.each([
    [{ range: "last_9000" }],
    [{ since: "2026-02-30", until: "2026-03-01" }],
    [{ since: "2026-09-10", until: "2026-09-01" }],
    [{ range: "custom" }],
    [{ accounts: ["../../etc", 12, "<img>"] }],
    [{ sort: "__proto__", asc: "yes", compare: 1 }],
    [{ object: "ad:act_1:2:3" }],
    [{ object: "ad:2" }],
    [{ object: "ad:act_1:x" }],
    [{ minSpend: -1, delivery: ["nonsense"], objectives: ["a b"] }],
    [{ sortOwn: 3, own: [{ name: "", text: "spend" }, "x"], group: { by: { kind: "token" }, level: "ad" } }],
    [
      {
        targets: { cpa: -1, __proto__: 3, x: 1 },
        figures: [{ formula: 4, above: true, amount: 1 }],
        within: 3,
      },
    ],
  ])("makes sense of %o", (search) => {
    expect(parseView(search)).toEqual(DEFAULT_VIEW);
  });

  it("keeps long ids as text", () => {
    expect(parseView({ open: ["120210000000000017", "120210000000000017"] }).expanded).toEqual([
      "120210000000000017",
    ]);
  });
});

describe("ranges", () => {
  it("leaves today out of the last days", () => {
    expect(viewRange(DEFAULT_VIEW, today)).toEqual({ since: "2026-08-11", until: "2026-09-09" });
    expect(viewRange({ ...DEFAULT_VIEW, preset: "today" }, today)).toEqual({ since: today, until: today });
  });

  it("comparing looks at the days just before", () => {
    const view = { ...DEFAULT_VIEW, compare: "previous_period" as const };
    expect(viewCompareRange(view, today)).toEqual({ since: "2026-07-12", until: "2026-08-10" });
    expect(viewCompareRange(DEFAULT_VIEW, today)).toBeNull();
  });

  it("counts filters", () => {
    expect(countFilters(DEFAULT_VIEW.filter)).toBe(0);
    expect(countFilters({ ...DEFAULT_VIEW.filter, text: "x", withIssues: true })).toBe(2);
  });
});

describe("turning to other accounts", () => {
  it.each([
    [["act_1"], ["act_1"]],
    [[], ["act_1", "act_2"]],
  ])("accounts %j come with %j opened and without the drawer of before", (ids, expanded) => {
    expect(lookingAt(ids, ["act_1", "act_2"])).toEqual({ accounts: ids, expanded, object: null });
  });
});
