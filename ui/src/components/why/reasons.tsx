import { Icon } from "@/components/ui/icon";
import type { GuardVerdict, RuleAnswer, RuleDecision } from "@/platform";
import { type ReasonNode, reasonTree, withMoney } from "./decision";
import { whyTexts as texts } from "./texts";
import styles from "./why.module.css";

/** An answer by shape, colour and word. */
function AnswerMark({ answer }: { answer: RuleAnswer }) {
  return (
    <span className={styles.answer} data-answer={answer} title={texts.answers[answer]}>
      {answer === "cannot_tell" ? (
        <span aria-hidden="true">?</span>
      ) : (
        <Icon name={answer === "met" ? "check" : "close"} size={12} />
      )}
      <span className="visually-hidden">{texts.answers[answer]}: </span>
    </span>
  );
}

function Words({ node: { line }, currency }: { node: ReasonNode; currency: string }) {
  return (
    <>
      {line.answer !== null && <AnswerMark answer={line.answer} />}
      <span className={styles.what}>
        <bdi>{withMoney(line.what, currency)}</bdi>
        {line.seen !== null && <span className={styles.seen}>{withMoney(line.seen, currency)}</span>}
      </span>
    </>
  );
}

function Node({ node, currency }: { node: ReasonNode; currency: string }) {
  if (node.parts.length === 0) {
    return (
      <li className={styles.reason}>
        <Words node={node} currency={currency} />
      </li>
    );
  }
  return (
    <li>
      <details open>
        <summary className={styles.reason}>
          <Words node={node} currency={currency} />
        </summary>
        <ul className={styles.parts}>
          {node.parts.map((part) => (
            <Node key={part.key} node={part} currency={currency} />
          ))}
        </ul>
      </details>
    </li>
  );
}

function Guard({ verdict, currency }: { verdict: GuardVerdict; currency: string }) {
  return (
    <li className={styles.reason}>
      <AnswerMark answer={verdict.answer} />
      <span className={styles.what}>
        <bdi>{withMoney(verdict.text, currency)}</bdi>
      </span>
    </li>
  );
}

/** What each guard said: those that refuse first, the others folded. */
function Guards({ guards, currency }: { guards: readonly GuardVerdict[]; currency: string }) {
  const refusing = guards.filter(({ answer }) => answer !== "met");
  const passing = guards.filter(({ answer }) => answer === "met");
  const list = (some: readonly GuardVerdict[]) => (
    <ul>
      {some.map((verdict) => (
        <Guard key={`${verdict.guard} ${verdict.text}`} verdict={verdict} currency={currency} />
      ))}
    </ul>
  );
  return (
    <section aria-label={texts.guards} className={styles.section}>
      <h4>{texts.guards}</h4>
      {refusing.length > 0 && list(refusing)}
      {passing.length > 0 && (
        <details open={refusing.length === 0 && passing.length <= 3}>
          <summary className={styles.quiet}>{texts.passed(passing.length)}</summary>
          {list(passing)}
        </details>
      )}
    </section>
  );
}

type Props = { decision: Pick<RuleDecision, "reasons" | "guards">; currency: string };

/** Why a rule decided as it did: each condition with what was seen, and what each guard said. */
export function Reasons({ decision: { reasons, guards }, currency }: Props) {
  const tree = reasonTree(reasons);
  return (
    <div className={styles.reasons} data-testid="reasons">
      <section aria-label={texts.conditions} className={styles.section}>
        <h4>{texts.conditions}</h4>
        {tree.length === 0 ? (
          <p className={styles.quiet}>{texts.noConditions}</p>
        ) : (
          <ul>
            {tree.map((node) => (
              <Node key={node.key} node={node} currency={currency} />
            ))}
          </ul>
        )}
      </section>
      {guards.length > 0 && <Guards guards={guards} currency={currency} />}
    </div>
  );
}
