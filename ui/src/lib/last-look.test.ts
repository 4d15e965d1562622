import { beforeEach, expect, it } from "vitest";
import { keepLook, showLastLook } from "./last-look";

beforeEach(() => localStorage.clear());

const shown = () => {
  const root = document.createElement("html");
  showLastLook(root);
  return { frame: root.dataset.start !== undefined, theme: root.dataset.theme };
};

it("the first start is blank and follows the computer", () => {
  expect(shown()).toEqual({ frame: false, theme: undefined });
});

it("a start looks as the window did before", () => {
  keepLook({ frame: true });
  keepLook({ theme: "dark" });
  expect(shown()).toEqual({ frame: true, theme: "dark" });
  keepLook({ frame: false });
  keepLook({ theme: "system" });
  expect(shown()).toEqual({ frame: false, theme: undefined });
});

it.each(["", "{", "null", "7", '{"frame":"yes","theme":"pink"}', "[]"])(
  "what is kept may be anything: %s",
  (kept) => {
    localStorage.setItem("sextant.look", kept);
    expect(shown()).toEqual({ frame: false, theme: undefined });
  },
);
