import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { ObjectKey, ObjectLevel, PreviewChanges } from "@/platform";
import { createFakePlatform, type FakePlatform, type Scenario } from "@/platform/fake";
import { ALL_OBJECTS } from "@/platform/fake/world";
import { renderPart } from "@/testing/render";
import { SettingsForm } from "./settings-form";

const objects = [...ALL_OBJECTS.values()];

function first(level: ObjectLevel, accountName = "Fjordline Outdoor") {
  const account = objects.find((object) => object.level === "account" && object.name === accountName);
  const found = objects.find(
    (object) =>
      object.level === level &&
      object.accountId === account?.id &&
      object.status === "ACTIVE" &&
      (level !== "adset" || object.dailyBudgetMinor !== null),
  );
  if (found === undefined) throw new Error(`there is no ${level}`);
  return found;
}

const ADSET = first("adset");

async function form(object: typeof ADSET, scenario: Scenario = "connected") {
  const platform = createFakePlatform({ scenario });
  const key: ObjectKey = { accountId: object.accountId, level: object.level, id: object.id };
  renderPart(<SettingsForm object={key} readAtMs={null} />, { platform });
  const user = userEvent.setup();
  await screen.findByTestId("settings-form");
  return { platform, user, key };
}

const sent = (platform: FakePlatform) => platform.calls.filter(({ command }) => command === "applyChanges");

test("every setting has its field with the live value; what Meta alone knows comes when it was asked", async () => {
  const { platform } = await form(ADSET);
  expect(await screen.findByText("As Meta has them now")).toBeInTheDocument();
  expect(screen.getByLabelText("Name")).toHaveValue(ADSET.name);
  expect(screen.getByLabelText("Dsa beneficiary")).toHaveValue("Fjordline AS");
  for (const words of ["Norway, Sweden", "Oslo", "25–54", "Women", "Trail running"]) {
    expect(screen.getByText(words)).toBeInTheDocument();
  }
  expect(sent(platform)).toEqual([]);
});

test("several changes go through one look and one send, and the form shows what is live then", async () => {
  const { platform, user, key } = await form(ADSET);
  await screen.findByText("As Meta has them now");
  const name = screen.getByLabelText("Name");
  await user.clear(name);
  await user.type(name, "Nordics 2");
  const budget = screen.getByLabelText("Daily budget");
  await user.clear(budget);
  await user.type(budget, "75.50");
  expect(await screen.findByRole("button", { name: /Look at 2 changes/ })).toBeEnabled();
  // An amount is judged when it is looked at; only what hangs together is judged while it is typed.
  expect(platform.calls.filter(({ command }) => command === "previewChanges")).toEqual([]);
  await user.click(screen.getByTestId("form-look"));
  const foot = await screen.findByTestId("form-send");
  expect(await within(foot).findByText("€75.50")).toBeInTheDocument();
  expect(sent(platform)).toEqual([]);
  await user.click(within(foot).getByTestId("form-confirm"));
  expect(await screen.findByText("Confirmed by Meta")).toBeInTheDocument();
  expect(sent(platform)).toHaveLength(1);
  await waitFor(() => expect(screen.getByLabelText("Name")).toHaveValue("Nordics 2"));
  const live = await platform.getSettingsForm({ object: key, live: true });
  expect(live.fields.find(({ field }) => field === "daily_budget")?.value).toEqual({
    kind: "money",
    minor: 7550,
  });
});

test("a changed setting shows what it is live and goes back to it", async () => {
  const { user } = await form(ADSET);
  await screen.findByText("As Meta has them now");
  const name = screen.getByLabelText("Name");
  await user.clear(name);
  expect(await screen.findByText("This cannot be left empty.")).toBeInTheDocument();
  expect(screen.getByTestId("form-look")).toBeDisabled();
  await user.type(name, "Other");
  expect(screen.getByText(`Now ${ADSET.name}`)).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Back to what it is" }));
  expect(name).toHaveValue(ADSET.name);
  expect(screen.queryByTestId("form-send")).toBeNull();
});

