import { Tag, type TagTone } from "@/components/ui/tag";
import type { ActOutcome, DecisionState, RuleRun, RuleStanding, RunOutcome } from "@/platform";
import { whyTexts as texts } from "./texts";

const OUTCOMES: Record<ActOutcome, TagTone> = {
  right: "pos",
  late_figures: "neg",
  recovered: "neg",
  too_early: "neutral",
  untold: "neutral",
};
const STATES: Record<DecisionState, TagTone> = {
  told: "info",
  shadowed: "info",
  refused: "warn",
  waiting: "accent",
  declined: "neutral",
  expired: "neutral",
  stale: "warn",
  sending: "accent",
  done: "pos",
  failed: "neg",
  undone: "neutral",
};
const RUNS: Record<RunOutcome, TagTone> = {
  quiet: "neutral",
  told: "info",
  shadowed: "info",
  asked: "accent",
  acted: "pos",
  refused: "warn",
  missed: "warn",
  blind: "warn",
  held: "warn",
  failed: "neg",
};
const STANDINGS: Record<RuleStanding, TagTone> = {
  out_of_scope: "neutral",
  already_so: "neutral",
  not_met: "neutral",
  cannot_tell: "warn",
  refused: "warn",
  acts: "pos",
};

/** Whether an act was right, seen from later. */
export function OutcomeChip({ outcome }: { outcome: ActOutcome }) {
  return (
    <span title={texts.outcomeHints[outcome]}>
      <Tag tone={OUTCOMES[outcome]}>{texts.outcomes[outcome]}</Tag>
    </span>
  );
}

/** What became of a decision. */
export function StateChip({ state }: { state: DecisionState }) {
  return (
    <span title={texts.stateHints[state]}>
      <Tag tone={STATES[state]}>{texts.states[state]}</Tag>
    </span>
  );
}

/** What became of a look. */
export function RunChip({ run: { outcome, note } }: { run: Pick<RuleRun, "outcome" | "note"> }) {
  return (
    <span title={note ?? texts.runHints[outcome]}>
      <Tag tone={RUNS[outcome]}>{texts.runs[outcome]}</Tag>
    </span>
  );
}

/** What a rule makes of an object. */
export function StandingChip({ standing }: { standing: RuleStanding }) {
  return <Tag tone={STANDINGS[standing]}>{texts.standings[standing]}</Tag>;
}
