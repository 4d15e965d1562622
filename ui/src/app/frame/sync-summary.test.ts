import { describe, expect, it } from "vitest";
import { initialState, type Scenario } from "@/platform/fake/scenarios";
import { accountShare, completeSince, fullestUsage, runShare, syncFace, waitsUntil } from "./sync-summary";

const NOW = Date.UTC(2026, 8, 10, 12, 2);

function workspaceIn(scenario: Scenario) {
  const { workspace } = initialState(scenario, NOW);
  if (workspace === null) throw new Error(`${scenario} opens no workspace`);
  return workspace;
}

describe("the face of sync", () => {
  it.each([
    ["connected", "good", "Synced 14:02"],
    ["syncing", "busy", "12 of 38 days, 3,104 rows"],
    ["waiting", "waits", "Waits 4 min"],
    ["offline", "bad", "Synced 14:02"],
  ] as const)("%s is %s: %s", (scenario, tone, text) => {
    expect(syncFace(workspaceIn(scenario), "Synced 14:02", false, NOW)).toMatchObject({ tone, text });
  });

  it("a cancelling run says so even while Meta asks to wait", () => {
    const workspace = workspaceIn("waiting");
    const running = workspace.sync.running && { ...workspace.sync.running, cancelling: true };
    const face = syncFace({ ...workspace, sync: { ...workspace.sync, running } }, "", false, NOW);
    expect(face).toMatchObject({ tone: "busy", text: "Stopping after this step" });
  });

  it("never synced is said, not dated", () => {
    const workspace = workspaceIn("connected");
    const accounts = workspace.accounts.map((account) => ({ ...account, syncedAtMs: null }));
    const fresh = { ...workspace, accounts, sync: { ...workspace.sync, last: null } };
    expect(syncFace(fresh, "Never synced", false, NOW).tone).toBe("none");
    expect(completeSince(fresh)).toBeNull();
  });
});

it("progress of an account grows from stage to stage and ends at one", () => {
  const at = (stage: "structure" | "insights" | "checking" | "done", done: number, total: number | null) =>
    accountShare({ accountId: "act_1", name: "", stage, done, total, rows: 0 });
  const way = [
    at("structure", 0, null),
    at("structure", 5, 10),
    at("insights", 0, 30),
    at("insights", 30, 30),
    at("checking", 1, 2),
    at("done", 0, null),
  ];
  expect(way).toEqual(way.toSorted((a, b) => a - b));
  expect(way.at(-1)).toBe(1);
});

it("a run without accounts has no known share", () => {
  expect(runShare({ startedAtMs: NOW, accounts: [], cancelling: false })).toBeNull();
});

it("the oldest complete account dates the figures", () => {
  const workspace = workspaceIn("connected");
  const oldest = Math.min(...workspace.accounts.map(({ syncedAtMs }) => syncedAtMs ?? 0));
  expect(completeSince(workspace)).toBe(oldest);
});

it("the fullest limit and the latest wait count", () => {
  const { sync } = workspaceIn("waiting");
  expect(fullestUsage(sync)).toBe(98);
  expect(waitsUntil(sync, NOW)).toBe(NOW + 4 * 60_000);
  expect(waitsUntil(sync, NOW + 5 * 60_000)).toBeNull();
  expect(fullestUsage({ ...sync, governors: [] })).toBeNull();
});
