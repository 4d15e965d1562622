import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { ChangePreview, PreviewRow } from "@/platform";
import { renderApp } from "@/testing/render-app";
import { DIFF_OVERSCAN } from "../components/diff-table";

const HEIGHT = 700;
const ROWS = 5_000;
/** The table is as high as the whole window here. */
const MOST_DRAWN = Math.ceil(HEIGHT / 28) + 1 + 2 * DIFF_OVERSCAN;

beforeAll(() => {
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => HEIGHT });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 1_400 });
});
beforeEach(() => vi.spyOn(window, "scrollTo").mockImplementation(() => {}));

const row = (item: number): PreviewRow => ({
  item,
  accountId: "act_1020304050607081",
  accountName: "Fjordline Outdoor",
  currency: "EUR",
  level: "ad",
  id: `7${item}`,
  name: `Ad ${item}`,
  verb: "edit",
  fields: [
    {
      field: "name",
      label: "name",
      before: `Ad ${item}`,
      after: `Ad ${item} b`,
      beforeMinor: null,
      afterMinor: null,
    },
  ],
  dailyEffectMinor: 0,
  findings: [],
  conflicts: [],
  refusedByMeta: null,
  canBeSent: true,
});

const preview = (id: string, checked: ChangePreview["checked"]): ChangePreview => ({
  id,
  planHash: "same",
  rowCount: ROWS,
  canBeSent: ROWS,
  asks: false,
  amountsToType: [],
  rows: Array.from({ length: 200 }, (_, item) => row(item)),
  problems: [{ item: ROWS - 1, kind: "asks" }],
  refusals: [],
  effects: [],
  checked,
  problem: null,
  undoes: null,
});

test("a preview of 5,000 rows draws the screen, asks for windows, and typing draws no more than that", async () => {
  const { user, platform } = renderApp("connected", '/explorer?flat="ad"');
  await screen.findAllByTestId(/^explorer-row-/);
  (await screen.findByTestId("explorer-table")).focus();
  let asked = 0;
  vi.spyOn(platform, "previewChanges").mockImplementation(async ({ depth }) => {
    asked += 1;
    return preview(`preview-${asked}`, depth);
  });
  const listed = vi
    .spyOn(platform, "listPreviewRows")
    .mockImplementation(async ({ offset, limit }) =>
      Array.from({ length: Math.min(limit, ROWS - offset) }, (_, index) => row(offset + index)),
    );
  await user.keyboard("{Control>}a{/Control}e");
  await user.type(await screen.findByRole("textbox", { name: "Find" }), "Ad");
  await waitFor(() => expect(screen.getByTestId("bulk-check")).toHaveTextContent("Checked against Meta"));
  const grid = screen.getByTestId("diff-table");
  expect(grid).toHaveAttribute("aria-rowcount", `${ROWS + 1}`);
  expect(screen.getAllByTestId("diff-row").length).toBeLessThanOrEqual(MOST_DRAWN);
  expect(listed).not.toHaveBeenCalled();

  // What is typed touches the form; rows change only when an answer does.
  const watching = new MutationObserver(() => {});
  watching.observe(grid, { subtree: true, childList: true, characterData: true });
  await user.type(screen.getByRole("textbox", { name: "Replace with" }), "x");
  expect(watching.takeRecords().length).toBeLessThanOrEqual(2 * MOST_DRAWN);
  await waitFor(() => expect(screen.getByTestId("bulk-check")).toHaveTextContent("Checked against Meta"));

  // To the end at once: the last window is asked for and none of those between. jsdom does not scroll by itself.
  Object.defineProperty(grid, "scrollTop", { configurable: true, value: ROWS * 28 - HEIGHT });
  fireEvent.scroll(grid);
  expect(await screen.findByRole("row", { name: /^Ad 4999, ad/ })).toBeInTheDocument();
  expect(screen.getAllByTestId("diff-row").length).toBeLessThanOrEqual(MOST_DRAWN);
  expect(new Set(listed.mock.calls.map(([{ offset }]) => offset))).toEqual(new Set([4_800]));
});
