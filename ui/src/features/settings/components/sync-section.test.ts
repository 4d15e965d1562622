import { expect, it } from "vitest";
import { withPresent } from "./sync-section";

const offered = { "0": "Only when asked", "60": "Every hour" };
const name = (minutes: number) => `Every ${minutes} min`;

it("offers what is offered", () => {
  expect(withPresent(offered, 60, name).map(({ label }) => label)).toEqual(["Only when asked", "Every hour"]);
});

it("a value set elsewhere is shown, in order, not replaced", () => {
  expect(withPresent(offered, 45, name)).toEqual([
    { value: "0", label: "Only when asked" },
    { value: "45", label: "Every 45 min" },
    { value: "60", label: "Every hour" },
  ]);
});
