import type { ReactNode } from "react";
import { exchangedTerm } from "../model/beginnings";
import { FACTS, METRICS, type Place, type Reading, TARGETS, type Term } from "../model/rule";
import { placesOf, useEditing } from "./editing";
import styles from "./term-word.module.css";
import { texts } from "./texts";
import { WindowWord } from "./window-word";
import { KindWord, MoneyWord, NumberWord, PickWord, Say } from "./words";

/** Everything that can be measured, by the word that stands for it in the list. */
const KINDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(METRICS.map((metric) => [`metric:${metric}`, texts.metrics[metric]])),
  change: texts.terms.change,
  ...Object.fromEntries(FACTS.map((fact) => [`fact:${fact}`, texts.facts[fact]])),
  ...Object.fromEntries(TARGETS.map((target) => [`target:${target}`, texts.targets[target]])),
  number: texts.terms.number,
  money: texts.terms.money,
  ...texts.terms.formulas,
};

const METRIC_WORDS = Object.fromEntries(METRICS.map((metric) => [metric, texts.metrics[metric]])) as Record<
  (typeof METRICS)[number],
  string
>;

function kindOf(term: Term): string {
  if ("metric" in term) return `metric:${term.metric.of}`;
  if ("fact" in term) return `fact:${term.fact.of}`;
  if ("target" in term) return `target:${term.target}`;
  return Object.keys(term)[0] ?? "number";
}

const without = <T extends object>(value: T, key: keyof T): T =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)) as T;

const withPlace = <T extends { at?: Place }>(value: T, at: Place | undefined): T =>
  at === undefined ? without(value, "at") : { ...value, at };

type Props = { place: string; label: string; term: Term };

/** A quantity: a figure, a fact, a target, a value, or a formula over them. */
export function TermWord({ place, label, term }: Props) {
  const { set, currency } = useEditing();
  const kind = kindOf(term);
  const pick = (next: string): void => {
    if (next !== kind) set(place, exchangedTerm(term, next, currency));
  };
  const isFormula = kind in texts.terms.signs;
  const isValue = "number" in term || "money" in term;
  const words = { label: texts.terms.label(label), value: kind, options: KINDS, onPick: pick };
  return (
    <span className={styles.term} data-place={place}>
      {!isFormula && !isValue && <PickWord {...words} />}
      {isFormula ? (
        <Formula
          place={place}
          label={label}
          term={term}
          sign={<KindWord {...words} text={texts.terms.signs[kind as "add"]} />}
        />
      ) : (
        <TermRest place={place} label={label} term={term} />
      )}
      {isValue && <KindWord {...words} text="" />}
    </span>
  );
}

function ReadingRest({ place, label, reading }: { place: string; label: string; reading: Reading }) {
  const { set } = useEditing();
  return (
    <>
      <Say>{texts.windows.over}</Say>
      <WindowWord
        label={label}
        window={reading.window}
        at={reading.at}
        onWindow={(window) => set(`${place}.window`, window)}
        onAt={(at) => set(place, withPlace(reading, at))}
      />
    </>
  );
}

/** The rest of the words behind the kind of quantity. */
function TermRest({ place, label, term }: Props) {
  const { level, set } = useEditing();
  if ("number" in term) {
    const at = `${place}.number`;
    return (
      <NumberWord label={texts.terms.value(label)} value={term.number} onValue={(value) => set(at, value)} />
    );
  }
  if ("money" in term) {
    const at = `${place}.money`;
    return (
      <MoneyWord label={texts.terms.value(label)} value={term.money} onValue={(value) => set(at, value)} />
    );
  }
  if ("metric" in term) return <ReadingRest place={`${place}.metric`} label={label} reading={term.metric} />;
  if ("change" in term) {
    return (
      <>
        <PickWord
          label={texts.terms.changeOf}
          value={term.change.of}
          options={METRIC_WORDS}
          onPick={(of) => set(`${place}.change.of`, of)}
        />
        <ReadingRest place={`${place}.change`} label={label} reading={term.change} />
      </>
    );
  }
  if ("fact" in term) {
    const places = placesOf(level);
    const { at } = term.fact;
    if (places.length === 1 && at === undefined) return null;
    return (
      <PickWord
        label={texts.windows.whose}
        value={at ?? "itself"}
        options={texts.places}
        only={places}
        onPick={(next) => set(`${place}.fact`, withPlace(term.fact, next === "itself" ? undefined : next))}
      />
    );
  }
  return null;
}

/** Two quantities and what is done with them. */
function Formula({ place, label, term, sign }: Props & { sign: ReactNode }) {
  const [kind, pair] = Object.entries(term)[0] ?? [];
  if (kind === undefined || !Array.isArray(pair)) return null;
  const [left, right] = pair as [Term, Term];
  return (
    <span className={styles.formula}>
      <TermWord place={`${place}.${kind}[0]`} label={texts.terms.part(label, 1)} term={left} />
      {sign}
      <TermWord place={`${place}.${kind}[1]`} label={texts.terms.part(label, 2)} term={right} />
    </span>
  );
}
