import { describe, expect, test } from "vitest";
import type { RuleLimits } from "@/platform";
import { readLimits, type TypedLimits, typedOf } from "./limits";

const KEPT: RuleLimits = {
  accountId: "act_1",
  accountName: "Halden",
  currency: "EUR",
  mayAct: false,
  actsADay: 30,
  raisedADayMinor: null,
  spendBrakePercent: 120,
  quietFrom: "23:00",
  quietUntil: "06:00",
  approvalHours: 24,
  targetCpaMinor: 3_200,
  targetRoas: 2.4,
};

const read = (change: Partial<TypedLimits>, kept = KEPT) => readLimits({ ...typedOf(kept), ...change }, kept);

describe("what rules may do", () => {
  test("what is kept is read back as it was", () => {
    expect(read({})).toEqual({ limits: KEPT, faults: {} });
  });

  test("what was typed is taken as it is, in the account's currency", () => {
    const { limits } = read({
      mayAct: true,
      raisedADay: "250",
      targetCpa: "",
      targetRoas: "3,15",
      quietFrom: "9:05",
      quietUntil: "10:00",
    });
    expect(limits).toMatchObject({
      mayAct: true,
      raisedADayMinor: 25_000,
      targetCpaMinor: null,
      targetRoas: 3.15,
      quietFrom: "09:05",
      quietUntil: "10:00",
    });
    const yen = { ...KEPT, currency: "JPY", targetCpaMinor: 900 };
    expect(read({ raisedADay: "2500" }, yen).limits?.raisedADayMinor).toBe(2_500);
  });

  test.each([
    [{ actsADay: "2.5" }, { actsADay: /whole number/ }],
    [{ actsADay: "" }, { actsADay: /whole number/ }],
    [{ spendBrake: "0" }, { spendBrake: /from 1 to 1,000/ }],
    [{ approvalHours: "169" }, { approvalHours: /from 1 to 168/ }],
    [{ raisedADay: "12.345" }, { raisedADay: /two decimals/ }],
    [{ raisedADay: "$5" }, { raisedADay: /in EUR/ }],
    [{ targetCpa: "-3" }, { targetCpa: /negative/ }],
    [{ targetRoas: "0" }, { targetRoas: /above 0/ }],
    [{ targetRoas: "2.345" }, { targetRoas: /two decimals/ }],
    [{ quietFrom: "24:00" }, { quietFrom: /22:30/ }],
    [{ quietFrom: "" }, { quietFrom: /beginning and an end/ }],
    [{ quietUntil: "" }, { quietUntil: /beginning and an end/ }],
    [{ quietUntil: "23:00" }, { quietUntil: /no time at all/ }],
  ])("%o is refused where it is wrong, and nothing is clamped", (change, faults) => {
    const found = read(change);
    expect(found.limits).toBeNull();
    expect(Object.keys(found.faults)).toEqual(Object.keys(faults));
    for (const [key, words] of Object.entries(faults))
      expect(found.faults[key as "quietFrom"]).toMatch(words);
  });
});
