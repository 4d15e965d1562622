import type { FormulaCheck, FormulaUnit, Metrics } from "../bindings";

// Formulas for the page alone. It knows figures, numbers, the four operations and parentheses; the program judges more.

type Figure = { unit: FormulaUnit; conversions: boolean; value: (metrics: Metrics) => number | null };

const figure = (unit: FormulaUnit, value: Figure["value"], conversions = false): Figure => ({
  unit,
  value,
  conversions,
});

const FIGURES: Record<string, Figure> = {
  spend: figure("money", (m) => m.spendMinor),
  value: figure("money", (m) => m.valueMinor, true),
  impressions: figure("count", (m) => m.impressions),
  clicks: figure("count", (m) => m.clicks),
  link_clicks: figure("count", (m) => m.linkClicks),
  conversions: figure("count", (m) => m.conversions, true),
  purchases: figure("count", (m) => m.conversions, true),
  ctr: figure("percent", (m) => m.ctrPercent),
  cpc: figure("money", (m) => m.cpcMinor),
  cpa: figure("money", (m) => m.cpaMinor, true),
  roas: figure("ratio", (m) => m.roas, true),
};

type Part = { unit: FormulaUnit | null; value: (metrics: Metrics) => number | null };
type Word = { text: string; at: number };

class Fault extends Error {
  readonly at: number;
  readonly length: number;
  constructor(at: number, length: number, message: string) {
    super(message);
    this.at = at;
    this.length = length;
  }
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(/[a-z_]+|\d+(?:\.\d+)?|\S/gi)].map((match) => ({
    text: match[0],
    at: match.index,
  }));
}

const apply = (sign: string, a: number | null, b: number | null): number | null => {
  if (a === null || b === null) return null;
  if (sign === "+") return a + b;
  if (sign === "-" || sign === "−") return a - b;
  if (sign === "*" || sign === "×") return a * b;
  return b === 0 ? null : a / b;
};

function unitOf(sign: string, a: FormulaUnit | null, b: FormulaUnit | null): FormulaUnit | null {
  if (sign === "/" || sign === "÷") return b === null ? a : a === b ? "ratio" : a;
  if (sign === "*" || sign === "×") return a === "money" || b === "money" ? "money" : (a ?? b);
  return a ?? b;
}

function parse(text: string): Part & { conversions: boolean } {
  const words = wordsOf(text);
  let next = 0;
  let conversions = false;
  const chain = (signs: string, operand: () => Part): Part => {
    let left = operand();
    for (let word = words[next]; word !== undefined && signs.includes(word.text); word = words[next]) {
      next += 1;
      const [before, sign, right] = [left, word.text, operand()];
      if ("+-−".includes(sign) && before.unit !== right.unit && before.unit !== null && right.unit !== null) {
        throw new Fault(word.at, 1, "These cannot be added: they are measured in different things");
      }
      left = {
        unit: unitOf(sign, before.unit, right.unit),
        value: (metrics) => apply(sign, before.value(metrics), right.value(metrics)),
      };
    }
    return left;
  };
  const operand = (): Part => {
    const word = words[next];
    if (word === undefined) throw new Fault(text.length, 0, "A figure or a number is missing here");
    next += 1;
    if (word.text === "(") {
      const inside = sum();
      if (words[next]?.text !== ")") throw new Fault(word.at, 1, "This parenthesis is not closed");
      next += 1;
      return inside;
    }
    if (/^\d/.test(word.text)) return { unit: null, value: () => Number(word.text) };
    const found = FIGURES[word.text.toLowerCase()];
    if (found === undefined) {
      throw new Fault(word.at, word.text.length, `There is no figure called ${word.text}`);
    }
    conversions ||= found.conversions;
    return found;
  };
  const sum = (): Part => chain("+-−", () => chain("*/×÷", operand));
  const whole = sum();
  const extra = words[next];
  if (extra !== undefined) throw new Fault(extra.at, extra.text.length, "An operator is missing before this");
  if (whole.unit === null) throw new Fault(0, text.length, "Name at least one figure, such as spend");
  return { ...whole, conversions };
}

export function checkFormula(text: string): FormulaCheck {
  try {
    const { unit, conversions } = parse(text);
    return { unit, ofConversions: conversions, fault: null };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const fault = { at: error.at, len: error.length, message: error.message };
    return { unit: null, ofConversions: false, fault };
  }
}

/** Figures with what formulas come to. */
export function withFormulas(metrics: Metrics, formulas: readonly string[]): Metrics {
  const values = formulas.map((text) =>
    checkFormula(text).fault === null ? parse(text).value(metrics) : null,
  );
  return { ...metrics, formulas: values };
}
