import { parseMoney } from "@/components/money-field/amounts";
import { MoneyField } from "@/components/money-field/money-field";
import { Checkbox } from "@/components/ui/checkbox";
import { formatMoney } from "@/lib/money";
import styles from "./bulk-page.module.css";
import { bulkTexts } from "./texts";

/** Most amounts a person is asked to type again. */
export const MOST_AMOUNTS = 8;

/** What a person has answered so far. */
export interface Answers {
  yes: boolean;
  /** As typed, by the amount it is about. */
  amounts: ReadonlyMap<number, string>;
}

export const NO_ANSWERS: Answers = { yes: false, amounts: new Map() };

interface Question {
  /** Rows that ask for a yes. */
  asks: number;
  amounts: readonly number[];
  currencyOf: (minor: number) => string;
}

const isTyped = (minor: number, { amounts }: Answers, currency: string): boolean => {
  const typed = parseMoney(amounts.get(minor) ?? "", currency);
  return typed.kind === "value" && typed.value === minor;
};

/** Whether everything that was asked is answered. */
export function isAnswered(question: Question, answers: Answers): boolean {
  if (question.asks > 0 && !answers.yes) return false;
  if (question.amounts.length > MOST_AMOUNTS) return false;
  return question.amounts.every((minor) => isTyped(minor, answers, question.currencyOf(minor)));
}

interface AsksProps {
  question: Question;
  answers: Answers;
  onAnswers: (answers: Answers) => void;
}

/** What has to be answered before anything is sent: amounts far from the present ones. */
export function Asks({ question, answers, onAnswers }: AsksProps) {
  const { asks: words } = bulkTexts;
  const { asks, amounts, currencyOf } = question;
  if (asks === 0 && amounts.length === 0) return null;
  const type = (minor: number, text: string) =>
    onAnswers({ ...answers, amounts: new Map(answers.amounts).set(minor, text) });
  return (
    <fieldset className={styles.asks}>
      <legend>{words.label}</legend>
      {asks > 0 && (
        <Checkbox checked={answers.yes} onChange={(yes) => onAnswers({ ...answers, yes })}>
          {words.yes(asks)}
        </Checkbox>
      )}
      {amounts.length > MOST_AMOUNTS && <p className={styles.bad}>{words.tooMany(amounts.length)}</p>}
      {amounts.length > 0 && amounts.length <= MOST_AMOUNTS && (
        <>
          <p>{words.amounts(amounts.length)}</p>
          {amounts.map((minor) => {
            const currency = currencyOf(minor);
            const typed = answers.amounts.get(minor) ?? "";
            const other = typed !== "" && !isTyped(minor, answers, currency);
            return (
              <MoneyField
                key={minor}
                label={words.again(formatMoney(minor, currency))}
                size="small"
                currency={currency}
                text={typed}
                onText={(text) => type(minor, text)}
                {...(other ? { hint: words.different } : {})}
              />
            );
          })}
        </>
      )}
    </fieldset>
  );
}
