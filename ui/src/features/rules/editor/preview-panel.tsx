import { Button } from "@/components/ui/button";
import { Banner, ErrorState, LoadingRows } from "@/components/ui/view-states";
import { formatMoney } from "@/lib/money";
import { formatClock } from "@/lib/times";
import { type Account, type AccountPreview, type RuleDecision, toIpcError } from "@/platform";
import { usePreview } from "../api/rules";
import styles from "./preview-panel.module.css";
import { texts } from "./texts";

type Props = {
  /** What is in the editor. */
  text: string;
  previewed: string | null;
  /** Faults stand in the way. */
  blocked: boolean;
  accounts: readonly Account[];
  onLook: () => void;
};

/** What the rule would do this minute. Nothing is done. */
export function PreviewPanel({ text, previewed, blocked, accounts, onLook }: Props) {
  const preview = usePreview(previewed);
  const words = texts.preview;
  const asked = previewed !== null;
  return (
    <div className={styles.panel} data-testid="preview">
      <div className={styles.head}>
        <span>{blocked ? words.faults : words.lead}</span>
        <Button
          size="small"
          icon="refresh"
          keys="P"
          busy={preview.isFetching}
          disabled={blocked}
          onClick={() => {
            if (previewed === text) void preview.refetch();
            else onLook();
          }}
        >
          {asked ? words.again : words.look}
        </Button>
      </div>
      {asked && previewed !== text && <Banner tone="warn">{words.earlier}</Banner>}
      {preview.isError && <ErrorState error={toIpcError(preview.error)} />}
      {asked && preview.isPending && <LoadingRows label={words.looking} rows={4} />}
      {preview.data?.accounts.map((account) => (
        <AccountPart
          key={account.accountId}
          preview={account}
          account={accounts.find(({ id }) => id === account.accountId)}
          atMs={preview.data.atMs}
        />
      ))}
    </div>
  );
}

/** Rows that are drawn of an account; the rest is counted. */
const MOST = 100;

type PartProps = { preview: AccountPreview; account: Account | undefined; atMs: number };

function AccountPart({ preview, account, atMs }: PartProps) {
  const words = texts.preview;
  const { decisions, counts } = preview;
  const acts = decisions.filter(({ standing }) => standing === "acts").length;
  const refused = decisions.filter(({ standing }) => standing === "refused").length;
  const name = account?.name ?? preview.accountId;
  return (
    <section className={styles.account} aria-label={name}>
      <h3>
        <bdi>{name}</bdi> <span className="tnum">{formatClock(atMs)}</span>
      </h3>
      {preview.problem !== null ? (
        <ErrorState error={preview.problem} />
      ) : (
        <>
          <p className="tnum">{words.head(acts, refused, counts.inScope)}</p>
          {preview.movedMinor !== 0 && (
            <p className="tnum">{words.moved(formatMoney(preview.movedMinor, preview.currency))}</p>
          )}
          {preview.asksAPerson && <p className={styles.asks}>{words.asks}</p>}
          {decisions.length === 0 && <p>{words.nothing}</p>}
          <ul className={styles.rows}>
            {decisions.slice(0, MOST).map((decision) => (
              <Decision key={decision.object.id} decision={decision} />
            ))}
          </ul>
          {decisions.length > MOST && <p>{words.more(decisions.length - MOST)}</p>}
        </>
      )}
    </section>
  );
}

function Decision({ decision }: { decision: RuleDecision }) {
  const words = texts.preview;
  const stopping = decision.guards.filter(({ answer }) => answer !== "met");
  const isRefused = decision.standing !== "acts";
  return (
    <li>
      <details>
        <summary>
          <span className={styles.name}>
            <bdi>{decision.name}</bdi>
            <span className={styles.path}>{decision.path.join(" › ")}</span>
          </span>
          <span className={styles.result} data-refused={isRefused || undefined}>
            {isRefused
              ? `${words.refused}: ${stopping.map(({ text }) => text).join("; ")}`
              : decision.field === null
                ? words.tell
                : `${decision.from ?? "?"} → ${decision.to ?? "?"}`}
          </span>
        </summary>
        <ul className={styles.reasons} aria-label={words.why(decision.name)}>
          {decision.reasons.map((reason) => (
            <li key={reason.place} style={{ paddingLeft: `${reason.depth * 12}px` }}>
              {reason.text}
            </li>
          ))}
          {decision.guards.map((guard) => (
            <li key={guard.guard} data-answer={guard.answer}>
              {guard.text}
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}
