import { QueryObserver } from "@tanstack/react-query";
import { describe, expect, it, vi } from "vitest";
import { createFakePlatform } from "@/platform/fake";
import { NEVER_SYNCED } from "@/platform/fake/scenarios";
import { applyEvent } from "./events";
import { keys } from "./keys";
import { createQueryClient } from "./query-client";

const effects = () => ({ navigate: vi.fn(), notice: vi.fn() });

async function seeded() {
  const client = createQueryClient();
  const state = await createFakePlatform({ scenario: "connected" }).getAppState();
  client.setQueryData(keys.appState, state);
  client.setQueryData(keys.settings, {});
  const object = keys.object({
    id: "1",
    level: "ad",
    accountId: "act_1",
    range: { since: "2026-09-01", until: "2026-09-02" },
  });
  client.setQueryData(object, {});
  const stale = () =>
    client
      .getQueryCache()
      .getAll()
      .filter((query) => query.state.isInvalidated)
      .map((query) => query.queryKey[0]);
  return { client, stale };
}

describe("events", () => {
  it("changed data refetches figures and nothing else", async () => {
    const { client, stale } = await seeded();
    applyEvent(client, { kind: "data_changed", accountIds: ["act_1"] }, effects());
    expect(stale()).toEqual(["object"]);
  });

  it("changed rules refetch rules and nothing else", async () => {
    const { client, stale } = await seeded();
    client.setQueryData([...keys.rules, "list"], {});
    applyEvent(client, { kind: "rules_changed" }, effects());
    expect(stale()).toEqual(["rules"]);
  });

  it("changed settings refetch settings and nothing else", async () => {
    const { client, stale } = await seeded();
    applyEvent(client, { kind: "settings_changed" }, effects());
    expect(stale()).toEqual(["settings"]);
  });

  it("rules that changed refetch what is told of rules, and why they acted, and nothing else", async () => {
    const { client, stale } = await seeded();
    client.setQueryData([...keys.rules, "approvals"], []);
    client.setQueryData([...keys.why, null], []);
    applyEvent(client, { kind: "rules_changed" }, effects());
    expect(stale()).toEqual(["rules", "why"]);
  });

  it("a backtest that moves on is put in place, and is read again at its end", async () => {
    const { client, stale } = await seeded();
    client.setQueryData(keys.backtest, { done: 0, of: 0, running: true });
    applyEvent(client, { kind: "backtest_moved", done: 2, of: 8 }, effects());
    expect(client.getQueryData(keys.backtest)).toMatchObject({ done: 2, of: 8 });
    expect(stale()).toEqual([]);
    applyEvent(client, { kind: "backtest_moved", done: 8, of: 8 }, effects());
    expect(stale()).toEqual(["backtest"]);
  });

  it("sync progress is put in place without asking again", async () => {
    const { client, stale } = await seeded();
    applyEvent(client, { kind: "sync_changed", status: NEVER_SYNCED }, effects());
    expect(stale()).toEqual([]);
    expect(client.getQueryData(keys.appState)).toMatchObject({ workspace: { sync: NEVER_SYNCED } });
  });

  it("sync progress before the first state is no error", () => {
    const client = createQueryClient();
    applyEvent(client, { kind: "sync_changed", status: NEVER_SYNCED }, effects());
    expect(client.getQueryData(keys.appState)).toBeUndefined();
  });

  it("navigation and notices reach the frame", async () => {
    const { client } = await seeded();
    const heard = effects();
    const error = { code: "offline", message: "", remedy: null, retryAfterMs: null, traceId: null } as const;
    applyEvent(client, { kind: "navigate", to: "/settings" }, heard);
    applyEvent(client, { kind: "notice", error }, heard);
    expect(heard.navigate).toHaveBeenCalledWith("/settings");
    expect(heard.notice).toHaveBeenCalledWith(error);
  });
});

it("sync progress that overtakes the reading of the state makes it read again", async () => {
  const client = createQueryClient();
  const [before, after] = [
    createFakePlatform({ scenario: "connected" }),
    createFakePlatform({ scenario: "syncing" }),
  ];
  const queryFn = vi.fn().mockResolvedValueOnce(before.state()).mockResolvedValue(after.state());
  client.setQueryData(keys.appState, before.state());
  const stop = new QueryObserver(client, { queryKey: keys.appState, queryFn }).subscribe(() => {});
  applyEvent(client, { kind: "state_changed" }, effects());
  applyEvent(client, { kind: "sync_changed", status: NEVER_SYNCED }, effects());
  await vi.waitFor(() => expect(client.getQueryData(keys.appState)).toEqual(after.state()));
  expect(client.isFetching()).toBe(0);
  stop();
});
