import { useVirtualizer } from "@tanstack/react-virtual";
import { type Ref, useEffect, useImperativeHandle, useMemo, useRef } from "react";
import type { Day } from "@/lib/days";
import type { Account, ActivityEntry } from "@/platform";
import { dayWords, linesOf } from "../model/feed";
import { texts } from "../texts";
import styles from "./feed.module.css";
import { FeedRow } from "./feed-row";

const ROW = 32;
const DAY = 30;
const HEAD = 28;
/** Rows drawn beyond the screen. */
const OVERSCAN = 6;
/** When this few entries are left below, the next page is read. */
const AHEAD = 20;

export type FeedHandle = { focus: () => void };

type Props = {
  handle: Ref<FeedHandle>;
  entries: readonly ActivityEntry[];
  accounts: readonly Account[];
  timeZone: string;
  today: Day;
  focus: number;
  openId: string | null;
  onFocus: (index: number) => void;
  onOpen: (index: number) => void;
  /** Asked for more when the end comes near. */
  onNear: () => void;
};

const rowId = (index: number): string => `activity-row-${index}`;

/** The feed by day. One row has the focus of the keyboard; only what is on the screen is drawn. */
export function Feed(props: Props) {
  const { handle, entries, accounts, timeZone, today, focus, openId, onFocus, onOpen, onNear } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => linesOf(entries, timeZone), [entries, timeZone]);
  const currencies = useMemo(() => new Map(accounts.map(({ id, currency }) => [id, currency])), [accounts]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.kind === "day" ? DAY : ROW),
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: OVERSCAN,
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD + DAY,
  });
  useImperativeHandle(handle, () => ({ focus: () => scroller.current?.focus() }));
  const line = useMemo(
    () => lines.findIndex((one) => one.kind === "entry" && one.index === focus),
    [lines, focus],
  );
  useEffect(() => {
    if (line >= 0) virtual.scrollToIndex(line, { align: "auto" });
  }, [line, virtual]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= lines.length - AHEAD) onNear();
  }, [last, lines.length, onNear]);
  return (
    <div
      ref={scroller}
      className={styles.feed}
      role="grid"
      aria-label={texts.feed}
      aria-rowcount={-1}
      aria-activedescendant={items.some(({ index }) => index === line) ? rowId(focus) : undefined}
      tabIndex={0}
      data-testid="activity-feed"
    >
      {/* biome-ignore lint/a11y/useFocusableInteractive: the feed holds the focus. */}
      <div className={styles.head} role="row">
        {Object.entries(texts.columns).map(([key, label]) => (
          // biome-ignore lint/a11y/useFocusableInteractive: as above.
          <span key={key} role="columnheader">
            {label}
          </span>
        ))}
      </div>
      <div style={{ height: virtual.getTotalSize() }} className={styles.rows} role="rowgroup">
        {items.map(({ index, start, size, key }) => {
          const one = lines[index];
          if (one === undefined) return null;
          const style = { transform: `translateY(${start - HEAD}px)`, height: size };
          if (one.kind === "day") {
            return (
              // biome-ignore lint/a11y/useFocusableInteractive: as above.
              <div key={key} className={styles.day} style={style} role="row">
                {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
                <span role="rowheader" aria-colspan={5}>
                  {dayWords(one.day, today)}
                </span>
              </div>
            );
          }
          const { entry } = one;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid itself has the keys.
            <div
              key={key}
              id={rowId(one.index)}
              className={styles.row}
              style={style}
              role="row"
              tabIndex={-1}
              aria-selected={one.index === focus}
              data-open={entry.id === openId || undefined}
              data-testid="activity-row"
              onClick={() => {
                onFocus(one.index);
                onOpen(one.index);
              }}
            >
              <FeedRow
                entry={entry}
                timeZone={timeZone}
                currency={currencies.get(entry.accountId)}
                withAccount={accounts.length > 1}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}
