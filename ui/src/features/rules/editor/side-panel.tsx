import { Num } from "@/components/ui/figures";
import { Icon } from "@/components/ui/icon";
import { Tabs } from "@/components/ui/tabs";
import { ErrorState } from "@/components/ui/view-states";
import { formatCount } from "@/lib/numbers";
import { type Account, type RuleFinding, type RuleMatch, type RuleVersion, toIpcError } from "@/platform";
import { RuleRuns } from "../acts/rule-runs";
import { FindingTags } from "../list/finding-tags";
import { FINDING_TONES, worstFirst } from "../model/modes";
import { PreviewPanel } from "./preview-panel";
import { RuleSentences } from "./rule-sentences";
import styles from "./side-panel.module.css";
import { texts } from "./texts";
import type { RuleEditorState } from "./use-rule-editor";
import { VersionsPanel } from "./versions-panel";

export type SideTab = "findings" | "preview" | "versions" | "runs";

type Props = {
  editor: RuleEditorState;
  accounts: readonly Account[];
  versions: readonly RuleVersion[];
  /** Whose looks are listed. */
  ruleId: string;
  offline: boolean;
  tab: SideTab;
  onTab: (tab: SideTab) => void;
  /** The text whose effect was asked for. */
  previewed: string | null;
  onPreview: () => void;
  onPlace: (place: string) => void;
  onRestore: (version: RuleVersion) => void;
};

/** What can be said of the rule while it is written: its sentences, counts, findings, effect and history. */
export function SidePanel(props: Props) {
  const { editor, accounts, offline, tab, onTab, onPlace } = props;
  const { side } = texts;
  const { judgement, judged, faults } = editor;
  const said = judgement.data;
  const findings = said?.findings ?? [];
  return (
    <aside className={styles.side} aria-label={side.label} data-testid="rule-side">
      <section className={styles.section} aria-label={side.words}>
        <div className={styles.head}>
          <h2>{side.words}</h2>
          <span className={styles.state} role="status">
            {judged || judgement.isError ? "" : said === undefined ? side.judging : side.stale}
          </span>
        </div>
        <div className={styles.words} data-stale={!judged || undefined}>
          {judgement.isError && <ErrorState error={toIpcError(judgement.error)} />}
          {said?.words != null && <RuleSentences words={said.words} onPlace={onPlace} />}
          {said !== undefined && said.words === null && faults.length > 0 && <p>{side.noWords}</p>}
        </div>
        {said !== undefined && said.matches.length > 0 && (
          <Counts matches={said.matches} accounts={accounts} stale={!judged} />
        )}
        {offline && <p className={styles.quiet}>{side.offline}</p>}
      </section>
      <Tabs
        label={side.label}
        value={tab}
        onChange={onTab}
        className={styles.tabs}
        tabs={[
          {
            value: "findings",
            label:
              findings.length > 0
                ? `${side.tabs.findings} ${formatCount(findings.length)}`
                : side.tabs.findings,
            content: <Findings findings={findings} ready={said?.words != null} onPlace={onPlace} />,
          },
          {
            value: "preview",
            label: side.tabs.preview,
            content: (
              <PreviewPanel
                text={editor.text}
                previewed={props.previewed}
                blocked={faults.length > 0 || editor.unread}
                accounts={accounts}
                onLook={props.onPreview}
              />
            ),
          },
          {
            value: "versions",
            label: side.tabs.versions,
            content: (
              <VersionsPanel versions={props.versions} text={editor.text} onRestore={props.onRestore} />
            ),
          },
          {
            value: "runs",
            label: side.tabs.runs,
            content: <RuleRuns ruleId={props.ruleId} />,
          },
        ]}
      />
    </aside>
  );
}

type CountsProps = { matches: readonly RuleMatch[]; accounts: readonly Account[]; stale: boolean };

function Counts({ matches, accounts, stale }: CountsProps) {
  const { columns, counts, of } = texts.side;
  return (
    <table className={styles.counts} aria-label={counts} data-stale={stale || undefined} data-testid="counts">
      <thead>
        <tr>
          <th scope="col">{columns.account}</th>
          <th scope="col">{columns.scope}</th>
          <th scope="col">{columns.met}</th>
          <th scope="col">{columns.untold}</th>
        </tr>
      </thead>
      <tbody>
        {matches.map((match) => (
          <tr key={match.accountId}>
            <th scope="row">
              <bdi>{accounts.find(({ id }) => id === match.accountId)?.name ?? match.accountId}</bdi>
            </th>
            <td>
              <Num>{of(formatCount(match.inScope), formatCount(match.of))}</Num>
            </td>
            <td>
              <Num tone={match.met > 0 ? "strong" : "quiet"}>{formatCount(match.met)}</Num>
            </td>
            <td>
              <Num tone={match.cannotTell > 0 ? "plain" : "quiet"}>{formatCount(match.cannotTell)}</Num>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type FindingsProps = { findings: readonly RuleFinding[]; ready: boolean; onPlace: (place: string) => void };

function Findings({ findings, ready, onPlace }: FindingsProps) {
  if (findings.length === 0) {
    return ready ? <p className={styles.quiet}>{texts.side.noFindings}</p> : null;
  }
  return (
    <>
      <div className={styles.tags}>
        <FindingTags findings={findings} />
      </div>
      <ul className={styles.findings}>
        {worstFirst(findings).map((finding) => (
          <li key={`${finding.code} ${finding.place} ${finding.what}`}>
            <button type="button" onClick={() => onPlace(finding.place)} data-testid="finding">
              <span className={styles.weight} data-tone={FINDING_TONES[finding.weight]}>
                <Icon name={finding.weight === "advice" ? "info" : "warning"} />
                <span className="visually-hidden">{texts.weights[finding.weight]}</span>
              </span>
              <span>
                <span className={styles.what}>{finding.what}</span>
                <span>{finding.example}</span>
                <span className={styles.remedy}>{finding.remedy}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
