import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import { createFakePlatform } from "@/platform/fake";
import { renderPart } from "@/testing/render";
import { PathField } from "./path-field";

function Field() {
  const [path, setPath] = useState("");
  return (
    <PathField
      label="Write it to"
      purpose="save_draft"
      suggested="friday.json"
      value={path}
      onPath={setPath}
    />
  );
}

async function start(chosen: string | null) {
  const platform = createFakePlatform({ scenario: "connected" });
  platform.chooses(chosen);
  renderPart(<Field />, { platform });
  const user = userEvent.setup();
  const field = await screen.findByLabelText("Write it to");
  return { platform, user, field };
}

test("a file chosen in the system's dialog is the path", async () => {
  const { platform, user, field } = await start("/home/ana/friday.json");
  await user.click(screen.getByRole("button", { name: "Choose…" }));
  expect(field).toHaveValue("/home/ana/friday.json");
  expect(platform.calls).toContainEqual({ command: "chooseFile", input: "save_draft" });
});

test("what was typed stays where nothing is chosen", async () => {
  const { user, field } = await start(null);
  await user.type(field, "/tmp/typed.json");
  await user.click(screen.getByRole("button", { name: "Choose…" }));
  expect(field).toHaveValue("/tmp/typed.json");
});

test("a dialog that cannot give the path says why", async () => {
  const { platform, user } = await start(null);
  platform.failNext("chooseFile", { code: "invalid_input", message: "Choose another place." });
  await user.click(screen.getByRole("button", { name: "Choose…" }));
  expect(await screen.findByText("Choose another place.")).toBeInTheDocument();
});
