import { fireEvent, render, screen, within } from "@testing-library/react";
import { Profiler, useState } from "react";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hotkeyRegistry } from "@/lib/hotkeys";
import type { PreviewRow, RefusedRow } from "@/platform";
import { type DiffRow, previewDiff, refusedDiff } from "./diff-rows";
import { DIFF_OVERSCAN, DiffTable } from "./diff-table";

const HEIGHT = 700;

beforeAll(() => {
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => HEIGHT });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 1_200 });
});
beforeEach(() => window.addEventListener("keydown", hotkeyRegistry.handle));
afterEach(() => window.removeEventListener("keydown", hotkeyRegistry.handle));

const row = (item: number, more: Partial<PreviewRow> = {}): PreviewRow => ({
  item,
  accountId: "act_1",
  accountName: "Fjordline Outdoor",
  currency: "EUR",
  level: "adset",
  id: `12021000${item}`,
  name: `Broad ${item}`,
  verb: "edit",
  fields: [
    {
      field: "daily_budget",
      label: "daily budget",
      before: "€20.00",
      after: "€22.00",
      beforeMinor: 2_000,
      afterMinor: 2_200,
    },
  ],
  dailyEffectMinor: 200,
  findings: [],
  conflicts: [],
  refusedByMeta: null,
  canBeSent: true,
  ...more,
});
const noZone = () => undefined;
const diff = (one: PreviewRow): DiffRow => previewDiff(one, true, noZone);

function Shown({
  rows,
  problems,
  onRender,
}: {
  rows: DiffRow[];
  problems?: number[];
  onRender?: () => void;
}) {
  const [out, setOut] = useState<ReadonlySet<number>>(new Set());
  return (
    <Profiler id="table" onRender={() => onRender?.()}>
      <DiffTable
        label="Changes"
        total={rows.length}
        rowAt={(index) => rows[index]}
        leftOut={out}
        {...(problems ? { problems } : {})}
        onToggle={({ item }) => {
          if (item === null) return;
          setOut((now) => new Set(now.has(item) ? [...now].filter((one) => one !== item) : [...now, item]));
        }}
      />
    </Profiler>
  );
}

const grid = () => screen.getByRole("grid", { name: "Changes" });
const focused = () => document.getElementById(grid().getAttribute("aria-activedescendant") ?? "");
const key = (name: string, more: object = {}) => fireEvent.keyDown(grid(), { key: name, ...more });

describe("a row", () => {
  test("says what it was, what it becomes and how far apart they are, with its currency", () => {
    render(<Shown rows={[diff(row(0))]} />);
    const cells = within(screen.getByTestId("diff-row")).getAllByRole("gridcell");
    expect(cells.map((cell) => cell.textContent)).toEqual([
      "€20.00",
      "€22.00",
      "+€2.00+10.0\u2009%",
      "Can be sent",
    ]);
  });

  test.each<[string, Partial<PreviewRow>, string, string]>([
    ["a refusal of Meta", { refusedByMeta: "Too low." }, "Refused", "Meta: “Too low”."],
    [
      "somebody else's change",
      {
        conflicts: [
          { field: "daily_budget", label: "daily budget", mine: "€22.00", theirs: "€35.00", base: "€20.00" },
        ],
      },
      "Changed",
      "Someone changed the daily budget: €20.00 → €35.00. Look at both before sending.",
    ],
    [
      "the gravest finding",
      {
        findings: [
          { severity: "note", field: null, text: "Small." },
          { severity: "ask", field: "daily_budget", text: "It is 10 times the present budget." },
        ],
      },
      "Asks first",
      "It is 10 times the present budget.",
    ],
  ])("shows %s", (_, more, word, text) => {
    const made = diff(row(0, more));
    expect([made.word, made.text]).toEqual([word, text]);
  });

  test("that was not looked at yet does not say that it can be sent", () => {
    expect(previewDiff(row(0), false, noZone).word).toBe("Not checked");
  });

  test("of a time is read in the account's zone", () => {
    const field = { field: "end_time", label: "end", beforeMinor: null, afterMinor: null };
    const made = previewDiff(
      row(0, { fields: [{ ...field, before: null, after: "2026-12-24 22:59 UTC" }] }),
      true,
      () => "Europe/Oslo",
    );
    expect(made.fields[0]).toMatchObject({ before: "—", difference: null });
    expect(made.fields[0]?.after).toMatch(/24.*23:59/);
  });

  test("that is not in the act stands there with its reason and cannot be left out", () => {
    const refused: RefusedRow = {
      object: { accountId: "act_1", level: "ad", id: "9" },
      name: "Static",
      field: "daily_budget",
      why: "There is no such setting at this level",
      alreadySo: false,
    };
    render(<Shown rows={[refusedDiff(refused, 0)]} />);
    key(" ");
    expect(screen.getByTestId("diff-row")).not.toHaveAttribute("data-out");
    expect(screen.getByTestId("diff-row")).toHaveTextContent("There is no such setting at this level.");
  });

  test("of hostile text is text", () => {
    const name = '<img src=x onerror="window.hit=1">';
    render(<Shown rows={[diff(row(0, { name }))]} />);
    expect(screen.getAllByText(name).length).toBeGreaterThan(0);
    expect(document.querySelector("img")).toBeNull();
  });
});