test("a schedule is typed on the account's clock, and what is no time is refused", async () => {
  const { platform, user } = await form(ADSET);
  await screen.findByText("As Meta has them now");
  const end = screen.getByLabelText("End");
  await user.type(end, "soon");
  expect(await screen.findByText("Write day and time like 2026-12-24 18:00.")).toBeInTheDocument();
  await user.clear(end);
  await user.type(end, "2027-07-01 18:00");
  await user.click(screen.getByTestId("form-look"));
  await screen.findByTestId("form-confirm");
  const asked = platform.calls.findLast(({ command }) => command === "previewChanges")?.input;
  // Oslo is two hours ahead of UTC in July.
  expect(JSON.stringify(asked)).toContain(String(Date.UTC(2027, 6, 1, 16)));
});

test("targeting is words, and JSON for whoever opens it; what is no JSON is not sent", async () => {
  const { platform, user } = await form(ADSET);
  await screen.findByText("As Meta has them now");
  await user.click(screen.getByRole("button", { name: "Edit as JSON: Targeting" }));
  const area = screen.getByRole("textbox", { name: "Targeting (JSON)" });
  await user.clear(area);
  await user.type(area, "{{");
  expect(await screen.findByText("This is not JSON yet.")).toBeInTheDocument();
  await user.clear(area);
  await user.click(area);
  await user.paste('{"geo_locations": {"countries": ["DE"]}, "age_min": 30}');
  expect(screen.getByText("Germany")).toBeInTheDocument();
  expect(screen.getByText("30–65+")).toBeInTheDocument();
  expect(screen.getByText(/The ads are reviewed again/)).toBeInTheDocument();
  await user.click(screen.getByTestId("form-look"));
  await screen.findByTestId("form-confirm");
  const asked = platform.calls.findLast(({ command }) => command === "previewChanges")?.input;
  expect(JSON.stringify(asked)).toContain("targeting");
});

const targetingAsked = (platform: FakePlatform): unknown => {
  const asked = platform.calls.findLast(({ command }) => command === "previewChanges")
    ?.input as PreviewChanges;
  const [change] = asked.changes;
  const value = change?.edit.edit === "set" ? change.edit.value : null;
  return value?.kind === "json" ? JSON.parse(value.text) : null;
};

async function openTargeting(user: ReturnType<typeof userEvent.setup>) {
  await user.click(await screen.findByRole("button", { name: "Edit: Targeting" }));
  return within(await screen.findByTestId("targeting-form"));
}

test("a place and an age are changed as when an ad set is made, and all else of the targeting stays", async () => {
  const { platform, user, key } = await form(ADSET);
  await screen.findByText("As Meta has them now");
  const before = (await platform.getSettingsForm({ object: key, live: true })).fields.find(
    ({ field }) => field === "targeting",
  )?.value;
  const fields = await openTargeting(user);
  expect(fields.getByRole("button", { name: "Remove Sweden" })).toBeInTheDocument();
  expect(fields.getByText(/Kept as it is: .*brand safety content filter levels/)).toBeInTheDocument();
  await user.type(fields.getByLabelText("Places"), "ger");
  await user.click(await fields.findByRole("option", { name: /Germany/ }));
  await user.click(fields.getByRole("button", { name: "Remove Norway" }));
  const youngest = fields.getByLabelText("Ages: from");
  await user.clear(youngest);
  await user.type(youngest, "30");
  expect(screen.getByText(/^Now Countries Norway, Sweden · Age 25–54$/)).toBeInTheDocument();
  await user.click(screen.getByTestId("form-look"));
  const foot = within(await screen.findByTestId("form-send"));
  expect(await foot.findByText("30–54")).toBeInTheDocument();
  expect(foot.getByText("Sweden, Germany")).toBeInTheDocument();
  const live = before?.kind === "json" ? (JSON.parse(before.text) as Record<string, unknown>) : {};
  expect(targetingAsked(platform)).toEqual({
    ...live,
    age_min: 30,
    geo_locations: { ...(live.geo_locations as object), countries: ["SE", "DE"] },
  });
  await user.click(foot.getByTestId("form-confirm"));
  expect(await screen.findByText("Confirmed by Meta")).toBeInTheDocument();
});

