import { type KeyboardEvent, type Ref, useImperativeHandle, useRef, useState } from "react";
import { toIpcError } from "@/api/errors";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { Tabs } from "@/components/ui/tabs";
import { ErrorState } from "@/components/ui/view-states";
import { WhyPanel } from "@/components/why/why-panel";
import type { DayRange } from "@/lib/days";
import { useHotkeys } from "@/lib/use-hotkeys";
import { useNow } from "@/lib/use-now";
import type { ExplorerColumn, ExplorerRow, ObjectDetail, ObjectLevel, Series } from "@/platform";
import type { OpenObject } from "@/view/view-state";
import { useObjectDetail, useSeries } from "../api/object";
import { BreakdownTab } from "../breakdown/breakdown-tab";
import { breakdownTexts } from "../breakdown/texts";
import { DeliveryDot } from "../components/delivery-dot";
import { useLate } from "../hooks/use-late";
import { LEVEL_WORDS } from "../model/words";
import styles from "./drawer.module.css";
import { DrawerActs, type DrawerEditing } from "./drawer-acts";
import { DrawerFrame } from "./drawer-frame";
import { HistoryTab } from "./history-tab";
import { MetaRulesSection } from "./meta-rules-section";
import { RestatementTab } from "./restatement-tab";
import sectionStyles from "./section.module.css";
import { SettingsTab } from "./settings-tab";
import { KeyFigures, SummaryTab } from "./summary-tab";
import { drawerTexts as texts } from "./texts";

export interface DrawerHandle {
  focus: () => void;
}

interface ObjectDrawerProps {
  handle: Ref<DrawerHandle>;
  object: OpenObject;
  range: DayRange;
  /** The row as in the table, where it is on the screen; it has the comparison too. */
  row: ExplorerRow | undefined;
  editing: DrawerEditing;
  onClose: () => void;
}

type TabKey = "summary" | "settings" | "breakdowns" | "restatement" | "changes" | "rules";

/** Everything about one object. It is a region beside the table, not a dialog: the table stays in reach. */
export function ObjectDrawer({ handle, object, range, row, editing, onClose }: ObjectDrawerProps) {
  const { id, level } = object;
  const nowMs = useNow(60 * 60_000);
  const request = { ...object, range };
  const detail = useObjectDetail(request);
  const series = useSeries(request);
  const [tab, setTab] = useState<TabKey>("summary");
  const [metric, setMetric] = useState<ExplorerColumn>("cpa");
  const [asTable, setAsTable] = useState(false);
  const [pin, setPin] = useState<{ id: string; day: number | null }>({ id, day: null });
  const title = useRef<HTMLHeadingElement>(null);
  const late = useLate(detail.isPlaceholderData || series.isPlaceholderData);
  useImperativeHandle(handle, () => ({ focus: () => title.current?.focus({ preventScroll: true }) }));

  const fresh = detail.isPlaceholderData ? undefined : detail.data;
  const shown = row ?? fresh?.row;
  useHotkeys([
    { keys: "Shift+T", label: texts.keys.chart, group: texts.title, run: () => setAsTable((now) => !now) },
  ]);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    // In a list or field of the drawer Esc first closes that; it has then already taken the key.
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };
  const failed = detail.error ?? series.error;
  const retry = (): void => {
    if (detail.isError) void detail.refetch();
    if (series.isError) void series.refetch();
  };
  const tabs = (found: ObjectDetail, days: Series) => [
    {
      value: "summary" as const,
      label: "Summary",
      content: (
        <SummaryTab
          detail={found}
          series={days}
          nowMs={nowMs}
          metric={metric}
          onMetric={setMetric}
          asTable={asTable}
          onAsTable={setAsTable}
          pinned={pin.id === id ? pin.day : null}
          onPin={(day) => setPin({ id, day })}
          onTab={setTab}
        />
      ),
    },
    {
      value: "settings" as const,
      label: "Settings",
      content: <SettingsTab detail={found} timeZone={days.timeZone} />,
    },
    {
      value: "breakdowns" as const,
      label: breakdownTexts.tab,
      content: (
        <BreakdownTab
          key={id}
          object={object}
          range={range}
          nowMs={nowMs}
          asTable={asTable}
          onAsTable={setAsTable}
        />
      ),
    },
    {
      value: "restatement" as const,
      label: "Restatement",
      content: <RestatementTab key={id} object={object} series={days} nowMs={nowMs} />,
    },
    {
      value: "changes" as const,
      label: "History",
      content: <HistoryTab object={object} currency={days.currency} timeZone={days.timeZone} nowMs={nowMs} />,
    },
    {
      value: "rules" as const,
      label: "Rules",
      content: (
        <>
          <WhyPanel key={id} object={object} currency={days.currency} timeZone={days.timeZone} />
          {level !== "account" && <MetaRulesSection key={`meta-${id}`} object={object} />}
        </>
      ),
    },
  ];

  return (
    <DrawerFrame label={texts.title} onKeyDown={onKeyDown}>
      <DrawerHead
        detail={fresh}
        row={shown}
        level={level}
        title={title}
        editing={editing}
        onClose={onClose}
      />
      {shown && <KeyFigures row={shown} />}
      {failed ? (
        <div className={styles.failure}>
          <ErrorState error={toIpcError(failed)} action={<Button onClick={retry}>{texts.again}</Button>} />
        </div>
      ) : (
        <Tabs
          value={tab}
          onChange={setTab}
          label={texts.title}
          className={late ? `${styles.tabs} ${styles.late}` : styles.tabs}
          tabs={detail.data && series.data ? tabs(detail.data, series.data) : []}
        />
      )}
    </DrawerFrame>
  );
}

interface DrawerHeadProps {
  detail: ObjectDetail | undefined;
  row: ExplorerRow | undefined;
  level: ObjectLevel;
  title: Ref<HTMLHeadingElement>;
  editing: DrawerEditing;
  onClose: () => void;
}

function DrawerHead({ detail, row, level, title, editing, onClose }: DrawerHeadProps) {
  const path = detail?.path.map((step) => step.name).join(" › ");
  return (
    <header className={styles.head}>
      <div className={styles.path}>
        <span className={styles.level}>{LEVEL_WORDS[level].one}</span>
        {path && (
          <span className="ellipsis" title={path}>
            · {path}
          </span>
        )}
        <span className={sectionStyles.grow} />
        <Kbd keys="J" />
        <Kbd keys="K" />
        <Button
          kind="quiet"
          size="small"
          icon="close"
          iconOnly
          aria-label={texts.close}
          title={texts.closeHint}
          data-testid="drawer-close"
          onClick={onClose}
        />
      </div>
      <h2 ref={title} tabIndex={-1} className={styles.title} title={row?.name}>
        {row?.name ?? "\u00a0"}
      </h2>
      <div className={styles.status}>
        {row && <DeliveryDot delivery={row.delivery} note={row.deliveryNote} issues={row.issues} withNote />}
        {row && <DrawerActs row={row} {...editing} />}
      </div>
    </header>
  );
}
