import { type ReactNode, useEffect, useId, useState } from "react";
import { moneyText, parseMoney, type Typed } from "@/components/money-field/amounts";
import { Icon } from "@/components/ui/icon";
import { Menu, MenuCheck, MenuRadio } from "@/components/ui/menu";
import { Select } from "@/components/ui/select";
import type { Money } from "../model/rule";
import { numberText, parseNumber, parsePoints, parseTime, parseWhole, pointsText } from "../model/typed";
import { isWithin, useEditing } from "./editing";
import { texts } from "./texts";
import styles from "./words.module.css";

/** A quiet word between fields. */
export const Say = ({ children }: { children: ReactNode }) => <span className={styles.say}>{children}</span>;

type PickProps<T extends string> = {
  label: string;
  value: T;
  options: Readonly<Record<T, string>>;
  /** Which of the options, where not all fit here; the present one is always among them. */
  only?: readonly T[];
  onPick: (value: T) => void;
};

/** A word that opens a list of others. */
export function PickWord<T extends string>({ label, value, options, only, onPick }: PickProps<T>) {
  const keys = (Object.keys(options) as T[]).filter(
    (key) => only === undefined || only.includes(key) || key === value,
  );
  return (
    <Select
      label={label}
      value={value}
      options={keys.map((key) => ({ value: key, label: options[key] }))}
      onChange={onPick}
    />
  );
}

type KindProps = Omit<PickProps<string>, "only"> & {
  /** What stands in the sentence instead of the option's own words; empty for the mark of a list alone. */
  text: string;
};

/** The same where the sentence has other words for it than the list. */
export function KindWord({ label, value, options, text, onPick }: KindProps) {
  const name = `${label}: ${options[value] ?? value}`;
  return (
    <Menu
      label={label}
      trigger={
        <button type="button" className={text === "" ? styles.bare : styles.word} aria-label={name}>
          {text}
          <Icon name="chevron-down" />
        </button>
      }
    >
      <MenuRadio
        value={value}
        options={Object.entries(options).map(([key, words]) => ({ value: key, label: words }))}
        onChange={onPick}
      />
    </Menu>
  );
}

type ManyProps<T extends string> = {
  label: string;
  values: readonly T[];
  options: readonly { value: T; label: string }[];
  /** What stands there while nothing is chosen. */
  none: string;
  /** What stands there, where it is not the list of what is chosen. */
  text?: string;
  onValues: (values: T[]) => void;
};

/** A word that opens a list of which several may hold. */
export function ManyWord<T extends string>({ label, values, options, none, text, onValues }: ManyProps<T>) {
  const names = options.filter(({ value }) => values.includes(value)).map((option) => option.label);
  return (
    <Menu
      label={label}
      trigger={
        <button type="button" className={styles.word} aria-label={`${label}: ${names.join(", ") || none}`}>
          <span className="ellipsis">{text ?? (names.join(` ${texts.or} `) || none)}</span>
          <Icon name="chevron-down" />
        </button>
      }
    >
      {options.map((option) => (
        <MenuCheck
          key={option.value}
          checked={values.includes(option.value)}
          onChange={(on) =>
            onValues(
              // In the order of the list, whatever was pressed first.
              options
                .map(({ value }) => value)
                .filter((value) => (value === option.value ? on : values.includes(value))),
            )
          }
        >
          {option.label}
        </MenuCheck>
      ))}
    </Menu>
  );
}

type TypedProps<T> = {
  label: string;
  value: T;
  format: (value: T) => string;
  read: (text: string) => Typed<T>;
  onValue: (value: T) => void;
  /** Called where the field may be left empty. */
  onEmpty?: () => void;
  unit?: string;
  placeholder?: string;
  /** Where it stands in the rule. */
  place?: string;
  /** Nobody set it: it is as usual. */
  usual?: boolean;
};

/**
 * A value that is typed in the sentence. What cannot be read is said at once, stays on the screen, and is not put into
 * the rule; what changes the rule from elsewhere wins over it.
 */
