import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { renderApp } from "@/testing/render-app";

beforeEach(() => vi.spyOn(window, "scrollTo").mockImplementation(() => {}));

async function opened(scenario: Parameters<typeof renderApp>[0] = "connected") {
  const rendered = renderApp(scenario, "/studio");
  await rendered.user.click(await screen.findByRole("tab", { name: "Pictures" }));
  const part = await screen.findByTestId("studio-pictures");
  const sent = (command: string) => rendered.platform.calls.filter((call) => call.command === command);
  return { ...rendered, part, sent };
}

test("pictures stand in the library with what is known of them, and are found by name", async () => {
  const { user } = await opened();
  expect(await screen.findAllByTestId("studio-picture")).toHaveLength(3);
  expect(screen.getByText(/painted · Demo, pictures · \$0\.04/)).toBeInTheDocument();
  expect(screen.getByText("Looks like Ridge, sleet")).toBeInTheDocument();
  await user.type(screen.getByLabelText("Search pictures"), "camp");
  await waitFor(() => expect(screen.getAllByTestId("studio-picture")).toHaveLength(1));
  await user.type(screen.getByLabelText("Search pictures"), "fire");
  expect(await screen.findByText("No such picture")).toBeInTheDocument();
});

test("an empty library says what to do", async () => {
  await opened("syncing");
  expect(await screen.findByText("No pictures yet")).toBeInTheDocument();
});

test("a library that cannot be read says why", async () => {
  const { platform, user } = renderApp("connected", "/studio");
  platform.failNext("listStudioPictures", { code: "internal", message: "The ledger cannot be read" });
  await user.click(await screen.findByRole("tab", { name: "Pictures" }));
  expect(await screen.findByText("The ledger cannot be read")).toBeInTheDocument();
});

test("a file is imported by the key, composed with at once, and told when it was there already", async () => {
  const { user, platform, sent } = await opened();
  platform.chooses("/home/ingrid/Lake.png");
  await user.keyboard("i");
  expect(
    await screen.findByRole("button", { name: "Compose with Lake.png", pressed: true }),
  ).toBeInTheDocument();
  expect(sent("importStudioPicture")[0]?.input).toBe("/home/ingrid/Lake.png");
  expect(await screen.findByTestId("studio-frame-square")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: /^Import/ }));
  expect(await screen.findByText("Lake.png is here already")).toBeInTheDocument();
});

test("what is no picture is refused with the reason", async () => {
  const { user, platform } = await opened();
  platform.chooses("/home/ingrid/notes.txt");
  await user.click(await screen.findByRole("button", { name: /^Import/ }));
  expect(await screen.findByText(/Save it as JPEG, PNG or WebP/)).toBeInTheDocument();
});

test("what is thrown away lies in the trash and is taken back", async () => {
  const { user } = await opened();
  await user.click(await screen.findByRole("button", { name: "Throw away: Camp, morning" }));
  await waitFor(() => expect(screen.getAllByTestId("studio-picture")).toHaveLength(2));
  await user.click(screen.getByRole("combobox", { name: "Library" }));
  await user.click(await screen.findByRole("option", { name: "Trash" }));
  await user.click(await screen.findByRole("button", { name: "Take back: Camp, morning" }));
  expect(await screen.findByText("The trash is empty")).toBeInTheDocument();
});

test("a picture is shown in four placements with a variant's words and kept", async () => {
  const { user, sent } = await opened();
  await user.keyboard("{Control>}g{/Control}");
  await user.click(await screen.findByRole("button", { name: "Compose with Ridge, sleet" }));
  expect(await screen.findByAltText("9:16: Dry at 1,400 metres")).toBeInTheDocument();
  expect(screen.getAllByRole("figure")).toHaveLength(4);
  expect(screen.getByText("Nothing to look at")).toBeInTheDocument();
  const headline = screen.getByLabelText("Headline on the picture");
  fireEvent.change(headline, { target: { value: "A headline of more than forty characters, just" } });
  expect(await screen.findByText(/9:16: The headline is set in 24 pixels/)).toBeInTheDocument();
  fireEvent.change(screen.getByLabelText("From the left"), { target: { value: "0.2" } });
  await waitFor(() =>
    expect(sent("previewStudioComposition").at(-1)?.input).toMatchObject({ focus: { x: 0.2, y: 0.3 } }),
  );
  await user.click(screen.getByRole("button", { name: "Keep in the library" }));
  expect(await screen.findByText("4 of 4 placements are in the library")).toBeInTheDocument();
  await waitFor(() => expect(screen.getAllByTestId("studio-picture")).toHaveLength(7));
});

