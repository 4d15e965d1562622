import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { Fault } from "@/components/ui/field-parts";
import { Icon } from "@/components/ui/icon";
import { TextField } from "@/components/ui/text-field";
import { isolated, shortened } from "@/lib/text";
import type { IpcError } from "@/platform";
import styles from "./targeting.module.css";
import { texts } from "./texts";

export interface Found {
  id: string;
  name: string;
  /** What tells it from others of its name. */
  detail: string;
}

type Props = {
  label: string;
  hint: string;
  typed: string;
  onTyped: (text: string) => void;
  found: readonly Found[];
  reading: boolean;
  problem: IpcError | null;
  chosen: readonly Found[];
  onAdd: (found: Found) => void;
  onRemove: (id: string) => void;
  error?: string | undefined;
  /** Below the field, such as a list to choose from. */
  children?: ReactNode;
};

const MOST = 8;

/** Things found by typing and kept as chips. Arrows and Enter choose; Backspace in an empty field takes the last away. */
export function SearchField(props: Props) {
  const { label, hint, typed, onTyped, found, reading, problem, chosen, onAdd, onRemove, error } = props;
  const id = useId();
  const [at, setAt] = useState(0);
  const [closed, setClosed] = useState(false);
  const shown = found.filter((one) => !chosen.some((known) => known.id === one.id)).slice(0, MOST);
  // One letter finds too much; a number may have one digit.
  const open = (typed.trim().length > 1 || found.length > 0) && !closed;
  const index = Math.min(at, shown.length - 1);

  const add = (one: Found | undefined): void => {
    if (one === undefined) return;
    onAdd(one);
    onTyped("");
    setAt(0);
  };
  const handleKey = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === "Backspace" && typed === "") {
      const last = chosen.at(-1);
      if (last !== undefined) onRemove(last.id);
    }
    if (!open) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      setClosed(true);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      add(shown[index]);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt(Math.max(0, Math.min(shown.length - 1, index + step)));
    }
  };

  return (
    <div className={styles.search}>
      <TextField
        label={label}
        icon="search"
        value={typed}
        role="combobox"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && shown[index] !== undefined ? `${id}-${index}` : undefined}
        onChange={(event) => {
          setClosed(false);
          setAt(0);
          onTyped(event.target.value);
        }}
        onKeyDown={handleKey}
        onBlur={() => setClosed(true)}
        hint={hint}
      />
      {open && (
        <div className={styles.found} id={`${id}-list`} role="listbox" aria-label={label}>
          {shown.map((one, number) => (
            <div
              key={one.id}
              id={`${id}-${number}`}
              role="option"
              tabIndex={-1}
              aria-selected={number === index}
              className={number === index ? `${styles.option} ${styles.on}` : styles.option}
              // Before the field loses the keyboard, which would close the list.
              onMouseDown={(event) => {
                event.preventDefault();
                add(one);
              }}
            >
              <span className="ellipsis">{isolated(shortened(one.name, 80))}</span>
              <span className={`${styles.detail} ellipsis`}>{one.detail}</span>
            </div>
          ))}
          {shown.length === 0 && (
            <p className={styles.nothing}>
              {problem !== null ? problem.message : reading ? texts.search.reading : texts.search.nothing}
            </p>
          )}
        </div>
      )}
      {chosen.length > 0 && (
        <ul className={styles.chips}>
          {chosen.map((one) => (
            <li key={one.id} className={styles.chip}>
              <span className="ellipsis">{isolated(shortened(one.name, 60))}</span>
              {one.detail !== "" && <span className={styles.detail}>{one.detail}</span>}
              <button
                type="button"
                className={styles.remove}
                aria-label={texts.search.remove(one.name)}
                onClick={() => onRemove(one.id)}
              >
                <Icon name="close" size={11} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <Fault text={error} />
      {props.children}
    </div>
  );
}