test("ages that cannot be are said in words, and cannot be sent", async () => {
  const { user } = await form(ADSET);
  await screen.findByText("As Meta has them now");
  const fields = await openTargeting(user);
  const youngest = fields.getByLabelText("Ages: from");
  await user.clear(youngest);
  await user.type(youngest, "60");
  expect(await fields.findByRole("alert")).toHaveTextContent("The lowest age is above the highest.");
  expect(screen.getByTestId("form-look")).toBeDisabled();
  await user.click(fields.getByRole("checkbox", { name: "Advantage+ audience" }));
  // Widening demands these ages, as when an ad set is made.
  expect(youngest).toHaveValue("25");
  expect(fields.getByLabelText("Ages: to")).toHaveValue("65");
  expect(fields.queryByRole("alert")).toBeNull();
  expect(screen.getByTestId("form-look")).toBeEnabled();
  for (const place of ["Norway", "Sweden", "Oslo"]) {
    await user.click(fields.getByRole("button", { name: `Remove ${place}` }));
  }
  expect(await fields.findByRole("alert")).toHaveTextContent(/^Say where: a country/);
  await user.click(screen.getByRole("button", { name: "In words: Targeting" }));
  expect(screen.getByRole("alert")).toHaveTextContent(/^Say where: a country/);
  await user.click(screen.getByRole("button", { name: "Back to what it is" }));
  expect(screen.queryByRole("alert")).toBeNull();
});

test("placements are chosen for an ad set that exists, too", async () => {
  const { platform, user } = await form(ADSET);
  await screen.findByText("As Meta has them now");
  const fields = await openTargeting(user);
  await user.click(fields.getByRole("radio", { name: "Only on these" }));
  await user.click(fields.getByRole("checkbox", { name: "Facebook" }));
  await user.click(screen.getByTestId("form-look"));
  await screen.findByTestId("form-confirm");
  expect(targetingAsked(platform)).toMatchObject({ publisher_platforms: ["instagram"] });
  await user.click(fields.getByRole("checkbox", { name: "Instagram" }));
  expect(await fields.findByRole("alert")).toHaveTextContent(/at least one place where the ads are shown/);
});

test("the core judges an audience while it is changed, and who pays for it in the EU", async () => {
  const { platform, user } = await form(ADSET);
  await screen.findByText("As Meta has them now");
  const payor = screen.getByLabelText("Dsa payor");
  expect(payor).toHaveValue("Fjordline AS");
  await user.clear(payor);
  expect(await screen.findByText(/In the EU an ad says who pays for it/)).toBeInTheDocument();
  expect(screen.getByTestId("form-look")).toBeDisabled();
  const asked = platform.calls.filter(({ command }) => command === "previewChanges");
  expect(asked.map(({ input }) => (input as PreviewChanges).depth)).toEqual(["local"]);
  // Out of the EU nobody has to be named.
  const fields = await openTargeting(user);
  await user.click(fields.getByRole("button", { name: "Remove Sweden" }));
  await waitFor(() => expect(screen.queryByText(/In the EU an ad says/)).not.toBeInTheDocument());
  expect(screen.getByTestId("form-look")).toBeEnabled();
});

