import { expect, test } from "vitest";
import {
  addCondition,
  append,
  canUnwrap,
  copyAt,
  moveAt,
  regroup,
  removeAt,
  setAt,
  unwrapAt,
  valueAt,
  wrapAt,
} from "./edits";
import { type Condition, currencyIn, deedOf, modeOf, parseRule, type Rule, ruleText } from "./rule";

const WHOLE = `{
  "format": 1, "id": "dear-prospecting", "name": "Dear prospecting", "note": "Agreed in March.", "mode": "shadow",
  "scope": {
    "level": "adset", "accounts": ["act_42"], "members": {"only": ["1", "2"]},
    "filters": [
      {"status": ["ACTIVE"]},
      {"name": {"at": "campaign", "is": {"contains": "prospecting"}}},
      {"spend": {"window": "lifetime", "is": "above", "amount": {"minor": 10000, "currency": "EUR"}}}
    ],
    "never": ["120200000000000042"]
  },
  "when": {"any": [
    {"compare": {
      "left": {"metric": {"of": "cpa", "window": {"matured": {"days": 7, "leave_out": {"newest": 3}}}}},
      "is": "above",
      "right": {"multiply": [{"number": 1.5}, {"target": "cpa"}]}
    }},
    {"all": [
      {"compare": {
        "left": {"change": {"of": "ctr", "window": {"last": {"days": 3, "with_today": false}}}},
        "is": "below", "right": {"number": -30}
      }},
      {"rank": {
        "by": {"metric": {"of": "roas", "window": {"last": {"days": 14, "with_today": false}}, "at": "campaign"}},
        "among": "siblings", "end": "bottom", "take": {"percent": 25}, "zeros": "leave_out"
      }},
      {"none": [{"learning": ["learning"]}, {"clock": {"days": ["saturday"], "from": "22:00", "until": "06:00"}}]},
      {"budget": ["daily", "elsewhere"]}
    ]}
  ]},
  "then": {"scale_toward": {
    "metric": {"of": "roas", "window": "this_month"}, "target": {"target": "roas"},
    "step_basis_points": 1000, "within_basis_points": 500,
    "floor": {"minor": 500, "currency": "EUR"}, "ceiling": {"minor": 50000, "currency": "EUR"}
  }},
  "schedule": {"every": {"minutes": 60}, "hours": [{"from": "06:00", "until": "22:00"}]},
  "guards": {
    "floors": {
      "window": {"last": {"days": 7, "with_today": false}},
      "spend": {"minor": 5000, "currency": "EUR"}, "impressions": 2000, "age_hours": 72
    },
    "cool_down_minutes": 1440
  }
}`;

const read = (text = WHOLE): Rule => {
  const rule = parseRule(text);
  if (rule === null) throw new Error("the rule cannot be read");
  return rule;
};

test("a rule is the same after it was read and written, and nothing is added to it", () => {
  expect(JSON.parse(ruleText(read()))).toEqual(JSON.parse(WHOLE));
  const least =
    '{"format":1,"id":"a","name":"A","scope":{"level":"ad"},"when":{"all":[]},"then":"notify","schedule":{"every":{"daily_at":"06:00"}}}';
  expect(JSON.stringify(JSON.parse(ruleText(read(least))))).toBe(least);
  expect(modeOf(read(least))).toBe("shadow");
});

test.each([
  ["no JSON", "{"],
  ["no rule", "[]"],
  ["a newer format", WHOLE.replace('"format": 1', '"format": 2')],
  ["a field that is not known", WHOLE.replace('"note"', '"notes"')],
  ["a metric that is not known", WHOLE.replace('"of": "cpa"', '"of": "reach"')],
  ["two conditions in one", WHOLE.replace('{"learning": ["learning"]}', '{"learning": [], "budget": []}')],
  ["an amount with fractions", WHOLE.replace('"minor": 5000,', '"minor": 50.5,')],
  ["a number no computer counts to", WHOLE.replace('"minor": 5000,', '"minor": 90071992547409931,')],
  ["a term that is nothing", WHOLE.replace('{"number": -30}', '"today"')],
  ["a name that every object has", WHOLE.replace('{"number": -30}', '{"toString": 1}')],
])("%s is left to the raw text", (_name, text) => {
  expect(parseRule(text)).toBeNull();
});

