import { useId } from "react";
import { Button } from "@/components/ui/button";
import { isExact } from "@/lib/json";
import type { RuleFault } from "@/platform";
import styles from "./raw-view.module.css";
import { texts } from "./texts";

type Props = { text: string; faults: readonly RuleFault[]; unread: boolean; onText: (text: string) => void };

/** Laid out, where that changes nothing but spaces. */
function laidOut(text: string): string {
  if (!isExact(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** The rule as its text, with what is wrong with it. */
export function RawView({ text, faults, unread, onText }: Props) {
  const id = useId();
  return (
    <div className={styles.raw}>
      {unread && <p className={styles.unread}>{texts.faults.unread}</p>}
      <textarea
        className={styles.area}
        aria-label={texts.raw.label}
        aria-invalid={faults.length > 0 || undefined}
        aria-describedby={id}
        spellCheck={false}
        value={text}
        onChange={(event) => onText(event.target.value)}
        data-testid="rule-text"
      />
      <ul id={id} className={styles.faults}>
        {faults.map((fault) => (
          <li key={`${fault.place} ${fault.what}`}>
            {fault.place !== "" && <code>{fault.place}</code>} {fault.what}. {fault.remedy}
          </li>
        ))}
      </ul>
      <div>
        <Button size="small" onClick={() => onText(laidOut(text))}>
          {texts.raw.format}
        </Button>
      </div>
    </div>
  );
}
