import { useDeferredValue, useState } from "react";
import { usePlaces, useTraits } from "@/api/creating";
import { toIpcError } from "@/api/errors";
import { Checkbox } from "@/components/ui/checkbox";
import { Boxes, Line } from "@/components/ui/field-parts";
import { RadioGroup } from "@/components/ui/radio-group";
import { TextField } from "@/components/ui/text-field";
import { formatCount } from "@/lib/numbers";
import type { AccountChoices, PlaceChoice, TraitChoice } from "@/platform";
import type { AudienceProps, Gender } from "./audience";
import { Excluded, Languages } from "./reach-fields";
import { type Found, SearchField } from "./search-field";
import styles from "./targeting.module.css";
import { texts } from "./texts";

const placeFound = ({ key, kind, name, countryName, region }: PlaceChoice): Found => ({
  id: `${kind}:${key}`,
  name,
  detail: kind === "country" ? "" : [region === name ? null : region, countryName].filter(Boolean).join(", "),
});

const people = (low: number | null, high: number | null): string =>
  low === null || high === null ? "" : texts.search.people(formatCount(low), formatCount(high));

const traitFound = ({ id, name, path, leastPeople, mostPeople }: TraitChoice): Found => ({
  id,
  name,
  detail: [path.slice(0, -1).join(" › "), people(leastPeople, mostPeople)].filter(Boolean).join(" · "),
});

type Props = AudienceProps & {
  accountId: string;
  choices: AccountChoices | undefined;
  /** The campaign's special category forbids narrowing. */
  restricted: boolean;
  /** Lists of traits that people have to fit, each of them. */
  traitGroups?: number;
};

function Places({ value, onChange }: Props) {
  const [typed, setTyped] = useState("");
  const query = usePlaces(useDeferredValue(typed.trim().toLowerCase()));
  const found = typed.trim().length > 1 ? (query.data ?? []) : [];
  return (
    <SearchField
      label={texts.places}
      hint={texts.placesHint}
      typed={typed}
      onTyped={setTyped}
      found={found.map(placeFound)}
      reading={query.isFetching}
      problem={query.error === null ? null : toIpcError(query.error)}
      chosen={value.places.map(placeFound)}
      onAdd={({ id }) => {
        const place = found.find((one) => placeFound(one).id === id);
        if (place !== undefined) onChange({ places: [...value.places, place] });
      }}
      onRemove={(id) => onChange({ places: value.places.filter((one) => placeFound(one).id !== id) })}
    />
  );
}

function Traits({ value, onChange, accountId }: Props) {
  const [typed, setTyped] = useState("");
  const query = useTraits(accountId, useDeferredValue(typed.trim().toLowerCase()));
  const found = typed.trim().length > 1 ? (query.data ?? []) : [];
  return (
    <SearchField
      label={texts.traits}
      hint={texts.traitsHint}
      typed={typed}
      onTyped={setTyped}
      found={found.map(traitFound)}
      reading={query.isFetching}
      problem={query.error === null ? null : toIpcError(query.error)}
      chosen={value.traits.map((one) => ({ ...traitFound(one), detail: "" }))}
      onAdd={({ id }) => {
        const trait = found.find((one) => one.id === id);
        if (trait !== undefined) onChange({ traits: [...value.traits, trait] });
      }}
      onRemove={(id) => onChange({ traits: value.traits.filter((one) => one.id !== id) })}
    />
  );
}

function Audiences({ value, onChange, choices }: Props) {
  const known = choices?.audiences ?? [];
  const others = value.audiences.filter(({ id }) => known.every((one) => one.id !== id));
  const all = [...known, ...others.map((one) => ({ ...one, leastPeople: null, mostPeople: null }))];
  const toggle = (id: string, name: string, on: boolean): void =>
    onChange({
      audiences: on ? [...value.audiences, { id, name }] : value.audiences.filter((one) => one.id !== id),
      // Nobody is reached and left out at once.
      ...(on && value.excluded.some((one) => one.id === id)
        ? { excluded: value.excluded.filter((one) => one.id !== id) }
        : {}),
    });
  return (
    <Boxes label={texts.audiences} hint={all.length === 0 ? texts.noAudiences : undefined}>
      {all.map(({ id, name, leastPeople, mostPeople }) => (
        <Checkbox
          key={id}
          checked={value.audiences.some((one) => one.id === id)}
          onChange={(on) => toggle(id, name, on)}
        >
          {name} <span className={styles.detail}>{people(leastPeople, mostPeople)}</span>
        </Checkbox>
      ))}
    </Boxes>
  );
}

/** Digits as an age; none is nought, which the rules refuse in words. */
const ageOf = (text: string): number => Number(text.replaceAll(/\D/g, "").slice(0, 2));

const ageText = (age: number): string => (age === 0 ? "" : String(age));

const GENDERS = (["all", "men", "women"] as const).map((value: Gender) => ({
  value,
  label: texts.genders[value],
}));

/** Whom it reaches: places, ages, genders, interests, audiences, and whether Meta may go beyond. */
export function AudienceFields(props: Props) {
  const { value, onChange, rules, restricted: narrow, traitGroups = 1 } = props;
  const t = texts;
  return (
    <>
      <Places {...props} />
      {narrow ? (
        <p className={styles.hint}>{t.restricted}</p>
      ) : (
        <Line>
          <TextField
            label={`${t.ages}: ${t.ageMin.toLowerCase()}`}
            inputMode="numeric"
            value={ageText(value.ageMin)}
            onChange={(event) => onChange({ ageMin: ageOf(event.target.value) })}
          />
          <TextField
            label={`${t.ages}: ${t.ageMax.toLowerCase()}`}
            inputMode="numeric"
            value={ageText(value.ageMax)}
            onChange={(event) => onChange({ ageMax: ageOf(event.target.value) })}
            hint={t.older(rules.oldest)}
          />
        </Line>
      )}
      {!narrow && (
        <RadioGroup
          label={t.gender}
          className={styles.checks}
          value={value.gender}
          options={GENDERS}
          onChange={(gender) => onChange({ gender })}
        />
      )}
      {traitGroups > 1 ? <p className={styles.hint}>{t.traitGroups(traitGroups)}</p> : <Traits {...props} />}
      <Languages {...props} />
      <Audiences {...props} />
      <Excluded {...props} />
      <div className={styles.widening}>
        <Checkbox
          checked={value.advantage}
          onChange={(advantage) =>
            onChange({
              advantage,
              ...(advantage
                ? { ageMin: Math.min(value.ageMin, rules.highestSuggestedYoungest), ageMax: rules.oldest }
                : {}),
            })
          }
        >
          {t.advantage}
        </Checkbox>
        <span className={styles.hint}>{t.advantageHint}</span>
      </div>
    </>
  );
}
