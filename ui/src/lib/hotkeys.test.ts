import { afterEach, describe, expect, it, vi } from "vitest";
import { hotkeyRegistry, isSingleKey, keyLabels, matchesKeys } from "./hotkeys";

const press = (init: KeyboardEventInit) =>
  new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init });

describe("matching", () => {
  it.each([
    ["Ctrl+K", { key: "k", ctrlKey: true }, true],
    ["Ctrl+K", { key: "K", ctrlKey: true, shiftKey: true }, false],
    ["Ctrl+K", { key: "k" }, false],
    ["?", { key: "?", shiftKey: true }, true],
    ["/", { key: "/" }, true],
    ["/", { key: "/", shiftKey: true }, true],
    ["T", { key: "t" }, true],
    ["T", { key: "T", shiftKey: true }, false],
    ["Alt+1", { key: "¡", code: "Digit1", altKey: true }, true],
    ["Alt+1", { key: "1", code: "Digit1" }, false],
    ["1", { key: "1", code: "Digit1", altKey: true }, false],
    ["Shift+ArrowDown", { key: "ArrowDown", shiftKey: true }, true],
    ["Space", { key: " " }, true],
    ["Ctrl+,", { key: ",", ctrlKey: true }, true],
  ])("%s and %o: %s", (keys, init, expected) => {
    expect(matchesKeys(press(init), keys)).toBe(expected);
  });

  it("knows what counts as a single key", () => {
    expect(["T", "/", "1", "["].every(isSingleKey)).toBe(true);
    expect(["Ctrl+K", "Alt+1", "Escape", "Space", "ArrowUp"].some(isSingleKey)).toBe(false);
  });

  it("prints keys as they stand on a keyboard", () => {
    expect(keyLabels("Ctrl+K")).toEqual(["Ctrl", "K"]);
    expect(keyLabels("Shift+ArrowDown")).toEqual(["Shift", "↓"]);
    expect(keyLabels("Ctrl++")).toEqual(["Ctrl", "+"]);
  });
});

describe("the registry", () => {
  const removers: (() => void)[] = [];
  const add = (keys: string, run: () => void, everywhere = false) =>
    removers.push(hotkeyRegistry.add([{ keys, label: keys, group: "Test", run, everywhere }]));
  const fire = (init: KeyboardEventInit, target: HTMLElement = document.body) => {
    const event = press(init);
    target.addEventListener("keydown", hotkeyRegistry.handle, { once: true });
    target.dispatchEvent(event);
    return event;
  };

  afterEach(() => {
    for (const remove of removers.splice(0)) remove();
    hotkeyRegistry.singleKeysOn = true;
    document.body.replaceChildren();
  });

  it("the view that came last takes the key, and gives it back", () => {
    const [frame, view] = [vi.fn(), vi.fn()];
    add("T", frame);
    add("T", view);
    fire({ key: "t" });
    removers.pop()?.();
    fire({ key: "t" });
    expect(view).toHaveBeenCalledTimes(1);
    expect(frame).toHaveBeenCalledTimes(1);
  });

  it("single letters stay quiet in a text field; Ctrl keys do not", () => {
    const [letter, ctrl] = [vi.fn(), vi.fn()];
    add("T", letter);
    add("Ctrl+K", ctrl);
    const field = document.body.appendChild(document.createElement("input"));
    expect(fire({ key: "t" }, field).defaultPrevented).toBe(false);
    fire({ key: "k", ctrlKey: true }, field);
    expect(letter).not.toHaveBeenCalled();
    expect(ctrl).toHaveBeenCalledTimes(1);
  });

  it("single letters can be switched off as a whole", () => {
    const [letter, ctrl] = [vi.fn(), vi.fn()];
    add("T", letter);
    add("Ctrl+K", ctrl);
    hotkeyRegistry.singleKeysOn = false;
    fire({ key: "t" });
    fire({ key: "k", ctrlKey: true });
    expect(letter).not.toHaveBeenCalled();
    expect(ctrl).toHaveBeenCalledTimes(1);
  });

  it("inside a dialog only what works everywhere works", () => {
    const [closed, open] = [vi.fn(), vi.fn()];
    add("ArrowDown", closed);
    add("Ctrl+K", open, true);
    const dialog = document.body.appendChild(document.createElement("div"));
    dialog.setAttribute("role", "dialog");
    const button = dialog.appendChild(document.createElement("button"));
    fire({ key: "ArrowDown" }, button);
    fire({ key: "k", ctrlKey: true }, button);
    expect(closed).not.toHaveBeenCalled();
    expect(open).toHaveBeenCalledTimes(1);
  });
});