export function TypedWord<T>(props: TypedProps<T>) {
  const { label, value, format, read, onValue, onEmpty, unit, placeholder, place, usual = false } = props;
  const { mark } = useEditing();
  const id = useId();
  const [typed, setTyped] = useState<{ text: string; at: string } | null>(null);
  const formatted = format(value);
  const mine = typed !== null && typed.at === formatted ? typed.text : null;
  const shown = mine ?? formatted;
  const result = mine === null ? null : read(mine);
  const wrong =
    result?.kind === "refused"
      ? result.why
      : result?.kind === "empty" && onEmpty === undefined
        ? "Write something here."
        : undefined;
  const isWrong = wrong !== undefined;
  useEffect(() => {
    mark(id, isWrong);
    return () => mark(id, false);
  }, [mark, id, isWrong]);
  const handleChange = (text: string): void => {
    const next = read(text);
    if (next.kind === "value") {
      setTyped({ text, at: format(next.value) });
      onValue(next.value);
    } else if (next.kind === "empty" && onEmpty !== undefined) {
      setTyped(null);
      onEmpty();
    } else setTyped({ text, at: formatted });
  };
  return (
    <span className={styles.typed}>
      <span className={styles.box} data-invalid={isWrong || undefined} data-usual={usual || undefined}>
        <input
          aria-label={label}
          aria-invalid={isWrong || undefined}
          aria-describedby={isWrong ? `${id}-wrong` : undefined}
          data-place={place}
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          value={shown}
          style={{ width: `${Math.min(34, Math.max(3, shown.length, placeholder?.length ?? 0)) + 0.5}ch` }}
          onChange={(event) => handleChange(event.target.value)}
          onBlur={() => {
            if (!isWrong) setTyped(null);
          }}
        />
        {unit !== undefined && unit !== "" && (
          <span className={styles.unit} aria-hidden="true">
            {unit}
          </span>
        )}
      </span>
      {isWrong && (
        <span id={`${id}-wrong`} className={styles.wrong} role="alert">
          {wrong}
        </span>
      )}
    </span>
  );
}

type ValueProps<T> = Pick<TypedProps<T>, "label" | "value" | "onValue"> & {
  unit?: string;
  place?: string;
  usual?: boolean;
};

export const NumberWord = (props: ValueProps<number>) => (
  <TypedWord {...props} format={(value) => numberText(value)} read={(text) => parseNumber(text)} />
);

export const WholeWord = (props: ValueProps<number>) => (
  <TypedWord {...props} format={String} read={parseWhole} />
);

/** Basis points, typed as a percentage. */
export const PointsWord = (props: ValueProps<number>) => (
  <TypedWord unit="%" {...props} format={(value) => pointsText(value)} read={(text) => parsePoints(text)} />
);

export const TimeWord = (props: ValueProps<string>) => (
  <TypedWord {...props} format={String} read={parseTime} />
);

export const TextWord = (props: ValueProps<string> & { placeholder?: string }) => (
  <TypedWord<string>
    {...props}
    format={String}
    read={(text) => (text === "" ? { kind: "empty" } : { kind: "value", value: text })}
    onEmpty={() => props.onValue("")}
  />
);

/** An amount; its currency is the rule's. */
export const MoneyWord = (props: ValueProps<Money>) => {
  const { currency } = props.value;
  return (
    <TypedWord
      {...props}
      unit={currency}
      format={({ minor }) => moneyText(minor, currency)}
      read={(text) => {
        const read = parseMoney(text, currency);
        return read.kind === "value" ? { kind: "value", value: { minor: read.value, currency } } : read;
      }}
    />
  );
};

/** What is wrong at a place, with what to do about it; with `deep` also what is wrong inside of it. */
export function FaultsAt({ place, deep = false }: { place: string; deep?: boolean }) {
  const { faults } = useEditing();
  const mine = faults.filter((fault) => (deep ? isWithin(fault.place, place) : fault.place === place));
  return mine.map((fault) => (
    <p key={`${fault.place} ${fault.what}`} className={styles.fault} data-fault={fault.place}>
      {fault.what}. {fault.remedy}
    </p>
  ));
}