test("audiences are left out and languages named for an ad set that exists, offline by their ids", async () => {
  const { platform, user } = await form(ADSET, "offline");
  const fields = await openTargeting(user);
  const languages = fields.getByLabelText("Languages");
  await user.type(languages, "norw");
  expect(await fields.findByText("Meta cannot be reached")).toBeInTheDocument();
  await user.clear(languages);
  await user.type(languages, "6");
  await user.click(await fields.findByRole("option", { name: /6/ }));
  await user.type(fields.getByLabelText("Audiences left out"), "123456789");
  await user.click(await fields.findByRole("option", { name: /123456789.*by its id/ }));
  await user.click(screen.getByTestId("form-look"));
  await screen.findByTestId("form-keep");
  expect(targetingAsked(platform)).toMatchObject({
    locales: [6],
    excluded_custom_audiences: [{ id: "123456789" }],
  });
  await user.click(fields.getByRole("button", { name: "Remove 123456789" }));
  await user.click(await screen.findByTestId("form-look"));
  await waitFor(() => expect(targetingAsked(platform)).not.toHaveProperty("excluded_custom_audiences"));
});

test("offline the audience is changed from what is here, the search says why it finds nothing, and it waits as a draft", async () => {
  const { platform, user } = await form(ADSET, "offline");
  const fields = await openTargeting(user);
  expect(await fields.findByText(/The audiences listed are from an earlier look/)).toBeInTheDocument();
  await user.type(fields.getByLabelText("Places"), "ger");
  expect(await fields.findByText("Meta cannot be reached")).toBeInTheDocument();
  await user.click(fields.getByRole("radio", { name: "All" }));
  await user.click(screen.getByTestId("form-look"));
  await user.click(await screen.findByTestId("form-keep"));
  expect(await screen.findByText(/Kept as the draft/)).toBeInTheDocument();
  expect(targetingAsked(platform)).not.toHaveProperty("genders");
  expect(sent(platform)).toEqual([]);
});

test("a stop on all changes closes the audience that is open", async () => {
  const { platform, user } = await form(ADSET);
  const fields = await openTargeting(user);
  await act(() => platform.stopWrites());
  expect(await screen.findByText(/All changes are stopped/)).toBeInTheDocument();
  expect(fields.getByLabelText("Ages: from")).toBeDisabled();
});

test("special ad categories are boxes", async () => {
  const { platform, user } = await form(first("campaign"));
  await screen.findByText("As Meta has them now");
  await user.click(screen.getByRole("checkbox", { name: "Housing" }));
  await user.click(screen.getByTestId("form-look"));
  await screen.findByTestId("form-confirm");
  const asked = platform.calls.findLast(({ command }) => command === "previewChanges")?.input;
  expect(JSON.stringify(asked)).toContain('[\\"HOUSING\\"]');
});

test("offline the change is kept as a draft and nothing can be sent", async () => {
  const { platform, user } = await form(ADSET, "offline");
  expect(await screen.findByText("As they are on this computer")).toBeInTheDocument();
  const name = screen.getByLabelText("Name");
  await user.type(name, " 2");
  await user.click(await screen.findByTestId("form-look"));
  await user.click(await screen.findByTestId("form-keep"));
  expect(await screen.findByText(/Kept as the draft/)).toBeInTheDocument();
  expect(screen.queryByTestId("form-confirm")).toBeNull();
  expect(await platform.listDrafts()).toHaveLength(1);
});

test("held or stopped changes close the fields and say why", async () => {
  const { platform } = await form(ADSET);
  await act(() => platform.stopWrites());
  expect(await screen.findByText(/All changes are stopped/)).toBeInTheDocument();
  expect(screen.getByLabelText("Name")).toBeDisabled();
});

test("a refusal of Meta's is shown and what was typed stays", async () => {
  const { platform, user } = await form(ADSET);
  await screen.findByText("As Meta has them now");
  platform.changing.endNextRows("rejected", "Names are unique here");
  await user.type(screen.getByLabelText("Name"), " 2");
  await user.click(screen.getByTestId("form-look"));
  await user.click(await screen.findByTestId("form-confirm"));
  expect(await screen.findByText(/Names are unique here/)).toBeInTheDocument();
  expect(screen.getByLabelText("Name")).toHaveValue(`${ADSET.name} 2`);
});
