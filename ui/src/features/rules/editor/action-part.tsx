import { memo } from "react";
import { newAction, newBy } from "../model/beginnings";
import {
  type Action,
  type Change,
  type Duplicate,
  deedOf,
  type Metric,
  type Reading,
  type Rebalance,
  type Step,
  type Toward,
  type Until,
} from "../model/rule";
import { useEditing } from "./editing";
import styles from "./parts.module.css";
import { TermWord } from "./term-word";
import { texts } from "./texts";
import { WindowWord } from "./window-word";
import { FaultsAt, MoneyWord, PickWord, PointsWord, Say, TextWord } from "./words";

/** What the rule does to what meets its conditions. */
export const ActionPart = memo(function ActionPart({ action }: { action: Action }) {
  const { set, currency } = useEditing();
  const deed = deedOf(action);
  return (
    <div className={styles.line} data-place="then">
      <PickWord
        label={texts.deed}
        value={deed}
        options={texts.deeds}
        onPick={(next) => {
          if (next !== deed) set("then", newAction(next, currency));
        }}
      />
      {typeof action !== "string" && "pause" in action && (
        <>
          <Say>{texts.until}</Say>
          <PickWord
            label={texts.untilLabel}
            value={action.pause}
            options={texts.untils}
            onPick={(until: Until) => set("then", { pause: until })}
          />
        </>
      )}
      {typeof action !== "string" && "budget" in action && (
        <ChangeWords place="then.budget" change={action.budget} />
      )}
      {typeof action !== "string" && "bid" in action && <ChangeWords place="then.bid" change={action.bid} />}
      {typeof action !== "string" && "scale_toward" in action && <TowardWords toward={action.scale_toward} />}
      {typeof action !== "string" && "rebalance" in action && <RebalanceWords move={action.rebalance} />}
      {typeof action !== "string" && "duplicate" in action && <DuplicateWords copy={action.duplicate} />}
      <FaultsAt place="then" deep />
    </div>
  );
});

function Bounds({ place, change }: { place: string; change: Pick<Change, "floor" | "ceiling"> }) {
  const { set } = useEditing();
  const words = texts.change;
  return (
    <>
      <Say>{words.never}</Say>
      <MoneyWord
        label={words.floor}
        value={change.floor}
        place={`${place}.floor`}
        onValue={(floor) => set(`${place}.floor`, floor)}
      />
      <Say>{words.or}</Say>
      <MoneyWord
        label={words.ceiling}
        value={change.ceiling}
        place={`${place}.ceiling`}
        onValue={(ceiling) => set(`${place}.ceiling`, ceiling)}
      />
    </>
  );
}

type Way = keyof typeof texts.change.ways;

function ChangeWords({ place, change }: { place: string; change: Change }) {
  const { set, currency } = useEditing();
  const words = texts.change;
  const { by } = change;
  const way = Object.keys(by)[0] as Way;
  const step: Step | null = "raise" in by ? by.raise : "lower" in by ? by.lower : null;
  const at = `${place}.by`;
  return (
    <>
      <PickWord
        label={words.way}
        value={way}
        options={words.ways}
        onPick={(next: Way) => {
          // The step stays, whichever way it goes.
          if (next !== "set" && step !== null) set(at, { [next]: step });
          else if (next !== way) set(at, newBy(next, currency));
        }}
      />
      {"set" in by && (
        <MoneyWord
          label={words.step}
          value={by.set}
          place={at}
          onValue={(amount) => set(at, { set: amount })}
        />
      )}
      {step !== null && <StepWords place={`${at}.${way}`} step={step} />}
      <Bounds place={place} change={change} />
    </>
  );
}

function StepWords({ place, step }: { place: string; step: Step }) {
  const { set, currency } = useEditing();
  const words = texts.change;
  const isShare = "basis_points" in step;
  return (
    <>
      {isShare ? (
        <PointsWord
          label={words.step}
          value={step.basis_points}
          unit=""
          place={place}
          onValue={(points) => set(place, { basis_points: points })}
        />
      ) : (
        <MoneyWord
          label={words.step}
          value={step.amount}
          place={place}
          onValue={(amount) => set(place, { amount })}
        />
      )}
      <PickWord
        label={words.unit}
        value={isShare ? "basis_points" : "amount"}
        options={words.units}
        onPick={(unit) =>
          set(place, unit === "amount" ? { amount: { minor: 1_000, currency } } : { basis_points: 1_000 })
        }
      />
    </>
  );
}

