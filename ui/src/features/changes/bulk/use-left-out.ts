import { useCallback, useEffect, useRef, useState } from "react";
import { toIpcError } from "@/api/errors";
import { usePlatform } from "@/api/platform-context";
import type { ChangePreview, IpcError, Platform, PreviewRow } from "@/platform";
import type { DiffRow } from "../components/diff-rows";

/** Milliseconds of rest before the sums without the rows left out are asked for. */
const REST = 120;
/** Most rows the program answers at once. */
const MOST_ROWS = 500;

const keyOf = ({ accountId, level, id }: Pick<PreviewRow | DiffRow, "accountId" | "level" | "id">): string =>
  `${accountId} ${level} ${id}`;

interface LeftOut {
  /** Items of the present preview that are left out. */
  items: ReadonlySet<number>;
  /** What is sent: the preview without them. `null` while that is being worked out. */
  narrowed: ChangePreview | null;
  error: IpcError | null;
  toggle: (row: DiffRow) => void;
}

const NONE: ReadonlyMap<string, number> = new Map();

/** The numbers that objects have in a preview. Asks for all its rows: a plan is only rarely made anew. */
async function itemsIn(
  platform: Platform,
  preview: ChangePreview,
  wanted: ReadonlyMap<string, number>,
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (let offset = 0; offset < preview.rowCount; offset += MOST_ROWS) {
    const rows = await platform.listPreviewRows({ id: preview.id, offset, limit: MOST_ROWS });
    for (const row of rows) if (wanted.has(keyOf(row))) found.set(keyOf(row), row.item);
  }
  return found;
}

/**
 * Rows a person leaves out of a change. They stay left out while it is looked at again, also where the plan came out
 * differently and they have other numbers in it; `about` is what makes it another change.
 */
export function useLeftOut(preview: ChangePreview | null, about: unknown): LeftOut {
  const platform = usePlatform();
  const [chosen, setChosen] = useState<{ about: unknown; plan: string; items: ReadonlyMap<string, number> }>({
    about,
    plan: "",
    items: NONE,
  });
  const [narrow, setNarrow] = useState<{ of: string; items: unknown; preview: ChangePreview } | null>(null);
  const [error, setError] = useState<IpcError | null>(null);
  const latest = useRef(0);
  const mine = chosen.about === about ? chosen.items : NONE;
  const plan = preview?.planHash ?? "";
  const moved = mine.size > 0 && preview !== null && chosen.plan !== plan;

  useEffect(() => {
    if (preview === null || mine.size === 0) return;
    latest.current += 1;
    const turn = latest.current;
    const work = async () => {
      try {
        const items = moved ? await itemsIn(platform, preview, mine) : mine;
        if (turn !== latest.current) return;
        if (moved) return setChosen({ about, plan, items });
        const answer = await platform.narrowPreview({ id: preview.id, leaveOut: [...items.values()] });
        if (turn === latest.current) {
          setNarrow({ of: preview.id, items, preview: answer });
          setError(null);
        }
      } catch (failure) {
        if (turn === latest.current) setError(toIpcError(failure));
      }
    };
    const timer = setTimeout(() => void work(), REST);
    return () => {
      latest.current += 1;
      clearTimeout(timer);
    };
  }, [platform, preview, mine, moved, about, plan]);

  const toggle = useCallback(
    (row: DiffRow) => {
      const { item } = row;
      if (item === null) return;
      setChosen((now) => {
        const items = new Map(now.about === about ? now.items : NONE);
        if (!items.delete(keyOf(row))) items.set(keyOf(row), item);
        return { about, plan, items };
      });
    },
    [about, plan],
  );

  const items = useItems(moved ? NONE : mine);
  const ready = narrow !== null && narrow.of === preview?.id && narrow.items === mine && !moved;
  const narrowed = mine.size === 0 ? preview : ready ? narrow.preview : null;
  return { items, narrowed, error: mine.size === 0 ? null : error, toggle };
}

/** The numbers alone; the same set for as long as they are the same. */
function useItems(mine: ReadonlyMap<string, number>): ReadonlySet<number> {
  const held = useRef<{ of: unknown; items: ReadonlySet<number> }>({ of: null, items: new Set() });
  if (held.current.of !== mine) held.current = { of: mine, items: new Set(mine.values()) };
  return held.current.items;
}
