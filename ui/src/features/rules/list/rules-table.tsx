import { Link } from "@tanstack/react-router";
import { type Ref, useImperativeHandle, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Num } from "@/components/ui/figures";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { formatCount } from "@/lib/numbers";
import { joinSentences } from "@/lib/sentences";
import { formatClock, formatInstant, formatShortInstant } from "@/lib/times";
import type { Account, RuleMode, RuleRow } from "@/platform";
import { beside } from "../model/links";
import { hasRecord, OUTCOME_TONES } from "../model/modes";
import { texts } from "../texts";
import { FindingTags } from "./finding-tags";
import { ModeMenu } from "./mode-menu";
import styles from "./rules-table.module.css";

export type TableHandle = { focusRow: (id: string) => void };

/** What can be done with a rule from the list. */
export type RowActs = {
  onMode: (rule: RuleRow, mode: RuleMode) => void;
  onOpen: (rule: RuleRow) => void;
  onCopy: (rule: RuleRow) => void;
  onExport: (rule: RuleRow) => void;
  onRuns: (rule: RuleRow) => void;
  /** Shows what it would be as a rule of Meta's. */
  onCompile: (rule: RuleRow) => void;
  onLook: (rule: RuleRow) => void;
  onDelete: (rule: RuleRow) => void;
  onClear: (rule: RuleRow) => void;
};

type Props = RowActs & {
  handle: Ref<TableHandle>;
  rules: readonly RuleRow[];
  accounts: readonly Account[];
  nowMs: number;
  focusedId: string | null;
  /** The rule whose menu of modes is open. */
  modeOpenId: string | null;
  onModeOpen: (id: string | null) => void;
  onFocus: (id: string) => void;
  /** The rule that is being let run again. */
  clearing: string | null;
};

const { columns, columnHints } = texts;
const HEAD: { key: keyof typeof columns; figure?: boolean }[] = [
  { key: "name" },
  { key: "mode" },
  { key: "scope" },
  { key: "last" },
  { key: "next" },
  { key: "acts", figure: true },
  { key: "month", figure: true },
  { key: "refused", figure: true },
  { key: "waiting", figure: true },
  { key: "record", figure: true },
  { key: "wrong", figure: true },
  { key: "open", figure: true },
  { key: "findings" },
  { key: "more" },
];
const hintOf = (key: keyof typeof columns): string | undefined =>
  (columnHints as Record<string, string>)[key];

export function scopeText(rule: RuleRow, accounts: readonly Account[]): string {
  const [only, ...more] = rule.accountIds;
  const name = (id: string): string =>
    accounts.find((account) => account.id === id)?.name ?? texts.unknownAccount(id);
  const where =
    only === undefined
      ? texts.allAccounts
      : more.length === 0
        ? name(only)
        : texts.accounts(rule.accountIds.length);
  return `${texts.levels[rule.level]} · ${where}`;
}

/** All rules with what they did and where they stand. The row whose link has the focus takes the keys. */
export function RulesTable(props: Props) {
  const { handle, rules } = props;
  const table = useRef<HTMLTableElement>(null);
  useImperativeHandle(handle, () => ({
    focusRow: (id) => {
      const links = table.current?.querySelectorAll<HTMLElement>("[data-rule-link]") ?? [];
      for (const link of links) if (link.dataset.ruleLink === id) link.focus();
    },
  }));
  return (
    <div className={styles.scroller}>
      <table ref={table} className={styles.table} aria-label={texts.list}>
        <thead>
          <tr>
            {HEAD.map(({ key, figure }) => (
              <th key={key} scope="col" data-figure={figure} title={hintOf(key)}>
                {key === "more" ? <span className="visually-hidden">{columns[key]}</span> : columns[key]}
              </th>
            ))}
          </tr>
        </thead>
        {rules.map((rule) => (
          <RuleLine key={rule.id} {...props} rule={rule} />
        ))}
      </table>
    </div>
  );
}

function LastLook({ rule, nowMs }: { rule: RuleRow; nowMs: number }) {
  const run = rule.lastRun;
  if (run === null) return <span className={styles.quiet}>{texts.never}</span>;
  return (
    <span title={formatInstant(run.atMs)} className="tnum">
      {formatShortInstant(run.atMs, nowMs)}{" "}
      <span className={styles.outcome} data-tone={OUTCOME_TONES[run.outcome]}>
        {texts.outcomes[run.outcome]}
      </span>
    </span>
  );
}

