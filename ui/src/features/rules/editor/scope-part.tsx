import { memo } from "react";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import type { ObjectLevel } from "@/platform";
import { inCurrency, newFilter } from "../model/beginnings";
import { append, removeAt } from "../model/edits";
import type { Filter, NameIs, Scope } from "../model/rule";
import { parseList } from "../model/typed";
import { placesOf, useEditing } from "./editing";
import { ObjectsWord } from "./objects-word";
import styles from "./parts.module.css";
import { texts } from "./texts";
import { WindowWord } from "./window-word";
import { FaultsAt, ManyWord, MoneyWord, PickWord, Say, TextWord, TypedWord } from "./words";

type FilterKind = keyof typeof texts.filters;
const FILTER_KINDS = Object.keys(texts.filters) as FilterKind[];

/** What the rule looks at: level, accounts, which objects, which never. */
export const ScopePart = memo(function ScopePart({ scope }: { scope: Scope }) {
  const { edit, set, accounts, currency } = useEditing();
  const words = texts.scope;
  const chosen = scope.accounts ?? [];
  // An account that is not kept here any more is still one the rule names.
  const known = [
    ...accounts.map(({ id, name }) => ({ value: id, label: name })),
    ...chosen
      .filter((id) => accounts.every((account) => account.id !== id))
      .map((id) => ({ value: id, label: id })),
  ];
  const members = scope.members ?? "also_future";
  const currencies = [...new Set([...accounts.map((account) => account.currency), currency])];
  const only = members === "also_future" ? null : members.only;
  return (
    <div className={styles.lines} data-place="scope">
      <div className={styles.line}>
        <Say>{words.every}</Say>
        <PickWord
          label={words.level}
          value={scope.level}
          options={texts.levels}
          onPick={(level: ObjectLevel) => set("scope.level", level)}
        />
        <Say>{words.in}</Say>
        <ManyWord
          label={words.accounts}
          values={chosen}
          options={known}
          none={words.allAccounts}
          {...(chosen.length > 2 ? { text: words.accountCount(chosen.length) } : {})}
          onValues={(ids) => set("scope.accounts", ids.length === 0 ? undefined : ids)}
        />
        <PickWord
          label={words.members}
          value={only === null ? "future" : "only"}
          options={{ future: words.future, only: words.onlyKind }}
          onPick={(kind) => set("scope.members", kind === "only" ? { only: only ?? [] } : "also_future")}
        />
        {only !== null && (
          <ObjectsWord
            label={words.onlyLabel}
            place="scope.members.only"
            ids={only}
            level={scope.level}
            text={words.only(only.length, texts.levels[scope.level])}
            onIds={(ids) => set("scope.members", { only: ids })}
          />
        )}
      </div>
      {scope.filters?.map((filter, index) => (
        <FilterRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a filter is its place.
          key={index}
          place={`scope.filters[${index}]`}
          lead={index === 0 ? words.where : words.and}
          filter={filter}
        />
      ))}
      <div className={styles.line}>
        <Say>{words.except}</Say>
        <ObjectsWord
          label={words.neverLabel}
          place="scope.never"
          ids={scope.never ?? []}
          level={null}
          text={words.never(scope.never?.length ?? 0)}
          onIds={(ids) => set("scope.never", ids.length === 0 ? undefined : ids)}
        />
        {currencies.length > 1 && (
          <>
            <Say>{words.amounts}</Say>
            <PickWord
              label={words.currency}
              value={currency}
              options={Object.fromEntries(currencies.map((code) => [code, code]))}
              onPick={(code) => edit((now) => inCurrency(now, code))}
            />
          </>
        )}
        <Menu
          label={words.addFilter}
          trigger={
            <Button kind="quiet" size="small" icon="plus" data-testid="add-filter">
              {words.addFilter}
            </Button>
          }
        >
          {FILTER_KINDS.map((kind) => (
            <MenuItem
              key={kind}
              onSelect={() => edit((now) => append(now, "scope.filters", newFilter(kind, currency)))}
            >
              {texts.filters[kind]}
            </MenuItem>
          ))}
        </Menu>
      </div>
      {["scope", "scope.members.only", "scope.never"].map((place) => (
        <FaultsAt key={place} place={place} />
      ))}
    </div>
  );
});

