import { fireEvent } from "@testing-library/react";
import { expect, test } from "vitest";
import { markInputKind } from "./input-kind";

test("the page is marked only while the keyboard was used last", () => {
  const root = document.documentElement;
  const stop = markInputKind();
  expect(root).not.toHaveAttribute("data-by-keys");
  fireEvent.keyDown(document.body, { key: "Control" });
  expect(root).not.toHaveAttribute("data-by-keys");
  fireEvent.keyDown(document.body, { key: "ArrowDown" });
  expect(root).toHaveAttribute("data-by-keys");
  fireEvent.pointerDown(document.body);
  expect(root).not.toHaveAttribute("data-by-keys");
  fireEvent.keyDown(document.body, { key: "Tab" });
  stop();
  expect(root).not.toHaveAttribute("data-by-keys");
  fireEvent.keyDown(document.body, { key: "Tab" });
  expect(root).not.toHaveAttribute("data-by-keys");
});
