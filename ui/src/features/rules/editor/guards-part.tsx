import { memo, type ReactNode } from "react";
import { moneyText, parseMoney } from "@/components/money-field/amounts";
import { Button } from "@/components/ui/button";
import { newFloors } from "../model/beginnings";
import { type Deed, type Floors, type Guards, USUAL_GUARDS } from "../model/rule";
import { parseWhole } from "../model/typed";
import { useEditing } from "./editing";
import styles from "./parts.module.css";
import { texts } from "./texts";
import { WindowWord } from "./window-word";
import { FaultsAt, PickWord, PointsWord, TypedWord, WholeWord } from "./words";

type LineProps = { what: string; place: string; usual?: boolean; children: ReactNode };

function GuardLine({ what, place, usual = false, children }: LineProps) {
  return (
    <div className={styles.guard} data-place={place}>
      <span className={styles.what}>{what}</span>
      {usual && <span className={styles.usual}>{texts.guards.usual}</span>}
      {children}
      <FaultsAt place={place} deep />
    </div>
  );
}

type CountKey =
  | "freshness_minutes"
  | "cool_down_minutes"
  | "acts_per_object_a_day"
  | "acts_a_run"
  | "acts_a_day";
type PointsKey = "step_up_basis_points" | "step_down_basis_points" | "day_up_basis_points";

const { guards: words } = texts;
const COUNTS: readonly { key: CountKey; what: string; unit?: string; onlyActs?: boolean }[] = [
  { key: "freshness_minutes", what: words.freshness, unit: words.minutes },
  { key: "cool_down_minutes", what: words.coolDown, unit: words.minutes, onlyActs: true },
  { key: "acts_per_object_a_day", what: words.perObject, onlyActs: true },
  { key: "acts_a_run", what: words.perRun, onlyActs: true },
  { key: "acts_a_day", what: words.perDay, onlyActs: true },
];
const POINTS: readonly { key: PointsKey; what: string }[] = [
  { key: "step_up_basis_points", what: words.stepUp },
  { key: "step_down_basis_points", what: words.stepDown },
  { key: "day_up_basis_points", what: words.dayUp },
];

/** What holds the rule back. What it does not say is as usual, and stays unsaid until it is changed. */
export const GuardsPart = memo(function GuardsPart({
  guards = {},
  deed,
}: {
  guards: Guards | undefined;
  deed: Deed;
}) {
  const { set } = useEditing();
  const acts = deed !== "notify";
  const moves = deed === "budget" || deed === "bid" || deed === "scale_toward" || deed === "rebalance";
  const isUsual = (key: keyof Guards): boolean => guards[key] === undefined;
  return (
    <div className={styles.lines} data-place="guards">
      <FloorsPart floors={guards.floors ?? null} optional={!acts} />
      <div className={styles.guards}>
        {COUNTS.filter(({ key, onlyActs }) => acts || onlyActs !== true || !isUsual(key)).map(
          ({ key, what, unit }) => (
            <GuardLine key={key} what={what} place={`guards.${key}`} usual={isUsual(key)}>
              <WholeWord
                label={what}
                value={guards[key] ?? USUAL_GUARDS[key]}
                usual={isUsual(key)}
                {...(unit === undefined ? {} : { unit })}
                onValue={(value) => set(`guards.${key}`, value)}
              />
            </GuardLine>
          ),
        )}
        {POINTS.filter(({ key }) => moves || !isUsual(key)).map(({ key, what }) => (
          <GuardLine key={key} what={what} place={`guards.${key}`} usual={isUsual(key)}>
            <PointsWord
              label={what}
              value={guards[key] ?? USUAL_GUARDS[key]}
              usual={isUsual(key)}
              onValue={(value) => set(`guards.${key}`, value)}
            />
          </GuardLine>
        ))}
        {acts && (
          <GuardLine what={words.learning} place="guards.learning" usual={isUsual("learning")}>
            <PickWord
              label={words.learning}
              value={guards.learning ?? USUAL_GUARDS.learning}
              options={words.learnings}
              onPick={(value) => set("guards.learning", value)}
            />
          </GuardLine>
        )}
        {deed === "pause" && (
          <GuardLine
            what={words.parent}
            place="guards.may_empty_the_parent"
            usual={isUsual("may_empty_the_parent")}
          >
            <PickWord
              label={words.parent}
              value={String(guards.may_empty_the_parent ?? false) as "true" | "false"}
              options={words.parents}
              onPick={(value) => set("guards.may_empty_the_parent", value === "true")}
            />
          </GuardLine>
        )}
      </div>
      <FaultsAt place="guards" />
    </div>
  );
});

function FloorsPart({ floors, optional }: { floors: Floors | null; optional: boolean }) {
  const { set, currency } = useEditing();
  const place = "guards.floors";
  if (floors === null) {
    return (
      <div className={styles.line} data-place={place}>
        <Button size="small" icon="plus" onClick={() => set(place, newFloors(currency))}>
          {words.addFloors}
        </Button>
        <FaultsAt place={place} deep />
      </div>
    );
  }
  const counts = [
    { key: "impressions", what: words.impressions },
    { key: "conversions", what: words.conversions },
  ] as const;
  return (
    <div data-place={place}>
      <div className={styles.guards}>
        <GuardLine what={words.floors} place={`${place}.window`}>
          <WindowWord
            label={words.floors}
            window={floors.window}
            onWindow={(window) => set(`${place}.window`, window)}
          />
        </GuardLine>
        <GuardLine what={words.age} place={`${place}.age_hours`}>
          <WholeWord
            label={words.age}
            value={floors.age_hours}
            unit={words.hours}
            onValue={(hours) => set(`${place}.age_hours`, hours)}
          />
        </GuardLine>
        <GuardLine what={words.spend} place={`${place}.spend`}>
          <TypedWord
            label={words.spend}
            value={floors.spend?.minor ?? null}
            unit={floors.spend?.currency ?? currency}
            placeholder={words.optional}
            format={(minor) => (minor === null ? "" : moneyText(minor, floors.spend?.currency ?? currency))}
            read={(text) => parseMoney(text, floors.spend?.currency ?? currency)}
            onValue={(minor) =>
              set(`${place}.spend`, { minor, currency: floors.spend?.currency ?? currency })
            }
            onEmpty={() => set(`${place}.spend`, undefined)}
          />
        </GuardLine>
        {counts.map(({ key, what }) => (
          <GuardLine key={key} what={what} place={`${place}.${key}`}>
            <TypedWord
              label={what}
              value={floors[key] ?? null}
              placeholder={words.optional}
              format={(count) => (count === null ? "" : String(count))}
              read={parseWhole}
              onValue={(count) => set(`${place}.${key}`, count)}
              onEmpty={() => set(`${place}.${key}`, undefined)}
            />
          </GuardLine>
        ))}
      </div>
      <FaultsAt place={place} />
      {optional && (
        <Button kind="quiet" size="small" onClick={() => set(place, undefined)}>
          {words.removeFloors}
        </Button>
      )}
    </div>
  );
}
