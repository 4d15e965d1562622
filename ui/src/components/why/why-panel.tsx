import { type FormEvent, useId, useState } from "react";
import { toIpcError } from "@/api/errors";
import { useExplanations } from "@/api/rule-acts";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { ErrorState, LoadingRows } from "@/components/ui/view-states";
import { instantText, parseInstant } from "@/lib/instants";
import { formatInstant } from "@/lib/times";
import type { Explanation, ObjectKey, RuleStanding } from "@/platform";
import { ActDiff } from "./act-diff";
import { OutcomeChip, StandingChip, StateChip } from "./chips";
import { FiguresAge } from "./figures-age";
import { Reasons } from "./reasons";
import { whyTexts } from "./texts";
import styles from "./why.module.css";

const texts = whyTexts.panel;

/** What is of most interest stands first. */
const ORDER: readonly RuleStanding[] = ["acts", "refused", "cannot_tell", "not_met", "already_so"];

interface Place {
  currency: string;
  timeZone: string;
}

interface WhyPanelProps extends Place {
  object: ObjectKey;
  /** One rule only. */
  ruleId?: string;
  /** The moment to begin with; left out for now. */
  atMs?: number;
}

/** Why rules did or did not act on an object, now or at any time. */
export function WhyPanel({ object, ruleId, atMs, currency, timeZone }: WhyPanelProps) {
  const [at, setAt] = useState<number | null>(atMs ?? null);
  const query = useExplanations({ object, ruleId: ruleId ?? null, atMs: at });
  return (
    <div className={styles.panel} data-testid="why">
      <Moment atMs={at} timeZone={timeZone} onChange={setAt} />
      {query.data === undefined ? (
        query.isError ? (
          <ErrorState
            error={toIpcError(query.error)}
            action={<Button onClick={() => void query.refetch()}>{texts.retry}</Button>}
          />
        ) : (
          <LoadingRows label={texts.reading} rows={5} />
        )
      ) : (
        <Explanations all={query.data} atMs={at} currency={currency} timeZone={timeZone} />
      )}
    </div>
  );
}

interface MomentProps {
  atMs: number | null;
  timeZone: string;
  onChange: (atMs: number | null) => void;
}

/** Now, or a moment on the account's clock. */
function Moment({ atMs, timeZone, onChange }: MomentProps) {
  const [text, setText] = useState(atMs === null ? "" : instantText(atMs, timeZone));
  const typed = parseInstant(text, timeZone);
  const isFuture = typed.kind === "value" && typed.atMs > Date.now();
  const error = typed.kind === "refused" ? typed.why : isFuture ? texts.future : undefined;
  const [shown, setShown] = useState(false);
  const take = (event?: FormEvent): void => {
    event?.preventDefault();
    setShown(true);
    if (error !== undefined) return;
    onChange(typed.kind === "value" ? typed.atMs : null);
  };
  const now = (): void => {
    setText("");
    onChange(null);
  };
  return (
    <form className={styles.when} onSubmit={take}>
      <TextField
        label={texts.label}
        hideLabel
        size="small"
        icon="clock"
        placeholder={texts.now}
        value={text}
        error={shown ? error : undefined}
        hint={typed.kind === "value" && typed.isTwice ? texts.twice : texts.hint(timeZone)}
        onChange={(event) => {
          setText(event.target.value);
          setShown(false);
        }}
        onBlur={() => take()}
      />
      <Button size="normal" aria-pressed={atMs === null} onClick={now}>
        {texts.now}
      </Button>
    </form>
  );
}

function Explanations({ all, atMs, ...place }: Place & { all: readonly Explanation[]; atMs: number | null }) {
  const heading = useId();
  const inScope = all
    .filter(({ decision }) => decision.standing !== "out_of_scope")
    .toSorted((a, b) => ORDER.indexOf(a.decision.standing) - ORDER.indexOf(b.decision.standing));
  const outside = all.filter(({ decision }) => decision.standing === "out_of_scope");
  const when = atMs === null ? texts.nowText : texts.at(formatInstant(atMs, place));
  return (
    <section aria-labelledby={heading}>
      <h3 id={heading} className="visually-hidden">
        {texts.title}, {when}
      </h3>
      {all.length === 0 && (
        <p className={styles.quiet}>
          {texts.none} {texts.noneText}
        </p>
      )}
      <div className={styles.reasons}>
        {inScope.map((one, index) => (
          <RuleWhy key={one.decision.ruleId} explanation={one} open={index === 0} {...place} />
        ))}
      </div>
      {outside.length > 0 && (
        <details className={styles.outside} open={inScope.length === 0}>
          <summary>{texts.outside(outside.length)}</summary>
          <ul>
            {outside.map(({ ruleName, decision }) => (
              <li key={decision.ruleId}>
                <bdi>{ruleName}</bdi>
                {decision.reasons
                  .filter(({ place }) => place === "scope")
                  .map(({ text }) => (
                    <span key={text} className={styles.quiet}>
                      {" "}
                      · {text}
                    </span>
                  ))}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function RuleWhy({
  explanation,
  open,
  currency,
  timeZone,
}: Place & { explanation: Explanation; open: boolean }) {
  const { ruleName, decision, recorded } = explanation;
  return (
    <details className={styles.rule} open={open} data-testid="why-rule">
      <summary className={styles.ruleHead}>
        <bdi className={styles.ruleName}>{ruleName}</bdi>
        {decision.outcome !== null && <OutcomeChip outcome={decision.outcome} />}
        {decision.state !== null && decision.state !== "refused" && <StateChip state={decision.state} />}
        <StandingChip standing={decision.standing} />
      </summary>
      <div className={styles.ruleBody}>
        {(decision.standing === "acts" || decision.standing === "refused") && <ActDiff {...decision} />}
        <div className={styles.facts}>
          <span title={recorded ? whyTexts.recordedHint : whyTexts.againHint}>
            {recorded ? whyTexts.recorded : whyTexts.again}
          </span>
          <span>{texts.version(decision.version)}</span>
          <span>{formatInstant(decision.atMs, { timeZone })}</span>
          <FiguresAge readMs={decision.figuresReadMs} atMs={decision.atMs} timeZone={timeZone} />
        </div>
        <Reasons decision={decision} currency={currency} />
        {decision.detail !== null && <p className={styles.quiet}>{decision.detail}</p>}
      </div>
    </details>
  );
}