test("a text that does not fit says so where it would be", async () => {
  const { user } = await opened();
  await user.click(await screen.findByRole("button", { name: "Compose with Ridge, sleet" }));
  fireEvent.change(screen.getByLabelText("Headline on the picture"), { target: { value: "x".repeat(130) } });
  const frame = await screen.findByTestId("studio-frame-reel");
  expect(await within(frame).findByText(/too long for this template/)).toBeInTheDocument();
});

test("without a service that paints, and over another client's name, nothing is painted", async () => {
  const { user, platform, sent } = await opened();
  expect(await screen.findByText(/No service that paints yet/)).toBeInTheDocument();
  await platform.saveStudioProvider({
    id: null,
    name: "Painter",
    format: "open_ai_images",
    baseUrl: null,
    model: "gpt-image-1",
    key: "a-key",
    inputPrice: null,
    outputPrice: null,
    picturePrice: null,
    template: null,
  });
  const prompt = screen.getByLabelText("What is to be seen", { selector: "textarea" });
  await waitFor(() => expect(prompt).toBeEnabled());
  await user.type(prompt, "Kiko");
  expect(await screen.findByText(/names another client/)).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Paint" })).toBeDisabled();
  await user.clear(prompt);
  await user.type(prompt, "A ridge");
  expect(await screen.findByText(/About \$0\.064 · The prompt goes to 127\.0\.0\.1/)).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Paint" }));
  expect(await screen.findByTestId("studio-paint-run")).toHaveTextContent(/Painted: A ridge · Painter/);
  expect(sent("paintStudioPicture")[0]?.input).toMatchObject({ prompt: "A ridge", shape: "square" });
});

test("a picture gets another name and tags, and stays chosen", async () => {
  const { user, sent } = await opened();
  await user.click(await screen.findByRole("button", { name: "Compose with Ridge, sleet" }));
  const form = await screen.findByRole("form", { name: "Name and tags" });
  expect(within(form).getByRole("button", { name: "Save" })).toBeDisabled();
  await user.clear(within(form).getByLabelText("Tags"));
  await user.type(within(form).getByLabelText("Tags"), "snow, ridge , ");
  await user.type(within(form).getByLabelText("Name"), " II{Enter}");
  expect(
    await screen.findByRole("button", { name: "Compose with Ridge, sleet II", pressed: true }),
  ).toBeInTheDocument();
  expect(sent("updateStudioPicture").at(-1)?.input).toMatchObject({
    name: "Ridge, sleet II",
    tags: ["snow", "ridge"],
    trashed: null,
  });
});

test("a full library has pages, and a search begins at the first", async () => {
  const { user, platform } = await opened();
  expect(screen.queryByRole("navigation", { name: "Pages of the library" })).toBeNull();
  await act(async () => {
    for (let number = 1; number <= 30; number += 1)
      await platform.importStudioPicture(`/p/Lake ${number}.png`);
  });
  const pages = await screen.findByRole("navigation", { name: "Pages of the library" });
  expect(pages).toHaveTextContent("1 to 24 of 33");
  await user.click(within(pages).getByRole("button", { name: "Older" }));
  await waitFor(() => expect(screen.getAllByTestId("studio-picture")).toHaveLength(9));
  expect(pages).toHaveTextContent("25 to 33 of 33");
  expect(within(pages).getByRole("button", { name: "Older" })).toBeDisabled();
  await user.type(screen.getByLabelText("Search pictures"), "lake 3");
  await waitFor(() => expect(screen.getAllByTestId("studio-picture")).toHaveLength(2));
});
