import { useRef, useState } from "react";
import { DataGrid, type GridColumn, type GridHandle, type GridLine } from "@/components/data-grid/data-grid";
import { pressOr, stepped } from "@/components/data-grid/pressed";
import { FilterChoices } from "@/components/filter-bar/filter-bar";
import { Button } from "@/components/ui/button";
import { Num } from "@/components/ui/figures";
import { ActDiff } from "@/components/why/act-diff";
import { OutcomeChip } from "@/components/why/chips";
import { WhyPanel } from "@/components/why/why-panel";
import { formatMoney, NO_VALUE } from "@/lib/money";
import { formatCount } from "@/lib/numbers";
import { formatInstant, formatShortInstant, localTimeZone } from "@/lib/times";
import { useHotkeys } from "@/lib/use-hotkeys";
import type { Account } from "@/platform";
import { useShowObject } from "@/view/use-show-object";
import styles from "./backtest.module.css";
import { ruleHead, type Touched } from "./backtest-model";
import { backtestTexts } from "./backtest-texts";

const texts = backtestTexts.touches;
const { keys } = backtestTexts;

interface BacktestTouchesProps {
  touches: readonly Touched[];
  /** Whether two versions were replayed. */
  compared: boolean;
  /** Whether there are more than are listed. */
  isCut: boolean;
  account: Account | undefined;
  currency: string;
  /** The text of the rule. */
  rule: string;
}

function columnsFor(
  currency: string,
  { compared, zone, nowMs, isNarrow }: { compared: boolean; zone: string; nowMs: number; isNarrow: boolean },
): GridColumn<Touched>[] {
  const { columns } = texts;
  const all: (GridColumn<Touched> | null)[] = [
    {
      key: "when",
      label: columns.when,
      track: "104px",
      cell: ({ touch: { atMs } }) => (
        <time title={formatInstant(atMs, { timeZone: zone })}>
          {formatShortInstant(atMs, nowMs, { timeZone: zone })}
        </time>
      ),
    },
    {
      key: "object",
      label: columns.object,
      track: "minmax(120px, 1.4fr)",
      cell: ({ touch: { name, object } }) => <bdi title={name}>{name === "" ? object.id : name}</bdi>,
    },
    {
      key: "change",
      label: columns.change,
      track: "minmax(240px, 1.3fr)",
      cell: ({ touch }) => <ActDiff {...touch} />,
    },
    compared
      ? {
          key: "which",
          label: columns.which,
          track: "120px",
          cell: ({ by }) => (by === "both" ? texts.both : by === "one" ? texts.one : texts.other),
        }
      : null,
    {
      key: "spend",
      label: <span title={texts.afterHint}>{columns.spend}</span>,
      track: "96px",
      end: true,
      cell: ({ touch: { after } }) => <Num>{formatMoney(after?.spendMinor, currency)}</Num>,
    },
    {
      key: "conversions",
      label: <span title={texts.afterHint}>{columns.conversions}</span>,
      track: "76px",
      end: true,
      cell: ({ touch: { after } }) => <Num>{formatCount(after?.conversions)}</Num>,
    },
    {
      key: "cpa",
      label: <span title={texts.afterHint}>{columns.cpa}</span>,
      track: "84px",
      end: true,
      cell: ({ touch: { after } }) => (
        <Num>
          {after === null || after.conversions <= 0
            ? NO_VALUE
            : formatMoney(after.spendMinor / after.conversions, currency)}
        </Num>
      ),
    },
    {
      key: "said",
      label: columns.said,
      track: "104px",
      cell: ({ touch: { said } }) => <OutcomeChip outcome={said} />,
    },
  ];
  // Beside the reasons there is room for what tells the acts apart.
  const kept = isNarrow ? ["when", "object", "spend", "said"] : null;
  return all.filter((column) => column !== null).filter(({ key }) => kept?.includes(key) ?? true);
}

/** Every act of a backtest with what its object did afterwards. */
export function BacktestTouches(props: BacktestTouchesProps) {
  const { touches, compared, isCut, account, currency } = props;
  const zone = account?.timeZone ?? localTimeZone();
  const showObject = useShowObject();
  const grid = useRef<GridHandle>(null);
  const [which, setWhich] = useState<Touched["by"] | null>(null);
  const [focusId, setFocusId] = useState<string | null>(null);
  const [openId, setOpenId] = useState<string | null>(null);
  const shown = touches.filter(({ by }) => which === null || by === which);
  const focused = shown.find(({ key }) => key === focusId) ?? shown[0];
  const opened = shown.find(({ key }) => key === openId);
  const ruleId = ruleHead(props.rule)?.id;
  const step = (by: number): void => {
    const next = stepped(
      shown.map(({ key }) => key),
      focused?.key ?? null,
      by,
    );
    setFocusId(next);
    if (openId !== null) setOpenId(next);
    grid.current?.focus();
  };
  const close = (): void => {
    setOpenId(null);
    grid.current?.focus();
  };
  const { group } = keys;
  useHotkeys([
    { keys: "J", label: keys.next, group, run: () => step(1) },
    { keys: "ArrowDown", label: keys.next, group, run: () => step(1) },
    { keys: "K", label: keys.previous, group, run: () => step(-1) },
    { keys: "ArrowUp", label: keys.previous, group, run: () => step(-1) },
    {
      keys: "Enter",
      label: keys.open,
      group,
      run: ({ target }) => pressOr(target, () => setOpenId(focused?.key ?? null)),
    },
    {
      keys: "O",
      label: keys.show,
      group,
      run: () => {
        if (focused !== undefined) showObject(focused.touch.object);
      },
    },
    { keys: "Escape", label: keys.close, group, run: close },
  ]);
  const lines = shown.map((row): GridLine<Touched> => ({ kind: "row", key: row.key, row }));
  return (
    <div className={styles.touches}>
      {compared && (
        <div className={styles.which}>
          <FilterChoices
            label={texts.which}
            options={(["both", "one", "other"] as const).map((by) => ({
              key: by,
              value: by,
              label: by === "both" ? texts.both : by === "one" ? texts.one : texts.other,
            }))}
            isOn={(by) => by === which}
            onPress={(by) => setWhich((now) => (now === by ? null : by))}
          />
        </div>
      )}
      {isCut && <p className={styles.note}>{texts.most(touches.length)}</p>}
      {shown.length === 0 ? (
        <p className={styles.note}>{texts.none}</p>
      ) : (
        <div className={styles.touchSplit}>
          <DataGrid
            handle={grid}
            label={texts.grid}
            columns={columnsFor(currency, {
              compared,
              zone,
              nowMs: Date.now(),
              isNarrow: opened !== undefined,
            })}
            lines={lines}
            focus={focused?.key ?? null}
            open={openId}
            onPress={(key) => {
              setFocusId(key);
              setOpenId(key);
            }}
            testId="touches"
          />
          {opened !== undefined && (
            <aside className={styles.why} aria-label={backtestTexts.why.label}>
              <header>
                <b className="ellipsis">
                  <bdi>{opened.touch.name}</bdi>
                </b>
                <Button
                  kind="quiet"
                  size="small"
                  icon="close"
                  iconOnly
                  aria-label={backtestTexts.why.close}
                  title={backtestTexts.why.close}
                  onClick={close}
                />
              </header>
              <p className={styles.note}>{backtestTexts.why.note}</p>
              <WhyPanel
                key={opened.key}
                object={opened.touch.object}
                atMs={opened.touch.atMs}
                {...(ruleId === undefined ? {} : { ruleId })}
                currency={currency}
                timeZone={zone}
              />
            </aside>
          )}
        </div>
      )}
    </div>
  );
}
