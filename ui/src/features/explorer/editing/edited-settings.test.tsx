import { screen, waitFor, within } from "@testing-library/react";
import { beforeAll, describe, expect, test } from "vitest";
import { createFakePlatform, type FakePlatform } from "@/platform/fake";
import { ALL_OBJECTS } from "@/platform/fake/world";
import { editor, layOut, objectNamed, previews, rowOf, sends, start, startIn } from "@/testing/explorer-desk";

beforeAll(layOut);

/** A campaign with a budget a day of 720.00 or so. */
const FUNDED = objectNamed("Prospecting · Broad · Nordics");

describe("the name", () => {
  test("F2 renames, and Meta's refusal is shown at the row in its words", async () => {
    const { user, platform } = await start(FUNDED.id);
    platform.changing.endNextRows("rejected", "Names like this are not allowed.");
    await user.keyboard("{F2}");
    const field = await within(await editor()).findByTestId("edit-field");
    expect(field).toHaveValue(FUNDED.name);
    await user.clear(field);
    await user.type(field, "<b>Autumn</b>");
    await screen.findByText("Compared with Meta just now");
    await user.keyboard("{Enter}");
    const words = "Refused by Meta; it is as before: Names like this are not allowed.";
    expect(await within(await rowOf(FUNDED.id)).findByTitle(words)).toBeInTheDocument();
    expect(screen.getByText(FUNDED.name)).toBeVisible();
  });

  test("an empty one is not sent", async () => {
    const { user, platform } = await start(FUNDED.id);
    await user.keyboard("{F2}");
    const field = await within(await editor()).findByTestId("edit-field");
    await user.clear(field);
    await user.type(field, " {Enter}");
    expect(await screen.findByText("A name cannot be empty.")).toBeVisible();
    expect(screen.getByTestId("send")).toBeDisabled();
    expect(sends(platform)).toHaveLength(0);
  });
});

describe("the bid", () => {
  const adSets = [...ALL_OBJECTS.values()].filter(
    ({ level, parentId }) => level === "adset" && parentId === FUNDED.id,
  );
  const bidOf = async (platform: FakePlatform, id: string) => {
    const rows = await platform.listSettings({ selection: null, ids: [id] });
    return rows[0]?.bidAmountMinor ?? null;
  };
  const withBid = async (platform: FakePlatform) => {
    for (const { id } of adSets) if ((await bidOf(platform, id)) !== null) return id;
    throw new Error("no ad set has a bid");
  };

  test("begins with the amount it is, and only what is another amount is sent", async () => {
    const id = await withBid(createFakePlatform({ scenario: "connected" }));
    const { user, platform } = await startIn(FUNDED.id, id);
    await user.keyboard("{Shift>}b{/Shift}");
    const field = await within(await editor()).findByTestId("edit-field");
    expect(field).toHaveValue("28.00");
    expect(within(await editor()).getByText("Now €28.00")).toBeVisible();
    expect(within(await editor()).getByText("Nothing is different yet.")).toBeVisible();
    await user.clear(field);
    await user.type(field, "31.5");
    await screen.findByText("Compared with Meta just now");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(sends(platform)).toHaveLength(1));
    await waitFor(async () => expect(await bidOf(platform, id)).toBe(3_150));
  });

  test("that cannot be read is not taken for none", async () => {
    const id = await withBid(createFakePlatform({ scenario: "connected" }));
    const { user, platform } = await startIn(FUNDED.id, id);
    platform.failNext("listSettings", { code: "internal", message: "The cache cannot be read" });
    await user.keyboard("{Shift>}b{/Shift}");
    expect(await within(await editor()).findByText(/The cache cannot be read/)).toBeVisible();
    expect(within(await editor()).queryByTestId("edit-field")).toBeNull();
    await user.click(within(await editor()).getByRole("button", { name: "Try again" }));
    expect(await within(await editor()).findByTestId("edit-field")).toHaveValue("28.00");
  });
});

describe("the schedule", () => {
  test("is typed by the account's clock and shown with its zone", async () => {
    const { user, platform } = await start(FUNDED.id);
    await user.keyboard("{Shift>}e{/Shift}");
    const end = await screen.findByLabelText("End");
    expect(screen.getByLabelText("Start")).toHaveValue("2026-08-03 08:00");
    expect(screen.getByText(/Europe\/Oslo/)).toBeVisible();
    await user.type(end, "2026-12-24");
    expect(await screen.findByText("Write day and time like 2026-12-24 18:00.")).toBeVisible();
    await user.type(end, " 18:00");
    await screen.findByText("Compared with Meta just now");
    await user.type(end, "{Enter}");
    await waitFor(() => expect(sends(platform)).toHaveLength(1));
    const asked = previews(platform).at(-1)?.input as { changes: { edit: unknown }[] };
    expect(asked.changes.map(({ edit }) => edit)).toEqual([
      {
        edit: "set",
        field: "end_time",
        value: { kind: "instant", atMs: Date.parse("2026-12-24T17:00:00Z") },
      },
    ]);
  });
});
