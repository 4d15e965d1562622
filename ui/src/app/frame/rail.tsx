import { Link } from "@tanstack/react-router";
import { countWaiting, useApprovals } from "@/api/rule-acts";
import { useWriteState } from "@/api/writes";
import { Icon, type IconName } from "@/components/ui/icon";
import { Tag } from "@/components/ui/tag";
import { Tooltip } from "@/components/ui/tooltip";
import { keyLabels } from "@/lib/hotkeys";
import { formatCount } from "@/lib/numbers";
import { formatClock } from "@/lib/times";
import { useNow } from "@/lib/use-now";
import type { AppState, WorkspaceState } from "@/platform";
import { texts } from "../texts";
import { AccountList } from "./account-list";
import styles from "./rail.module.css";
import { WorkspaceMenu } from "./workspace-menu";

type SectionProps = {
  to:
    | "/"
    | "/explorer"
    | "/activity"
    | "/reconcile"
    | "/rules"
    | "/approvals"
    | "/drafts/{-$draft}"
    | "/studio/{-$brief}"
    | "/settings/{-$section}";
  icon: IconName;
  label: string;
  keys: string;
  slim: boolean;
  /** How many wait there. */
  count?: number;
  /** Whether what waits there waits for a person and expires. */
  urgent?: boolean;
};

function Section({ to, icon, label, keys, slim, count = 0, urgent = false }: SectionProps) {
  const link = (
    <Link
      to={to}
      search={true}
      className={styles.item ?? ""}
      activeProps={{ className: styles.on ?? "", "aria-current": "page" }}
      activeOptions={{ includeSearch: false, exact: to === "/" }}
      aria-label={slim || count > 0 ? (count > 0 ? texts.rail.waiting(label, count) : label) : undefined}
      aria-keyshortcuts={keys}
    >
      <Icon name={icon} />
      {!slim && <span className="ellipsis">{label}</span>}
      {!slim && count > 0 && <Tag tone={urgent ? "warn" : "accent"}>{formatCount(count)}</Tag>}
      {!slim && <span className={styles.key}>{keyLabels(keys).join(" ")}</span>}
    </Link>
  );
  return slim ? (
    <Tooltip text={label} side="right">
      {link}
    </Tooltip>
  ) : (
    link
  );
}

function Foot({ workspace }: { workspace: WorkspaceState }) {
  const next = workspace.sync.nextAtMs;
  return (
    <div className={styles.foot}>
      <div className={styles.footLine}>
        <Icon name="monitor" size={12} />
        {texts.rail.foot.folder}
      </div>
      <div className="tnum">
        {next === null ? texts.rail.foot.manual : texts.rail.foot.next(formatClock(next))}
      </div>
    </div>
  );
}

function DraftsSection({ slim }: { slim: boolean }) {
  const drafts = useWriteState()?.drafts ?? 0;
  return (
    <Section
      to="/drafts/{-$draft}"
      icon="pencil"
      label={texts.rail.drafts}
      keys="5"
      slim={slim}
      count={drafts}
    />
  );
}

function ApprovalsSection({ slim }: { slim: boolean }) {
  const approvals = useApprovals().data ?? [];
  const count = countWaiting(
    approvals,
    useNow(60_000, (nowMs) => countWaiting(approvals, nowMs)),
  );
  return (
    <Section
      to="/approvals"
      icon="approve"
      label={texts.rail.approvals}
      keys="7"
      slim={slim}
      count={count}
      urgent
    />
  );
}

type Props = { state: AppState; workspace: WorkspaceState; slim: boolean };

/** Workspace, accounts, sections. */
export function Rail({ state, workspace, slim }: Props) {
  return (
    <nav className={styles.rail} aria-label={texts.rail.label}>
      <WorkspaceMenu state={state} workspace={workspace} slim={slim} />
      <AccountList workspace={workspace} slim={slim} />
      <div className={`${styles.sections} ${slim ? styles.slimGap : ""}`}>
        {!slim && <div className={styles.label}>{texts.rail.watch}</div>}
        <Section to="/" icon="overview" label={texts.rail.overview} keys="1" slim={slim} />
        <Section to="/explorer" icon="explorer" label={texts.rail.explorer} keys="2" slim={slim} />
        <Section to="/activity" icon="history" label={texts.rail.activity} keys="3" slim={slim} />
        <Section to="/reconcile" icon="reconcile" label={texts.rail.reconcile} keys="4" slim={slim} />
        <div className={styles.gap} />
        {!slim && <div className={styles.label}>{texts.rail.change}</div>}
        <DraftsSection slim={slim} />
        <Section to="/rules" icon="rules" label={texts.rail.rules} keys="6" slim={slim} />
        <ApprovalsSection slim={slim} />
        <div className={styles.gap} />
        {!slim && <div className={styles.label}>{texts.rail.make}</div>}
        <Section to="/studio/{-$brief}" icon="picture" label={texts.rail.studio} keys="8" slim={slim} />
        <div className={styles.gap} />
        <Section
          to="/settings/{-$section}"
          icon="settings"
          label={texts.rail.settings}
          keys="Ctrl+,"
          slim={slim}
        />
      </div>
      {!slim && <Foot workspace={workspace} />}
    </nav>
  );
}
