import type { ExplainObject, Explanation, RuleDecision, RuleStanding } from "../bindings";
import { noise } from "./random";
import { guardsOf, linesOf, pathOf, TELLERS, type Teller } from "./rule-story";
import { ALL_OBJECTS, type FakeObject } from "./world";

const HOUR = 3_600_000;

const SENTENCES: Record<RuleStanding, string> = {
  acts: "It acts.",
  refused: "The conditions are met, and a guard refuses.",
  cannot_tell: "It cannot be told whether the conditions are met, so nothing is done.",
  not_met: "The conditions are not met.",
  already_so: "There is nothing to do.",
  out_of_scope: "The rule does not look at it.",
};

/** The lines of a rule for an object that does not meet it, or of which it cannot be told. */
function linesFor(teller: Teller, object: FakeObject, standing: RuleStanding): RuleDecision["reasons"] {
  const lines = linesOf(teller, object, SENTENCES[standing]);
  if (standing === "out_of_scope") {
    return [
      ...lines.slice(0, 1),
      { place: "scope", depth: 1, text: `it looks at ${teller.level === "ad" ? "ads" : "ad sets"}` },
    ];
  }
  if (standing === "already_so") return lines.slice(0, 1);
  if (standing !== "not_met" && standing !== "cannot_tell") return lines;
  const answer = standing === "not_met" ? "not met" : "cannot tell";
  return lines.map((line, index) => {
    if (index === 1) return { ...line, text: line.text.replace(/met$/, answer) };
    if (index !== 2) return line;
    const text =
      standing === "not_met"
        ? line.text.replace(/\(([^()]+) against ([^()]+)\): met$/, "($2 against $1): not met")
        : line.text.replace(
            /\(([^()]+) against ([^()]+)\): met$/,
            "(unknown, because the newest day was read too long ago against $2): cannot tell",
          );
    return { ...line, text };
  });
}

const RESULTS: readonly RuleStanding[] = ["not_met", "refused", "cannot_tell", "not_met", "acts"];

function standingOf(teller: Teller, object: FakeObject, atMs: number): RuleStanding {
  if (object.level !== teller.level) return "out_of_scope";
  if (object.status !== "ACTIVE") return "already_so";
  const roll = noise(`${teller.ruleId}|${object.id}|${Math.floor(atMs / HOUR / 24)}`);
  return RESULTS[Math.floor(roll * RESULTS.length)] ?? "not_met";
}

/** Why each rule did or did not act on an object; what was recorded within the hour before is told as it was. */
export function explain(
  { object: key, ruleId, atMs }: ExplainObject,
  recorded: readonly RuleDecision[],
  nowMs: number,
): Explanation[] {
  const object = ALL_OBJECTS.get(key.id);
  if (object === undefined) return [];
  const at = atMs ?? nowMs;
  return Object.values<Teller>(TELLERS)
    .filter((teller) => ruleId === null || teller.ruleId === ruleId)
    .map((teller): Explanation => {
      const kept = recorded.find(
        (one) =>
          atMs !== null &&
          one.object.id === key.id &&
          one.ruleId === teller.ruleId &&
          one.atMs <= atMs &&
          atMs - one.atMs < HOUR,
      );
      const { ruleName } = teller;
      if (kept !== undefined) return { ruleName, decision: kept, recorded: true };
      const standing = standingOf(teller, object, at);
      const isMet = standing === "acts" || standing === "refused";
      return {
        ruleName,
        recorded: false,
        decision: {
          id: "",
          ruleId: teller.ruleId,
          version: teller.version,
          object: key,
          name: object.name,
          path: pathOf(object),
          atMs: at,
          standing,
          state: null,
          ...(isMet ? teller.act(object) : { field: null, from: null, to: null, until: null }),
          reasons: linesFor(teller, object, standing),
          guards: isMet ? guardsOf(object, standing === "refused" ? 1 : null) : [],
          figuresReadMs: standing === "out_of_scope" ? null : at - 24 * 60_000,
          outcome: null,
          detail: null,
          changeId: null,
        },
      };
    });
}
