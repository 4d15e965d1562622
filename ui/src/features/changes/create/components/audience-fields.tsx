import { useDeferredValue, useState } from "react";
import { usePlaces, useTraits } from "@/api/creating";
import { toIpcError } from "@/api/errors";
import { Checkbox } from "@/components/ui/checkbox";
import { RadioGroup } from "@/components/ui/radio-group";
import { TextField } from "@/components/ui/text-field";
import { formatCount } from "@/lib/numbers";
import type { PlaceChoice, TraitChoice } from "@/platform";
import styles from "../create.module.css";
import type { Gender } from "../model/form";
import { texts } from "../texts";
import type { AdSetProps } from "./adset-section";
import { Line } from "./parts";
import { type Found, SearchField } from "./search-field";

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

function Places({ value, onChange, fault }: AdSetProps) {
  const [typed, setTyped] = useState("");
  const query = usePlaces(useDeferredValue(typed.trim().toLowerCase()));
  const found = typed.trim().length > 1 ? (query.data ?? []) : [];
  return (
    <SearchField
      label={texts.adset.places}
      hint={texts.adset.placesHint}
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
      error={fault("targeting")}
    />
  );
}

function Traits({ value, onChange, accountId }: AdSetProps) {
  const [typed, setTyped] = useState("");
  const query = useTraits(accountId, useDeferredValue(typed.trim().toLowerCase()));
  const found = typed.trim().length > 1 ? (query.data ?? []) : [];
  return (
    <SearchField
      label={texts.adset.traits}
      hint={texts.adset.traitsHint}
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

function Audiences({ value, onChange, choices }: AdSetProps) {
  const all = choices?.audiences ?? [];
  const toggle = (id: string, name: string, on: boolean): void =>
    onChange({
      audiences: on ? [...value.audiences, { id, name }] : value.audiences.filter((one) => one.id !== id),
    });
  return (
    <fieldset className={styles.pick}>
      <legend className={styles.label}>{texts.adset.audiences}</legend>
      {all.length === 0 && <span className={styles.hint}>{texts.adset.noAudiences}</span>}
      <div className={styles.checks}>
        {all.map(({ id, name, leastPeople, mostPeople }) => (
          <Checkbox
            key={id}
            checked={value.audiences.some((one) => one.id === id)}
            onChange={(on) => toggle(id, name, on)}
          >
            {name} <span className={styles.detail}>{people(leastPeople, mostPeople)}</span>
          </Checkbox>
        ))}
      </div>
    </fieldset>
  );
}

/** Digits as an age; none is nought, which the rules refuse in words. */
const ageOf = (text: string): number => Number(text.replaceAll(/\D/g, "").slice(0, 2));

const ageText = (age: number): string => (age === 0 ? "" : String(age));

const GENDERS = (["all", "men", "women"] as const).map((value: Gender) => ({
  value,
  label: texts.adset.genders[value],
}));

/** Whom it reaches: places, ages, genders, interests, audiences, and whether Meta may go beyond. */
export function AudienceFields(props: AdSetProps) {
  const { value, onChange, rules, restricted } = props;
  const t = texts.adset;
  const narrow = restricted;
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
      <Traits {...props} />
      <Audiences {...props} />
      <div className={styles.pick}>
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
