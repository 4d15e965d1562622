import { describe, expect, it } from "vitest";
import { describeFreshness, formatCountdown, formatDuration } from "./times";

const oslo = { locale: "en-GB", timeZone: "Europe/Oslo" };
const now = Date.UTC(2026, 8, 10, 12, 2);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("freshness", () => {
  it.each([
    [0, "Synced 14:02", "fresh"],
    [59 * MINUTE, "Synced 13:03", "fresh"],
    [60 * MINUTE, "1 h old", "stale"],
    [2 * HOUR + 59 * MINUTE, "2 h old", "stale"],
    [24 * HOUR, "since Wed 14:02", "old"],
    [10 * 24 * HOUR, "since 31 Aug 2026", "old"],
  ])("figures %i ms old read %s", (age, text, tone) => {
    const stamp = describeFreshness(now - age, now, oslo);
    expect(stamp.text).toBe(text);
    expect(stamp.tone).toBe(tone);
  });

  it("the tooltip names the zone", () => {
    expect(describeFreshness(now, now, oslo).title).toMatch(/10 Sept? 2026.*14:02.*(CEST|GMT\+2)/);
  });

  it("never pulled is said", () => {
    expect(describeFreshness(null, now, oslo)).toMatchObject({ text: "Never synced", tone: "never" });
  });
});

it.each([
  [-5, "0 s"],
  [900, "1 s"],
  [59_000, "59 s"],
  [3 * MINUTE + 1, "4 min"],
  [HOUR, "1 h"],
  [26 * HOUR, "26 h"],
  [7 * 24 * HOUR, "7 days"],
])("%i ms to wait read %s, never too short", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

it("countdowns keep two digits of seconds", () => {
  expect(formatCountdown(599_000)).toBe("9:59");
  expect(formatCountdown(61_000)).toBe("1:01");
  expect(formatCountdown(-1)).toBe("0:00");
});
