import { useDeferredValue, useState } from "react";
import { useLanguages } from "@/api/creating";
import { toIpcError } from "@/api/errors";
import type { AccountChoices } from "@/platform";
import type { AudienceProps, Named } from "./audience";
import { learnLanguage } from "./languages";
import { type Found, SearchField } from "./search-field";
import { texts } from "./texts";

/** Ids as Meta makes them for audiences, and numbers as it gives to languages. */
const AUDIENCE_ID = /^\d{5,20}$/;
const LANGUAGE_NUMBER = /^[1-9]\d{0,4}$/;

/** What a person typed as an id, for what no list here has: without a network, or of another account. */
function typedId(typed: string, shape: RegExp, found: readonly Named[]): Found[] {
  const id = typed.trim();
  return shape.test(id) && found.every((one) => one.id !== id) ? [{ id, name: id, detail: texts.byId }] : [];
}

/** What is only known by its id is said to be an id. */
const chosenOf = ({ id, name }: Named): Found => ({ id, name, detail: name === id ? texts.byId : "" });

type ExcludedProps = Pick<AudienceProps, "value" | "onChange"> & { choices: AccountChoices | undefined };

/** Custom audiences whose people do not see the ads. */
export function Excluded({ value, onChange, choices }: ExcludedProps) {
  const [typed, setTyped] = useState("");
  const wanted = typed.trim().toLowerCase();
  const known = (choices?.audiences ?? []).filter(({ id }) => value.audiences.every((one) => one.id !== id));
  const fitting = known.filter(({ id, name }) => name.toLowerCase().includes(wanted) || id === wanted);
  const listed = wanted === "" ? [] : fitting.map(({ id, name }) => ({ id, name, detail: "" }));
  const included = value.audiences.map(({ id }) => ({ id, name: id }));
  const found = [...listed, ...typedId(typed, AUDIENCE_ID, [...known, ...included])];
  return (
    <SearchField
      label={texts.excluded}
      hint={texts.excludedHint}
      typed={typed}
      onTyped={setTyped}
      found={found}
      reading={choices === undefined}
      problem={null}
      chosen={value.excluded.map(chosenOf)}
      onAdd={({ id, name }) => onChange({ excluded: [...value.excluded, { id, name }] })}
      onRemove={(id) => onChange({ excluded: value.excluded.filter((one) => one.id !== id) })}
    />
  );
}

type LanguagesProps = Pick<AudienceProps, "value" | "onChange"> & { accountId: string };

/** Languages people use; all where none is chosen. */
export function Languages({ value, onChange, accountId }: LanguagesProps) {
  const [typed, setTyped] = useState("");
  const query = useLanguages(accountId, useDeferredValue(typed.trim().toLowerCase()));
  const listed = typed.trim().length > 1 ? (query.data ?? []) : [];
  const found = [
    ...listed.map(({ id, name }) => ({ id, name, detail: "" })),
    ...typedId(typed, LANGUAGE_NUMBER, listed),
  ];
  return (
    <SearchField
      label={texts.languages}
      hint={texts.languagesHint}
      typed={typed}
      onTyped={setTyped}
      found={found}
      reading={query.isFetching}
      problem={query.error === null ? null : toIpcError(query.error)}
      chosen={value.languages.map(chosenOf)}
      onAdd={({ id, name }) => {
        learnLanguage(id, name);
        onChange({ languages: [...value.languages, { id, name }] });
      }}
      onRemove={(id) => onChange({ languages: value.languages.filter((one) => one.id !== id) })}
    />
  );
}