function DuplicateWords({ copy }: { copy: Duplicate }) {
  const { set, currency } = useEditing();
  const words = texts.change;
  const place = "then.duplicate";
  const budget = copy.daily_budget ?? null;
  return (
    <>
      <Say>{words.named}</Say>
      <TextWord
        label={words.suffix}
        value={copy.suffix}
        place={`${place}.suffix`}
        onValue={(suffix) => set(`${place}.suffix`, suffix)}
      />
      <Say>{words.budgetToo}</Say>
      <PickWord
        label={words.copyBudget}
        value={budget === null ? "same" : "own"}
        options={words.copyBudgets}
        onPick={(kind) => set(`${place}.daily_budget`, kind === "same" ? null : { minor: 2_000, currency })}
      />
      {budget !== null && (
        <MoneyWord
          label={words.copyBudget}
          value={budget}
          place={`${place}.daily_budget`}
          onValue={(amount) => set(`${place}.daily_budget`, amount)}
        />
      )}
    </>
  );
}

type FigureProps = { place: string; reading: Reading; options: Record<string, string> };

/** A figure and the days it is read over. */
function FigureWords({ place, reading, options }: FigureProps) {
  const { set } = useEditing();
  return (
    <>
      <PickWord
        label={texts.change.figure}
        value={reading.of as string}
        options={options}
        onPick={(of) => set(`${place}.of`, of)}
      />
      <WindowWord
        label={texts.metrics[reading.of]}
        window={reading.window}
        place={place}
        onWindow={(window) => set(`${place}.window`, window)}
      />
    </>
  );
}

/** Figures of which more, or less, is better. */
const RANKED: readonly Metric[] = ["roas", "cpa", "cpc", "cpm", "ctr", "conversions", "value"];

function RebalanceWords({ move }: { move: Rebalance }) {
  const { set } = useEditing();
  const words = texts.change;
  const place = "then.rebalance";
  const { by } = move;
  const figures = Object.fromEntries([...new Set([...RANKED, by.of])].map((of) => [of, texts.metrics[of]]));
  return (
    <>
      <Say>{words.moves}</Say>
      <PointsWord
        label={words.share}
        value={move.share_basis_points}
        place={`${place}.share_basis_points`}
        onValue={(points) => set(`${place}.share_basis_points`, points)}
      />
      <Say>{words.ofWeaker}</Say>
      <FigureWords place={`${place}.by`} reading={by} options={figures} />
      <Bounds place={place} change={move} />
    </>
  );
}

const FIGURES = { cpa: texts.metrics.cpa, roas: texts.metrics.roas } as const;

function TowardWords({ toward }: { toward: Toward }) {
  const { set } = useEditing();
  const words = texts.change;
  const place = "then.scale_toward";
  const { metric } = toward;
  const other: Partial<Record<Metric, string>> = { [metric.of]: texts.metrics[metric.of] };
  return (
    <>
      <Say>{words.by}</Say>
      <PointsWord
        label={words.step}
        value={toward.step_basis_points}
        place={`${place}.step_basis_points`}
        onValue={(points) => set(`${place}.step_basis_points`, points)}
      />
      <Say>{words.towards}</Say>
      <FigureWords
        place={`${place}.metric`}
        reading={metric}
        options={{ ...other, ...FIGURES } as Record<string, string>}
      />
      <Say>{words.of}</Say>
      <TermWord place={`${place}.target`} label={texts.terms.target} term={toward.target} />
      <Say>{words.within}</Say>
      <PointsWord
        label={words.withinLabel}
        value={toward.within_basis_points}
        place={`${place}.within_basis_points`}
        onValue={(points) => set(`${place}.within_basis_points`, points)}
      />
      <Bounds place={place} change={toward} />
    </>
  );
}
