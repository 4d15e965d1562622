/** One act with its key. */
export type Hotkey = {
  /** Such as `Ctrl+K`, `Shift+ArrowDown`, `/`, `T`. `Ctrl` is `Cmd` on macOS. */
  keys: string;
  /** What it does, for the key map. */
  label: string;
  /** Heading in the key map. */
  group: string;
  run: (event: KeyboardEvent) => void;
  /** Works inside dialogs and text fields too. Never for single letters in a text field. */
  everywhere?: boolean;
  /** Left to text fields, which have an act of their own on this key. */
  outsideText?: boolean;
};

type Combo = { ctrl: boolean; alt: boolean; shift: boolean; key: string };

export const isMac = (): boolean => /mac|iphone|ipad/i.test(navigator.platform);

function parseCombo(keys: string): Combo {
  // A trailing "+" is the key itself.
  const parts = keys.endsWith("++") ? [...keys.slice(0, -2).split("+"), "+"] : keys.split("+");
  const key = parts.pop() ?? "";
  return {
    ctrl: parts.includes("Ctrl"),
    alt: parts.includes("Alt"),
    shift: parts.includes("Shift"),
    key: key === "Space" ? " " : key,
  };
}

const isSymbol = (key: string): boolean =>
  key.length === 1 && key.toLowerCase() === key.toUpperCase() && !/\d/.test(key);

/** Whether the event is this key. Symbols such as `?` ignore Shift: keyboards place them differently. */
export function matchesKeys(event: KeyboardEvent, keys: string): boolean {
  const combo = parseCombo(keys);
  // With Shift held, every layout types another character on the key of the full stop.
  if (combo.shift && combo.key === ".") {
    const isMeant = event.code === "Period" || event.key === ".";
    return isMeant && event.shiftKey && (isMac() ? event.metaKey : event.ctrlKey) === combo.ctrl;
  }
  const ctrl = isMac() ? event.metaKey : event.ctrlKey;
  if (ctrl !== combo.ctrl || event.altKey !== combo.alt) return false;
  if (!isSymbol(combo.key) && event.shiftKey !== combo.shift) return false;
  // With Alt held, macOS types another character; the physical digit is what was meant.
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  if (combo.alt && /^\d$/.test(combo.key)) return digit === combo.key || event.key === combo.key;
  return event.key.toLowerCase() === combo.key.toLowerCase();
}

/** A single letter, digit or symbol: acts only outside text fields and can be switched off as a whole. */
export function isSingleKey(keys: string): boolean {
  const combo = parseCombo(keys);
  return !combo.ctrl && !combo.alt && combo.key.length === 1 && combo.key !== " ";
}

const TEXT_INPUTS = new Set(["text", "search", "password", "email", "url", "number", "tel", "date", "time"]);

export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && TEXT_INPUTS.has(target.type);
}

const inFloatingPart = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]') !== null;

/** The keys that are live now. The one registered last wins, so a view can take a key from the frame. */
class HotkeyRegistry {
  #stack: Hotkey[][] = [];
  #listeners = new Set<() => void>();
  #snapshot: readonly Hotkey[] = [];
  singleKeysOn = true;

  add(hotkeys: Hotkey[]): () => void {
    this.#stack.push(hotkeys);
    this.#changed();
    return () => {
      this.#stack = this.#stack.filter((entry) => entry !== hotkeys);
      this.#changed();
    };
  }

  handle = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    for (const hotkeys of this.#stack.toReversed()) {
      for (const hotkey of hotkeys) {
        if (!this.#applies(hotkey, event)) continue;
        event.preventDefault();
        hotkey.run(event);
        return;
      }
    }
  };

  #applies(hotkey: Hotkey, event: KeyboardEvent): boolean {
    if (!matchesKeys(event, hotkey.keys)) return false;
    if (isSingleKey(hotkey.keys) && (!this.singleKeysOn || isTextField(event.target))) return false;
    if (hotkey.outsideText === true && isTextField(event.target)) return false;
    if (hotkey.everywhere === true) return true;
    return (
      !inFloatingPart(event.target) &&
      !(isTextField(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey)
    );
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** All live keys, first registered first. */
  list = (): readonly Hotkey[] => this.#snapshot;

  #changed(): void {
    this.#snapshot = this.#stack.flat();
    for (const listener of this.#listeners) listener();
  }
}

export const hotkeyRegistry = new HotkeyRegistry();

/** The key as it is printed on a button: `["Ctrl", "K"]`, on macOS `["⌘", "K"]`. */
export function keyLabels(keys: string): string[] {
  const names: Record<string, string> = {
    ArrowUp: "↑",
    ArrowDown: "↓",
    ArrowLeft: "←",
    ArrowRight: "→",
    Escape: "Esc",
    ...(isMac() ? { Ctrl: "⌘", Alt: "⌥", Shift: "⇧" } : {}),
  };
  const parts = keys.endsWith("++") ? [...keys.slice(0, -2).split("+"), "+"] : keys.split("+");
  return parts.map((part) => names[part] ?? part);
}
