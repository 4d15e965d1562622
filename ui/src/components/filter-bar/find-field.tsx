import { type KeyboardEvent, type Ref, useEffect, useRef, useState } from "react";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import styles from "./filter-bar.module.css";

/** Milliseconds of rest after which typed text is looked for. */
const REST = 120;

type Props = {
  field: Ref<HTMLInputElement>;
  label: string;
  placeholder: string;
  text: string;
  onText: (text: string) => void;
  /** Gives the keyboard back to what is looked through. */
  onDone: () => void;
};

/** A text to look for. What is typed shows at once and is looked for after a moment of rest. */
export function FindField({ field, label, placeholder, text, onText, onDone }: Props) {
  const [typed, setTyped] = useState(text);
  const latest = useRef(onText);
  useEffect(() => {
    latest.current = onText;
  });
  // What is looked for wins over what was typed before: going back, or clearing all filters.
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    if (typed === text) return;
    const timer = setTimeout(() => latest.current(typed), REST);
    return () => clearTimeout(timer);
  }, [typed, text]);
  const handleKey = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (!["Escape", "Enter", "ArrowDown"].includes(event.key)) return;
    // Whoever goes on to the rows means those that were asked for.
    if (event.key !== "Escape" && typed !== text) onText(typed);
    if (event.key === "Escape" && typed !== "") setTyped("");
    else onDone();
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <label className={styles.find}>
      <Icon name="search" />
      <span className="visually-hidden">{label}</span>
      <input
        ref={field}
        type="search"
        placeholder={placeholder}
        value={typed}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={handleKey}
      />
      {typed === "" && <Kbd keys="/" />}
    </label>
  );
}
