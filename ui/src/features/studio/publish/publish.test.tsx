import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { renderApp } from "@/testing/render-app";

beforeEach(() => vi.spyOn(window, "scrollTo").mockImplementation(() => {}));

async function opened(scenario: Parameters<typeof renderApp>[0] = "connected") {
  const rendered = renderApp(scenario, "/studio");
  const { user, platform } = rendered;
  await screen.findByDisplayValue("Storm jacket, September");
  await user.keyboard("{Control>}g{/Control}");
  await screen.findAllByTestId("studio-variant");
  await user.click(screen.getByRole("button", { name: /Publish as paused ads/ }));
  const view = await screen.findByTestId("publish");
  const add = async (path: string) => {
    platform.chooses(path);
    await user.click(within(view).getByRole("button", { name: /Add a picture/ }));
    await within(view).findByText(path.split("/").at(-1) ?? path);
  };
  const place = async (index: number) =>
    user.click((await within(view).findAllByRole("checkbox"))[index] as HTMLElement);
  const rows = () => within(view).findAllByTestId("publish-row");
  const act = () => within(view).getByTestId("publish-act");
  return { ...rendered, view, add, place, rows, act };
}

test("texts, pictures and ad sets become a matrix that Meta checks before paused ads are made", async () => {
  const { user, view, add, place, rows, act, platform } = await opened();
  expect(within(view).getByText("Nothing to make yet")).toBeInTheDocument();
  expect(act()).toBeDisabled();
  await place(0);
  await add("/pictures/storm-1x1.png");
  await add("/pictures/storm-9x16.png");
  // Three texts, one of which promises a result, with one picture in two shapes in one ad set.
  await waitFor(async () => expect(await rows()).toHaveLength(3));
  await waitFor(() =>
    expect(screen.getByTestId("publish-count")).toHaveTextContent("2 ads, all paused; 1 left out"),
  );
  const leftOut = (await rows()).find((row) => within(row).queryByText("Left out") !== null);
  expect(leftOut).toHaveTextContent(/It promises a result\. Say it plainly\./);
  await user.click(act());
  await waitFor(() => expect(act()).toHaveTextContent("Make 2 paused ads"));
  expect(platform.calls.some(({ command }) => command === "applyChanges")).toBe(false);
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() =>
    expect(screen.getByTestId("publish-result")).toHaveTextContent("2 ads made, all paused"),
  );
  expect(await screen.findAllByTestId("publish-sent")).toHaveLength(2);
  const asked = platform.calls.filter(({ command }) => command === "previewPublish").at(-1)?.input;
  expect(asked).toMatchObject({
    depth: "meta",
    pictures: ["/pictures/storm-1x1.png", "/pictures/storm-9x16.png"],
  });
  expect(screen.getByRole("button", { name: "Undo…" })).toBeEnabled();
  expect(screen.getByRole("button", { name: "Show in the explorer" })).toBeEnabled();
});

test("a file that is no picture says so and is taken away again; Escape leads back to the texts", async () => {
  const { user, view, add, place, act } = await opened();
  await place(0);
  await add("/pictures/notes.txt");
  const picture = await screen.findByTestId("publish-picture");
  await waitFor(() =>
    expect(picture).toHaveTextContent(/It is no JPEG and no PNG\. Choose a JPEG or a PNG\./),
  );
  expect(act()).toBeDisabled();
  await user.click(within(view).getByRole("button", { name: "Remove notes.txt" }));
  expect(screen.queryByTestId("publish-picture")).toBeNull();
  await user.keyboard("{Escape}");
  expect(await screen.findByTestId("studio")).toBeInTheDocument();
});

test("a refused template and a failed check are told in place, and nothing is made", async () => {
  const { user, view, add, place, rows, act, platform } = await opened();
  await place(0);
  await add("/pictures/storm.png");
  await rows();
  const template = within(view).getByLabelText("Names");
  await user.clear(template);
  await user.type(template, "{{nobody}");
  expect(await within(view).findByText(/There is no \{nobody\}/)).toBeInTheDocument();
  expect(act()).toBeDisabled();
  await user.clear(template);
  await user.type(template, "Ad {{text}");
  await waitFor(() => expect(act()).toBeEnabled());
  platform.failNext("previewPublish", { code: "offline", message: "Meta cannot be reached" });
  await user.click(act());
  expect(await within(view).findByText(/Meta cannot be reached/)).toBeInTheDocument();
  expect(platform.calls.some(({ command }) => command === "applyChanges")).toBe(false);
});

test("offline the matrix is shown and nothing can be made", async () => {
  const { view, add, place, rows, act } = await opened("offline");
  await place(0);
  await add("/pictures/storm.png");
  await rows();
  expect(within(view).getByText(/making it needs the network/)).toBeInTheDocument();
  expect(act()).toBeDisabled();
});