function RuleLine(props: Props & { rule: RuleRow }) {
  const { rule, accounts, nowMs, focusedId, modeOpenId, onModeOpen, onFocus } = props;
  const { acts } = texts;
  const record = hasRecord(rule);
  const { right, falseKills, open } = rule.record;
  const figures: { key: string; value: number | null; tone?: "bad" | "strong" }[] = [
    { key: "acts", value: rule.actsToday },
    { key: "month", value: rule.actsMonth },
    { key: "refused", value: rule.refusedMonth },
    { key: "waiting", value: rule.waiting, ...(rule.waiting > 0 ? { tone: "strong" as const } : {}) },
    { key: "record", value: record ? right : null },
    { key: "wrong", value: record ? falseKills : null, ...(falseKills > 0 ? { tone: "bad" as const } : {}) },
    { key: "open", value: record ? open : null },
  ];
  return (
    <tbody
      data-focused={focusedId === rule.id || undefined}
      data-testid={`rule-${rule.id}`}
      onFocus={() => onFocus(rule.id)}
    >
      <tr className={styles.row}>
        <th scope="row" className={styles.name}>
          <Link
            to="/rules/$rule"
            params={{ rule: rule.id }}
            search={beside}
            data-rule-link={rule.id}
            title={joinSentences(rule.words.scope, rule.words.then)}
          >
            <bdi>{rule.name}</bdi>
          </Link>
        </th>
        <td>
          <ModeMenu
            name={rule.name}
            mode={rule.mode}
            open={modeOpenId === rule.id}
            onOpenChange={(isOpen) => onModeOpen(isOpen ? rule.id : null)}
            onMode={(mode) => props.onMode(rule, mode)}
          />
        </td>
        <td className={styles.scope}>{scopeText(rule, accounts)}</td>
        <td>
          <LastLook rule={rule} nowMs={nowMs} />
        </td>
        <td className="tnum">
          {rule.nextLookMs === null ? (
            <span className={styles.quiet}>—</span>
          ) : (
            <span title={formatInstant(rule.nextLookMs)}>{formatClock(rule.nextLookMs)}</span>
          )}
        </td>
        {figures.map(({ key, value, tone }) => (
          <td key={key} data-figure>
            <Num tone={value === 0 ? "quiet" : (tone ?? "plain")}>{formatCount(value)}</Num>
          </td>
        ))}
        <td>
          <button
            type="button"
            className={styles.findings}
            aria-label={texts.findingsOf(rule.name)}
            onClick={() => props.onOpen(rule)}
          >
            <FindingTags findings={rule.findings} />
          </button>
        </td>
        <td>
          <Menu
            label={acts.more(rule.name)}
            align="end"
            trigger={
              <Button kind="quiet" size="small" icon="more" iconOnly aria-label={acts.more(rule.name)} />
            }
          >
            <MenuItem icon="pencil" keys="Enter" onSelect={() => props.onOpen(rule)}>
              {acts.edit}
            </MenuItem>
            <MenuItem icon="copy" keys="Y" onSelect={() => props.onCopy(rule)}>
              {acts.copy}
            </MenuItem>
            <MenuItem
              icon="search"
              keys="T"
              disabled={rule.mode === "draft" || rule.stopped !== null}
              onSelect={() => props.onLook(rule)}
            >
              {acts.look}
            </MenuItem>
            <MenuItem icon="history" onSelect={() => props.onRuns(rule)}>
              {acts.runs}
            </MenuItem>
            <MenuItem icon="download" onSelect={() => props.onExport(rule)}>
              {acts.exportOne}
            </MenuItem>
            <MenuItem icon="rules" onSelect={() => props.onCompile(rule)}>
              {acts.compile}
            </MenuItem>
            <MenuSeparator />
            <MenuItem icon="trash" keys="Delete" onSelect={() => props.onDelete(rule)}>
              {acts.delete}
            </MenuItem>
          </Menu>
        </td>
      </tr>
      {rule.stopped !== null && (
        <tr className={styles.stopped}>
          <td colSpan={HEAD.length}>
            <div>
              <span>
                {joinSentences(
                  texts.stopped.text(rule.stopped.text, formatShortInstant(rule.stopped.atMs, nowMs)),
                )}
              </span>
              <Button
                size="small"
                icon="play"
                busy={props.clearing === rule.id}
                onClick={() => props.onClear(rule)}
              >
                {texts.stopped.again}
              </Button>
            </div>
          </td>
        </tr>
      )}
    </tbody>
  );
}
