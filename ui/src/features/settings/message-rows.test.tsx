import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { renderApp } from "@/testing/render-app";

async function opened() {
  vi.spyOn(Element.prototype, "scrollIntoView").mockImplementation(() => {});
  const rendered = renderApp("connected", "/settings/notifications");
  const chat = await screen.findByRole("button", { name: "Set up… Chat" });
  return { ...rendered, chat };
}

test("a chat is set up, tested and removed, and its address is not shown again", async () => {
  const { user, platform, chat } = await opened();
  expect(screen.queryByRole("button", { name: "Send a test: Chat" })).toBeNull();
  await user.click(chat);
  const address = screen.getByLabelText("Webhook address");
  expect(address).toHaveAttribute("type", "password");
  expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
  await user.type(address, "http://hooks.example.com/x");
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("begins with https://");
  await user.clear(address);
  await user.type(address, "https://hooks.example.com/services/canary{Enter}");
  expect(await screen.findByText("To hooks.example.com")).toBeInTheDocument();
  expect(screen.queryByLabelText("Webhook address")).toBeNull();
  expect(document.body).not.toHaveTextContent("canary");
  await user.click(screen.getByRole("button", { name: "Send a test: Chat" }));
  expect(await screen.findByText(/Last message arrived/)).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Remove: Chat" }));
  await waitFor(() => expect(screen.queryByText(/Last message arrived/)).toBeNull());
  expect(platform.calls.filter(({ command }) => command === "setWebhook").at(-1)?.input).toEqual({
    address: "https://hooks.example.com/services/canary",
    onlyUrgent: false,
  });
});

test("a message that did not arrive says why", async () => {
  const { user, platform, chat } = await opened();
  await user.click(chat);
  await user.type(screen.getByLabelText("Webhook address"), "https://hooks.example.com/x{Enter}");
  platform.failNext("testMessageChannel", {
    code: "offline",
    message: "hooks.example.com could not be reached",
    remedy: "Check the address",
  });
  await user.click(await screen.findByRole("button", { name: "Send a test: Chat" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("could not be reached. Check the address");
});

test("a mailbox needs a server, a port and addresses; the usual port follows the encryption", async () => {
  const { user, platform } = await opened();
  await user.click(screen.getByRole("button", { name: "Set up… E-mail" }));
  const port = screen.getByLabelText("Port");
  const form = port.closest("form");
  if (form === null) throw new Error("no form");
  expect(port).toHaveValue("587");
  await user.click(within(form).getByRole("combobox", { name: "Encryption" }));
  await user.click(await screen.findByRole("option", { name: "TLS from the start" }));
  expect(port).toHaveValue("465");
  await user.clear(port);
  await user.type(port, "70000");
  expect(within(form).getByText("A whole number from 1 to 65535")).toBeInTheDocument();
  await user.clear(port);
  await user.type(port, "2465");
  await user.type(within(form).getByLabelText("Mail server"), "smtp.example.com");
  await user.type(within(form).getByLabelText("From"), "ads@example.com");
  await user.type(within(form).getByLabelText("To"), "a@example.com");
  await user.click(within(form).getByRole("checkbox", { name: /quiet hours/ }));
  await user.click(within(form).getByRole("button", { name: "Save" }));
  expect(await screen.findByText("To a@example.com")).toBeInTheDocument();
  expect(platform.calls.find(({ command }) => command === "setMail")?.input).toEqual({
    host: "smtp.example.com",
    port: 2465,
    security: "tls",
    user: null,
    password: null,
    from: "ads@example.com",
    to: "a@example.com",
    onlyUrgent: true,
  });
});
