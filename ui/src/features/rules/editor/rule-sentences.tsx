import type { RuleWords } from "@/platform";
import styles from "./rule-sentences.module.css";

type Props = {
  words: RuleWords;
  /** Lines that another version does not have are marked. */
  against?: RuleWords | undefined;
  /** A line is pressed: goes to its place in the rule. */
  onPlace?: (place: string) => void;
};

/** A rule as sentences, one part below another. */
export function RuleSentences({ words, against, onPlace }: Props) {
  const isNew = (text: string, others: readonly string[]): true | undefined =>
    against !== undefined && !others.includes(text) ? true : undefined;
  const whenBefore = against?.when.map(({ text }) => text) ?? [];
  return (
    <div className={styles.words}>
      <p data-new={isNew(words.scope, [against?.scope ?? ""])}>{words.scope}</p>
      <ul>
        {words.when.map((line) => (
          <li
            key={line.place}
            style={{ paddingLeft: `${12 + line.depth * 14}px` }}
            data-new={isNew(line.text, whenBefore)}
          >
            {onPlace === undefined ? (
              line.text
            ) : (
              <button type="button" onClick={() => onPlace(line.place)}>
                {line.text}
              </button>
            )}
          </li>
        ))}
      </ul>
      <p data-new={isNew(words.then, [against?.then ?? ""])}>{words.then}</p>
      <p className={styles.guards}>
        {words.guards.map((guard) => (
          <span key={guard} data-new={isNew(guard, against?.guards ?? [])}>
            {guard}{" "}
          </span>
        ))}
      </p>
      <p data-new={isNew(words.mode, [against?.mode ?? ""])}>{words.mode}</p>
    </div>
  );
}
