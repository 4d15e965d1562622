import { type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import type { ExplorerFilter, ObjectLevel } from "@/platform";
import { filterChips, withoutFilter } from "../model/filters";
import styles from "./filter-bar.module.css";
import { FilterMenu } from "./filter-menu";

export interface FilterBarHandle {
  find: () => void;
  openMenu: () => void;
}

interface FilterBarProps {
  handle: Ref<FilterBarHandle>;
  filter: ExplorerFilter;
  flat: ObjectLevel | null;
  currency: string | null;
  onFilter: (filter: ExplorerFilter, typed: boolean) => void;
  onFlat: (flat: ObjectLevel | null) => void;
  /** Gives the keyboard back to the table. */
  onDone: () => void;
}

const VIEWS: readonly { flat: ObjectLevel | null; label: string }[] = [
  { flat: null, label: "Tree" },
  { flat: "campaign", label: "Campaigns" },
  { flat: "adset", label: "Ad sets" },
  { flat: "ad", label: "Ads" },
];

/** Milliseconds of rest after which typed text is looked for. */
const REST = 120;

/** Which rows are shown: tree or one level, text, and conditions as chips. */
export function FilterBar({ handle, filter, flat, currency, onFilter, onFlat, onDone }: FilterBarProps) {
  const find = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  useImperativeHandle(handle, () => ({
    find: () => {
      find.current?.focus();
      find.current?.select();
    },
    openMenu: () => setOpen(true),
  }));
  return (
    <div className={styles.bar} role="toolbar" aria-label="Filters">
      <fieldset className={styles.views} aria-label="Rows">
        {VIEWS.map((view) => (
          <button
            key={view.label}
            type="button"
            className={styles.view}
            aria-pressed={view.flat === flat}
            onClick={() => onFlat(view.flat)}
          >
            {view.label}
          </button>
        ))}
      </fieldset>
      <FindField
        field={find}
        text={filter.text}
        onText={(text) => onFilter({ ...filter, text }, true)}
        onDone={onDone}
      />
      {filterChips(filter, currency).map((chip) => (
        <span key={chip.key} className={styles.chip}>
          <span className="ellipsis">
            {chip.label} <b>{chip.value}</b>
          </span>
          <button
            type="button"
            aria-label={`Remove the filter ${chip.label} ${chip.value}`}
            onClick={() => onFilter(withoutFilter(filter, chip.key), false)}
          >
            <Icon name="close" size={12} />
          </button>
        </span>
      ))}
      <FilterMenu
        filter={filter}
        currency={currency}
        open={open}
        onOpen={setOpen}
        onFilter={(next) => onFilter(next, false)}
      />
    </div>
  );
}

interface FindFieldProps {
  field: Ref<HTMLInputElement>;
  text: string | null;
  onText: (text: string | null) => void;
  onDone: () => void;
}

/** Text in the name. What is typed shows at once and is looked for after a moment of rest. */
function FindField({ field, text, onText, onDone }: FindFieldProps) {
  const [typed, setTyped] = useState(text ?? "");
  const latest = useRef(onText);
  useEffect(() => {
    latest.current = onText;
  });
  // What the address says wins over what was typed before: going back, or clearing all filters.
  useEffect(() => setTyped(text ?? ""), [text]);
  const wanted = typed === "" ? null : typed;
  useEffect(() => {
    if (wanted === text) return;
    const timer = setTimeout(() => latest.current(wanted), REST);
    return () => clearTimeout(timer);
  }, [wanted, text]);
  const onKey = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === "Escape" && typed !== "") setTyped("");
    else if (!["Escape", "Enter", "ArrowDown"].includes(event.key)) return;
    // Whoever goes on to the rows means those that were asked for.
    if (event.key !== "Escape" && wanted !== text) onText(wanted);
    if (event.key !== "Escape" || typed === "") onDone();
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <label className={styles.find}>
      <Icon name="search" />
      <span className="visually-hidden">Find by name</span>
      <input
        ref={field}
        type="search"
        placeholder="Find by name"
        value={typed}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKey}
      />
      {typed === "" && <Kbd keys="/" />}
    </label>
  );
}
