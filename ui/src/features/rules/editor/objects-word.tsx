import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/keys";
import { usePlatform } from "@/api/platform-context";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Popover } from "@/components/ui/popover";
import { TextField } from "@/components/ui/text-field";
import type { ObjectLevel } from "@/platform";
import styles from "./objects-word.module.css";
import { texts } from "./texts";
import word from "./words.module.css";

type Props = {
  label: string;
  place: string;
  ids: readonly string[];
  /** Only objects of this level; `null` for any. */
  level: ObjectLevel | null;
  text: string;
  onIds: (ids: string[]) => void;
};

/** Objects found by name among those kept here. */
function useFound(text: string, level: ObjectLevel | null) {
  const platform = usePlatform();
  const request = { text, limit: 20 };
  const found = useQuery({
    queryKey: keys.search(request),
    queryFn: () => platform.search(request),
    enabled: text.length >= 2,
    placeholderData: keepPreviousData,
  });
  const hits = text.length < 2 ? [] : (found.data ?? []);
  return hits.filter((hit) => level === null || hit.level === level);
}

/** A word that opens a list of objects: found by name, or named by id. */
export function ObjectsWord({ label, place, ids, level, text, onIds }: Props) {
  const [typed, setTyped] = useState("");
  /** Of those that were found here; the others are shown by their ids. */
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const wanted = typed.trim();
  const hits = useFound(wanted, level).filter(({ id }) => !ids.includes(id));
  const asIds = wanted.split(/[\s,;]+/).filter((id) => /^\d{5,30}$/.test(id) && !ids.includes(id));
  const words = texts.objects;
  const add = (more: string[]): void => {
    onIds([...ids, ...more]);
    setTyped("");
  };
  return (
    <Popover
      label={label}
      className={styles.panel}
      trigger={
        <button type="button" className={word.word} aria-label={`${label}: ${text}`} data-place={place}>
          {text}
          <Icon name="chevron-down" />
        </button>
      }
    >
      <p className={styles.label}>{label}</p>
      {ids.length === 0 && <p className={styles.quiet}>{words.empty}</p>}
      <ul className={styles.list}>
        {ids.map((id) => (
          <li key={id}>
            <span className="ellipsis" title={id}>
              <bdi>{names.get(id) ?? id}</bdi>
            </span>
            <Button
              kind="quiet"
              size="small"
              icon="close"
              iconOnly
              aria-label={words.remove(names.get(id) ?? id)}
              onClick={() => onIds(ids.filter((one) => one !== id))}
            />
          </li>
        ))}
      </ul>
      <TextField
        label={words.find}
        size="small"
        icon="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <ul className={styles.list}>
        {asIds.length > 0 && (
          <li>
            <button type="button" onClick={() => add(asIds)}>
              {words.addId(asIds.join(", "))}
            </button>
          </li>
        )}
        {hits.map((hit) => (
          <li key={hit.id}>
            <button
              type="button"
              aria-label={words.add(hit.name)}
              onClick={() => {
                setNames((before) => new Map(before).set(hit.id, hit.name));
                add([hit.id]);
              }}
            >
              <bdi>{hit.name}</bdi>
              <span className={styles.quiet}>
                {texts.levels[hit.level]} · {hit.path.slice(1).join(" › ") || hit.accountName}
              </span>
            </button>
          </li>
        ))}
        {wanted.length >= 2 && hits.length === 0 && asIds.length === 0 && (
          <li className={styles.quiet}>{words.nothing}</li>
        )}
      </ul>
    </Popover>
  );
}