describe("keys", () => {
  test("walk the rows, leave one out and take it in again", () => {
    render(<Shown rows={[0, 1, 2].map((item) => diff(row(item)))} />);
    key("ArrowDown");
    expect(focused()).toHaveAttribute("data-index", "1");
    fireEvent.keyDown(document.body, { key: "x" });
    expect(focused()).toHaveAttribute("aria-selected", "false");
    expect(focused()).toHaveTextContent("Left out");
    fireEvent.keyDown(document.body, { key: "x" });
    expect(focused()).toHaveAttribute("aria-selected", "true");
    key("End");
    expect(focused()).toHaveAttribute("data-index", "2");
    fireEvent.keyDown(document.body, { key: "k" });
    expect(focused()).toHaveAttribute("data-index", "1");
  });

  test("go from problem to problem and round the end", () => {
    render(<Shown rows={[0, 1, 2, 3].map((item) => diff(row(item)))} problems={[1, 3]} />);
    const at = () => focused()?.dataset.index;
    fireEvent.keyDown(document.body, { key: "n" });
    expect(at()).toBe("1");
    fireEvent.keyDown(document.body, { key: "n" });
    expect(at()).toBe("3");
    fireEvent.keyDown(document.body, { key: "n" });
    expect(at()).toBe("1");
    fireEvent.keyDown(document.body, { key: "N", shiftKey: true });
    expect(at()).toBe("3");
  });
});

describe("5,000 rows", () => {
  const rows = Array.from({ length: 5_000 }, (_, item) => diff(row(item)));
  const most = Math.ceil(HEIGHT / 28) + 1 + 2 * DIFF_OVERSCAN;

  test("draw no more than the screen and a little beyond", () => {
    render(<Shown rows={rows} />);
    expect(screen.getAllByTestId("diff-row").length).toBeLessThanOrEqual(most);
    expect(grid()).toHaveAttribute("aria-rowcount", "5001");
  });

  test("render the table at most twice for a key, and touch only the rows that change", () => {
    let renders = 0;
    render(<Shown rows={rows} onRender={() => (renders += 1)} />);
    const watching = new MutationObserver(() => {});
    watching.observe(grid(), { subtree: true, childList: true, attributes: true, characterData: true });
    const touched = () => {
      const targets = watching.takeRecords().map(({ target }) => {
        const element = target instanceof Element ? target : target.parentElement;
        return element?.closest("[data-index]") ?? null;
      });
      return new Set(targets.filter((target) => target !== null)).size;
    };
    renders = 0;
    key("ArrowDown");
    expect(renders).toBeLessThanOrEqual(2);
    expect(touched()).toBe(2);
    renders = 0;
    fireEvent.keyDown(document.body, { key: "x" });
    expect(renders).toBeLessThanOrEqual(2);
    expect(touched()).toBe(1);
  });
});
