import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { renderApp } from "@/testing/render-app";

beforeEach(() => vi.spyOn(window, "scrollTo").mockImplementation(() => {}));

async function opened(scenario: Parameters<typeof renderApp>[0] = "connected") {
  const rendered = renderApp(scenario, "/studio");
  await screen.findByTestId("studio");
  const variants = () => screen.findAllByTestId("studio-variant");
  const asked = () => rendered.platform.calls.filter(({ command }) => command === "startStudioCopy");
  return { ...rendered, variants, asked };
}

test("a kept brief says what it costs and what leaves, and Ctrl+G writes its variants", async () => {
  const { user, variants, asked } = await opened();
  expect(await screen.findByDisplayValue("Storm jacket, September")).toBeInTheDocument();
  expect(
    await screen.findByText(/At most \$0\.031.*figures of 5 ads go to 127\.0\.0\.1/),
  ).toBeInTheDocument();
  await user.keyboard("{Control>}g{/Control}");
  expect(await variants()).toHaveLength(3);
  expect(asked()[0]?.input).toMatchObject({ briefId: "brief-storm", task: "write" });
  const [first, , third] = await variants();
  expect(first).toHaveTextContent(/Dry at 1,400 metres/);
  expect(first).toHaveTextContent(/92 \/ 125/);
  expect(third).toHaveTextContent(/guaranteed.*the page gives in the same words/);
  expect(screen.getByTestId("studio-run")).toHaveTextContent(/Written: 3 of 3.*\$0\.012/);
});

test("a variant is edited, counted, rated, chosen and locked; a locked one is not changed", async () => {
  const { user, variants, platform } = await opened();
  await user.keyboard("{Control>}g{/Control}");
  const row = async () => (await variants())[0] as HTMLElement;
  await user.click(within(await row()).getByRole("button", { name: "Edit" }));
  const headline = within(await row()).getByLabelText("Headline");
  await user.clear(headline);
  await user.type(headline, "x".repeat(41));
  expect(await row()).toHaveTextContent("41 / 40");
  await user.click(within(await row()).getByRole("button", { name: "Keep" }));
  await waitFor(async () => expect(await row()).toHaveTextContent("x".repeat(41)));
  expect(within(await row()).getByText("Dry at 1,400 metres")).toBeInTheDocument();
  await user.click(within(await row()).getByRole("button", { name: "Rate variant A 4 of 5" }));
  await user.click(within(await row()).getByRole("checkbox", { name: "Choose variant A" }));
  await user.click(within(await row()).getByRole("button", { name: "Lock" }));
  await waitFor(async () => expect(within(await row()).getByRole("button", { name: "Edit" })).toBeDisabled());
  expect(within(await row()).getByRole("button", { name: "Write the headline again" })).toBeDisabled();
  const inputs = platform.calls.filter(({ command }) => command === "updateStudioVariant");
  expect(inputs.map(({ input }) => input)).toMatchObject([
    { copy: { headline: "x".repeat(41) } },
    { rating: 4 },
    { chosen: true },
    { locked: true },
  ]);
});

test("one field is written again and a variant is translated", async () => {
  const { user, variants, asked } = await opened();
  await user.keyboard("{Control>}g{/Control}");
  const [first] = await variants();
  await user.click(within(first as HTMLElement).getByRole("button", { name: "Write the headline again" }));
  await screen.findByText("Out in all weather");
  await user.type(within(first as HTMLElement).getByLabelText("Into the language"), "de");
  await user.click(within(first as HTMLElement).getByRole("button", { name: "Translate" }));
  await waitFor(async () => expect(await variants()).toHaveLength(4));
  expect(asked().map(({ input }) => input)).toMatchObject([
    { task: "write" },
    { task: "field", field: "headline" },
    { task: "translate", language: "de" },
  ]);
});

test("what was typed has to be kept before it is written from, and a refusal says why", async () => {
  const { user, asked } = await opened();
  const product = await screen.findByLabelText("What is sold");
  await user.clear(product);
  expect(screen.getByRole("button", { name: /Write 3 variants/ })).toBeDisabled();
  await user.keyboard("{Control>}g{/Control}");
  expect(asked()).toHaveLength(0);
  await user.keyboard("{Control>}s{/Control}");
  expect(await screen.findByText("Say what is sold")).toBeInTheDocument();
  await user.type(product, "A tent");
  await user.keyboard("{Control>}s{/Control}");
  await waitFor(() => expect(screen.getByRole("button", { name: /Write 3 variants/ })).toBeEnabled());
});

test("without a service the page says what to add, and with one under Settings it writes", async () => {
  const { user } = await opened("syncing");
  const banner = await screen.findByTestId("studio-no-service");
  expect(banner).toHaveTextContent(/Anthropic, OpenAI or a compatible server/);
  await user.click(within(banner).getByRole("link", { name: "Add a service" }));
  await user.type(await screen.findByLabelText("Model"), "claude-haiku-4-5");
  await user.type(screen.getByLabelText("Key"), "sk-ant-test");
  await user.click(screen.getByRole("button", { name: "Add" }));
  const service = await screen.findByTestId("studio-service");
  expect(service).toHaveTextContent(/Anthropic.*claude-haiku-4-5/);
  await user.click(within(service).getByRole("button", { name: "Test Anthropic" }));
  expect(await within(service).findByText("Answers, and has the model.")).toBeInTheDocument();
  expect(screen.queryByDisplayValue("sk-ant-test")).toBeNull();
});

test("an error is told in place, with what to do", async () => {
  const { user, platform } = await opened();
  await screen.findByDisplayValue("Storm jacket, September");
  platform.failNext("startStudioCopy", {
    code: "refused",
    message: "Today's budget is used up",
    remedy: "Raise it under Settings",
  });
  await user.keyboard("{Control>}g{/Control}");
  expect(await screen.findByText(/Today's budget is used up/)).toBeInTheDocument();
});
