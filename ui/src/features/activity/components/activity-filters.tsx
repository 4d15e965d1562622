import { type KeyboardEvent, type Ref, useEffect, useRef, useState } from "react";
import { SourceMark } from "@/components/activity/source-mark";
import { texts as words } from "@/components/activity/texts";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { Select } from "@/components/ui/select";
import styles from "../activity-page.module.css";
import { type FeedFilter, KINDS, SOURCES, toggled } from "../model/feed";
import { texts } from "../texts";

/** Milliseconds of rest after which typed text is looked for. */
const REST = 150;

type Props = {
  field: Ref<HTMLInputElement>;
  filter: FeedFilter;
  onFilter: (filter: FeedFilter) => void;
  /** Gives the keyboard back to the feed. */
  onDone: () => void;
};

/** Whose changes, which, and with which words. */
export function ActivityFilters({ field, filter, onFilter, onDone }: Props) {
  const [typed, setTyped] = useState(filter.text);
  const latest = useRef({ filter, onFilter });
  useEffect(() => {
    latest.current = { filter, onFilter };
  });
  useEffect(() => setTyped(filter.text), [filter.text]);
  useEffect(() => {
    if (typed === latest.current.filter.text) return;
    const timer = setTimeout(() => latest.current.onFilter({ ...latest.current.filter, text: typed }), REST);
    return () => clearTimeout(timer);
  }, [typed]);
  const onKey = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (!["Escape", "Enter", "ArrowDown"].includes(event.key)) return;
    if (event.key === "Escape" && typed !== "") setTyped("");
    else onDone();
    event.preventDefault();
    event.stopPropagation();
  };
  const kinds = [
    { value: "all" as const, label: texts.allKinds },
    ...KINDS.map((kind) => ({ value: kind, label: words.kinds[kind] })),
  ];
  return (
    <div className={styles.bar} role="toolbar" aria-label={texts.filters}>
      <fieldset className={styles.sources} aria-label={texts.sources}>
        {SOURCES.map((source) => (
          <button
            key={source}
            type="button"
            aria-pressed={filter.sources.includes(source)}
            onClick={() => onFilter({ ...filter, sources: toggled(filter.sources, source) })}
          >
            <SourceMark entry={{ source, kinds: [] }} />
          </button>
        ))}
      </fieldset>
      <Select
        value={filter.kind}
        options={kinds}
        label={texts.kindLabel}
        onChange={(kind) => onFilter({ ...filter, kind })}
      />
      <label className={styles.find}>
        <Icon name="search" />
        <span className="visually-hidden">{texts.find}</span>
        <input
          ref={field}
          type="search"
          placeholder={texts.findHint}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onKey}
        />
        {typed === "" && <Kbd keys="/" />}
      </label>
    </div>
  );
}
