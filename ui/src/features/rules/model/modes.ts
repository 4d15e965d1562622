import type { TagTone } from "@/components/ui/tag";
import type { FindingWeight, RuleFinding, RuleMode, RuleRow, RunOutcome } from "@/platform";

/** From the one that does least to the one that does most. */
export const MODES = ["draft", "notify", "shadow", "approve", "auto"] as const satisfies readonly RuleMode[];

export const MODE_TONES: Readonly<Record<RuleMode, TagTone>> = {
  draft: "neutral",
  notify: "neutral",
  shadow: "info",
  approve: "accent",
  auto: "pos",
};

export const OUTCOME_TONES: Readonly<Record<RunOutcome, "plain" | "warn" | "bad">> = {
  quiet: "plain",
  told: "plain",
  shadowed: "plain",
  asked: "plain",
  acted: "plain",
  refused: "warn",
  missed: "warn",
  blind: "warn",
  held: "warn",
  failed: "bad",
};

/** Whether a person is asked before a rule goes from one mode to another. */
export function asks(from: RuleMode, to: RuleMode): boolean {
  if (from === to) return false;
  return to === "auto" || (from === "shadow" && to !== "draft");
}

const WEIGHTS: readonly FindingWeight[] = ["error", "warning", "advice"];

export const FINDING_TONES: Readonly<Record<FindingWeight, TagTone>> = {
  error: "neg",
  warning: "warn",
  advice: "info",
};

/** How many findings there are of each weight, the worst first; weights without any are left out. */
export function weighed(findings: readonly RuleFinding[]): { weight: FindingWeight; count: number }[] {
  return WEIGHTS.map((weight) => ({
    weight,
    count: findings.filter((finding) => finding.weight === weight).length,
  })).filter(({ count }) => count > 0);
}

/** Findings, the worst first. */
export const worstFirst = (findings: readonly RuleFinding[]): RuleFinding[] =>
  findings.toSorted((a, b) => WEIGHTS.indexOf(a.weight) - WEIGHTS.indexOf(b.weight));

/** Whether it was ever right or wrong. */
export const hasRecord = ({ record }: RuleRow): boolean =>
  record.right + record.falseKills + record.notRight + record.open > 0;