test("groups in groups without end are left to the raw text", () => {
  const deep = `${'{"all":['.repeat(400)}${"]}".repeat(400)}`;
  const text = `{"format":1,"id":"a","name":"A","scope":{"level":"ad"},"when":${deep},"then":"notify","schedule":{"every":{"minutes":60}}}`;
  expect(parseRule(text)).toBeNull();
});

test("an edit changes its place and leaves the rest as it was", () => {
  const before = read();
  const after = setAt(before, "when.any[1].all[0].compare.right.number", -40);
  expect(valueAt(after, "when.any[1].all[0].compare.right")).toEqual({ number: -40 });
  expect(valueAt(before, "when.any[1].all[0].compare.right")).toEqual({ number: -30 });
  expect(after.scope).toBe(before.scope);
  expect(Object.keys(after)).toEqual(Object.keys(before));
});

test("a field is left out, and made where it was left out", () => {
  const without = setAt(read(), "guards.cool_down_minutes", undefined);
  expect(without.guards).not.toHaveProperty("cool_down_minutes");
  const bare = setAt(without, "guards", undefined);
  expect(setAt(bare, "guards.acts_a_day", 5).guards).toEqual({ acts_a_day: 5 });
  expect(
    append(setAt(bare, "scope.filters", undefined), "scope.filters", { label: ["a"] }).scope.filters,
  ).toEqual([{ label: ["a"] }]);
});

test("a place that is not there changes nothing", () => {
  expect(setAt(read(), "when.any[9].compare.is", "below")).toEqual(read());
  expect(valueAt(read(), "when.any[9].compare.is")).toBeUndefined();
  expect(valueAt(read(), "when.constructor")).toBeUndefined();
});

test("conditions move, are copied and go", () => {
  const kinds = (rule: Rule) =>
    (valueAt(rule, "when.any[1].all") as object[]).map((part) => Object.keys(part)[0]);
  expect(kinds(moveAt(read(), "when.any[1].all[1]", -1))).toEqual(["rank", "compare", "none", "budget"]);
  expect(kinds(moveAt(read(), "when.any[1].all[0]", -1))).toEqual(["compare", "rank", "none", "budget"]);
  expect(kinds(moveAt(read(), "when.any[1].all[3]", 1))).toEqual(["compare", "rank", "none", "budget"]);
  expect(kinds(copyAt(read(), "when.any[1].all[1]"))).toEqual(["compare", "rank", "rank", "none", "budget"]);
  expect(kinds(removeAt(read(), "when.any[1].all[2]"))).toEqual(["compare", "rank", "budget"]);
});

test("a group changes its kind, is put around a condition and taken away where the sense stays", () => {
  const may = (rule: Rule, place: string) => canUnwrap(place, valueAt(rule, place) as Condition);
  expect(Object.keys(regroup(read(), "when", "all").when)).toEqual(["all"]);
  const wrapped = wrapAt(read(), "when.any[0]", "none");
  expect(Object.keys(valueAt(wrapped, "when.any[0]") as object)).toEqual(["none"]);
  expect(may(wrapped, "when.any[0]")).toBe(false);
  expect(may(read(), "when.any[1]")).toBe(false);
  const same = regroup(read(), "when", "all");
  expect(may(same, "when.all[1]")).toBe(true);
  expect((valueAt(unwrapAt(same, "when.all[1]"), "when.all") as unknown[]).length).toBe(5);
});

test("a condition is added to the outermost group, which is made where there is none", () => {
  const more = { budget: ["daily" as const] };
  expect(valueAt(addCondition(read(), more), "when.any[2]")).toEqual(more);
  const alone = setAt(read(), "when", { learning: ["learned"] });
  expect(addCondition(alone, more).when).toEqual({ all: [{ learning: ["learned"] }, more] });
});

test("the currency is that of the first amount", () => {
  expect(currencyIn(read())).toBe("EUR");
  expect(currencyIn({ when: [{ number: 3 }] })).toBeNull();
  expect(deedOf(read().then)).toBe("scale_toward");
});
