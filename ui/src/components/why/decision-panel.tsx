import { type ReactNode, useState } from "react";
import { Button, ButtonRow } from "@/components/ui/button";
import { pathText } from "@/lib/text";
import { localTimeZone } from "@/lib/times";
import type { Account, DecisionState, RuleDecision } from "@/platform";
import { ActDiff } from "./act-diff";
import { OutcomeChip, StateChip } from "./chips";
import { FiguresAge } from "./figures-age";
import { Reasons } from "./reasons";
import { whyTexts } from "./texts";
import styles from "./why.module.css";
import { WhyPanel } from "./why-panel";

const texts = whyTexts.decision;

interface DecisionPanelProps {
  label: string;
  ruleName: string;
  decision: RuleDecision;
  /** What became of it, as it is shown; left out as the decision has it. */
  state?: DecisionState | null;
  account: Account | undefined;
  /** Against when the age of the figures is told: now while it is to be decided, then once it was. */
  ageAtMs: number;
  /** The moment at which other rules are asked about the object; left out for now. */
  whyAtMs?: number;
  /** What can be done with it. */
  children?: ReactNode;
  onShow: () => void;
  onClose: () => void;
  testId: string;
}

/** One decision whole: what is done, every condition with what was seen, every guard. */
export function DecisionPanel(props: DecisionPanelProps) {
  const { decision, state = decision.state, account } = props;
  const [all, setAll] = useState(false);
  const place = { currency: account?.currency ?? "", timeZone: account?.timeZone ?? localTimeZone() };
  const path = pathText(decision.path);
  const moment = props.whyAtMs === undefined ? {} : { atMs: props.whyAtMs };
  return (
    <aside className={styles.side} aria-label={props.label} data-testid={props.testId}>
      <header className={styles.sideHead}>
        <bdi className={`${styles.quiet} ellipsis`}>{props.ruleName}</bdi>
        <span className={styles.grow} />
        {decision.outcome !== null && <OutcomeChip outcome={decision.outcome} />}
        {state !== null && state !== "waiting" && <StateChip state={state} />}
        <Button
          kind="quiet"
          size="small"
          icon="close"
          iconOnly
          aria-label={texts.close}
          title={texts.close}
          onClick={props.onClose}
        />
      </header>
      <h2>
        <bdi>{decision.name === "" ? decision.object.id : decision.name}</bdi>
      </h2>
      {path !== "" && <p className={styles.quiet}>{path}</p>}
      <p className={styles.change}>
        <ActDiff {...decision} />
      </p>
      {decision.detail !== null && (
        <p className={styles.detail}>
          {texts.detail}: {decision.detail}
        </p>
      )}
      {props.children}
      <p>
        <FiguresAge readMs={decision.figuresReadMs} atMs={props.ageAtMs} timeZone={place.timeZone} />
      </p>
      {all ? (
        <div className={styles.inset}>
          <WhyPanel object={decision.object} {...moment} {...place} />
        </div>
      ) : (
        <Reasons decision={decision} currency={place.currency} />
      )}
      <ButtonRow>
        <Button aria-expanded={all} onClick={() => setAll((now) => !now)}>
          {all ? texts.back : texts.others}
        </Button>
        <Button keys="O" icon="explorer" onClick={props.onShow}>
          {texts.show}
        </Button>
      </ButtonRow>
    </aside>
  );
}

/** Words that say why something cannot be done, in a panel. */
export function PanelNote({ children }: { children: ReactNode }) {
  return <p className={styles.detail}>{children}</p>;
}