const kindOf = (filter: Filter): FilterKind => Object.keys(filter)[0] as FilterKind;

type FilterProps = { place: string; filter: Filter };

function FilterRow({ place, lead, filter }: FilterProps & { lead: string }) {
  const { edit, set, currency } = useEditing();
  const kind = kindOf(filter);
  return (
    <div className={styles.line} data-place={place} data-testid="filter">
      <Say>{lead}</Say>
      <PickWord
        label={texts.filter.what}
        value={kind}
        options={texts.filters}
        onPick={(next) => {
          if (next !== kind) set(place, newFilter(next, currency));
        }}
      />
      <FilterWords place={place} filter={filter} />
      <Button
        kind="quiet"
        size="small"
        icon="close"
        iconOnly
        aria-label={texts.scope.removeFilter}
        onClick={() => edit((now) => removeAt(now, place))}
      />
      <FaultsAt place={place} deep />
    </div>
  );
}

const nameKind = (is: NameIs): keyof typeof texts.nameIs => Object.keys(is)[0] as keyof typeof texts.nameIs;

/** Options for constants, those a rule names already among them. */
function options(words: Readonly<Record<string, string>>, present: readonly string[]) {
  const more = present.filter((value) => !Object.hasOwn(words, value));
  return [...Object.keys(words), ...more].map((value) => ({ value, label: words[value] ?? value }));
}

function FilterWords({ place, filter }: FilterProps) {
  const { level, set } = useEditing();
  const words = texts.filter;
  if ("name" in filter) {
    const { at, is } = filter.name;
    const how = nameKind(is);
    const text = Object.values(is)[0] ?? "";
    const setName = (next: { at?: typeof at; is: NameIs }): void => set(`${place}.name`, next);
    return (
      <>
        <PickWord
          label={words.whose}
          value={at ?? "itself"}
          options={texts.nameAt}
          only={placesOf(level)}
          onPick={(next) => setName(next === "itself" ? { is } : { at: next, is })}
        />
        <PickWord
          label={words.how}
          value={how}
          options={texts.nameIs}
          onPick={(next) => set(`${place}.name.is`, { [next]: text })}
        />
        <TextWord
          label={words.text}
          value={text}
          onValue={(next) => set(`${place}.name.is`, { [how]: next })}
        />
      </>
    );
  }
  if ("label" in filter) {
    return (
      <>
        <Say>{words.isOneOf}</Say>
        <TypedWord
          label={words.labels}
          value={filter.label}
          format={(labels) => labels.join(", ")}
          read={parseList}
          onValue={(labels) => set(`${place}.label`, labels)}
          onEmpty={() => set(`${place}.label`, [])}
        />
      </>
    );
  }
  if ("spend" in filter) {
    const { spend } = filter;
    return (
      <>
        <WindowWord
          label={texts.metrics.spend}
          window={spend.window}
          onWindow={(window) => set(`${place}.spend.window`, window)}
        />
        <PickWord
          label={texts.operator}
          value={spend.is}
          options={texts.operators}
          onPick={(is) => set(`${place}.spend.is`, is)}
        />
        <MoneyWord
          label={texts.metrics.spend}
          value={spend.amount}
          onValue={(amount) => set(`${place}.spend.amount`, amount)}
        />
      </>
    );
  }
  const isStatus = "status" in filter;
  const values = isStatus ? filter.status : filter.objective;
  const kind = isStatus ? "status" : "objective";
  return (
    <>
      <Say>{words.is}</Say>
      <ManyWord
        label={texts.filters[kind]}
        values={values}
        options={options(isStatus ? texts.statuses : texts.objectives, values)}
        none={words.none}
        onValues={(next) => set(`${place}.${kind}`, next)}
      />
    </>
  );
}
