import { describe, expect, it } from "vitest";
import { describeDelta, formatBytes, formatCount, formatRate, formatRatio } from "./numbers";

const locale = "en-GB";
/** Thin spaces are hard to see in a test. */
const seen = (text: string | undefined) => text?.replace(/[\u2009\u00a0]/g, " ");

describe("counts, ratios, rates", () => {
  it.each([
    [1842, "1,842"],
    [0, "0"],
    [12.5, "12.5"],
    [12.04, "12.0"],
    [-3, "−3"],
    [null, "—"],
    [Number.POSITIVE_INFINITY, "—"],
  ])("count %s reads %s", (value, text) => {
    expect(formatCount(value, { locale })).toBe(text);
  });

  it("ratios have two decimals and no sign", () => {
    expect(formatRatio(3.5649, { locale })).toBe("3.56");
    expect(formatRatio(null, { locale })).toBe("—");
  });

  it("rates put a thin space before the percent sign", () => {
    expect(formatRate(1.42, { locale })).toBe("1.42\u2009%");
    expect(formatRate(1.42, { locale: "de-DE" })).toBe("1,42\u2009%");
  });

  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 kB"],
    [12_400_000, "12.4 MB"],
  ])("%i bytes read %s", (bytes, text) => {
    expect(seen(formatBytes(bytes, { locale }))).toBe(text);
  });
});

describe("deltas", () => {
  const roas = { sense: "up_is_good", locale } as const;
  const cpa = { sense: "down_is_good", locale } as const;

  it.each([
    [{ ...roas, now: 106.2, before: 100 }, "+6.2 %", "good"],
    [{ ...roas, now: 97.1, before: 100 }, "−2.9 %", "bad"],
    [{ ...cpa, now: 106.2, before: 100 }, "+6.2 %", "bad"],
    [{ ...cpa, now: 97.1, before: 100 }, "−2.9 %", "good"],
    [{ sense: "neutral" as const, locale, now: 120, before: 100 }, "+20.0 %", "neutral"],
    [{ ...roas, now: 100.04, before: 100 }, "0.0 %", "faint"],
    [{ ...roas, now: 99.96, before: 100 }, "0.0 %", "faint"],
    [{ ...roas, now: 3, before: 0 }, "new", "faint"],
    [{ ...roas, now: 0, before: 0 }, "0.0 %", "faint"],
    [{ ...roas, now: 1.5, before: 1.42, unit: "points" as const }, "+0.08 pt", "good"],
    [{ ...cpa, now: 300, before: 100, baseConversions: 4 }, "+200.0 %", "faint"],
    [{ ...cpa, now: 300, before: 100, baseConversions: 5 }, "+200.0 %", "bad"],
    [{ ...roas, now: -50, before: -100 }, "+50.0 %", "good"],
  ])("%o", (input, text, tone) => {
    const delta = describeDelta(input);
    expect(seen(delta?.text)).toBe(text);
    expect(delta?.tone).toBe(tone);
  });

  it("says few and new", () => {
    expect(describeDelta({ ...roas, now: 9, before: 3, baseConversions: 2 })?.note).toBe("few");
    expect(describeDelta({ ...roas, now: 9, before: 0 })?.note).toBe("new");
  });

  it("cannot be told without both sides", () => {
    expect(describeDelta({ ...roas, now: null, before: 1 })).toBeNull();
    expect(describeDelta({ ...roas, now: 1, before: undefined })).toBeNull();
  });
});
