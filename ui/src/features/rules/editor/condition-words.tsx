import { BUDGET_KINDS, type Condition, type Hours, type Rank, STAGES, WEEKDAYS } from "../model/rule";
import { useEditing } from "./editing";
import { TermWord } from "./term-word";
import { texts } from "./texts";
import { ManyWord, PickWord, Say, TimeWord, WholeWord } from "./words";

type Props = { place: string; condition: Condition };

/** A condition that is no group, as a sentence with a field for each word that can change. */
export function ConditionWords({ place, condition }: Props) {
  const { set } = useEditing();
  if ("compare" in condition) {
    const { compare } = condition;
    const at = `${place}.compare`;
    return (
      <>
        <TermWord place={`${at}.left`} label={texts.terms.left} term={compare.left} />
        <PickWord
          label={texts.operator}
          value={compare.is}
          options={texts.operators}
          onPick={(is) => set(`${at}.is`, is)}
        />
        <TermWord place={`${at}.right`} label={texts.terms.right} term={compare.right} />
      </>
    );
  }
  if ("rank" in condition) return <RankWords place={`${place}.rank`} rank={condition.rank} />;
  if ("clock" in condition) {
    return (
      <>
        <Say>{texts.hours.clock}</Say>
        <HoursWords place={`${place}.clock`} hours={condition.clock} />
      </>
    );
  }
  if ("learning" in condition) {
    return (
      <>
        <Say>{texts.learning.lead}</Say>
        <ManyWord
          label={texts.learning.label}
          values={condition.learning}
          options={STAGES.map((value) => ({ value, label: texts.stages[value] }))}
          none={texts.learning.none}
          onValues={(stages) => set(`${place}.learning`, stages)}
        />
      </>
    );
  }
  if ("budget" in condition) {
    return (
      <>
        <Say>{texts.budget.lead}</Say>
        <ManyWord
          label={texts.budget.label}
          values={condition.budget}
          options={BUDGET_KINDS.map((value) => ({ value, label: texts.kinds[value] }))}
          none={texts.budget.none}
          onValues={(kinds) => set(`${place}.budget`, kinds)}
        />
      </>
    );
  }
  return null;
}

function RankWords({ place, rank }: { place: string; rank: Rank }) {
  const { set } = useEditing();
  const words = texts.rank;
  const isCount = "count" in rank.take;
  const value = "count" in rank.take ? rank.take.count : rank.take.percent;
  const take = (count: number, kind: "count" | "percent") => set(`${place}.take`, { [kind]: count });
  return (
    <>
      <Say>{words.among}</Say>
      <PickWord
        label={words.end}
        value={rank.end}
        options={words.ends}
        onPick={(end) => set(`${place}.end`, end)}
      />
      <WholeWord
        label={words.value}
        value={value}
        place={`${place}.take`}
        onValue={(count) => take(count, isCount ? "count" : "percent")}
      />
      <PickWord
        label={words.take}
        value={isCount ? "count" : "percent"}
        options={words.takes}
        onPick={(kind) => take(value, kind)}
      />
      <PickWord
        label={words.with}
        value={rank.among}
        options={words.of}
        onPick={(among) => set(`${place}.among`, among)}
      />
      <Say>{words.by}</Say>
      <TermWord place={`${place}.by`} label={texts.terms.by} term={rank.by} />
      <PickWord
        label={words.zerosLabel}
        value={rank.zeros}
        options={words.zeros}
        onPick={(zeros) => set(`${place}.zeros`, zeros)}
      />
    </>
  );
}

/** Hours of the account's clock and the days on which they begin. */
export function HoursWords({ place, hours }: { place: string; hours: Hours }) {
  const { set } = useEditing();
  const words = texts.hours;
  return (
    <>
      <Say>{words.from}</Say>
      <TimeWord
        label={words.from}
        value={hours.from}
        place={`${place}.from`}
        onValue={(from) => set(`${place}.from`, from)}
      />
      <Say>{words.until}</Say>
      <TimeWord
        label={words.until}
        value={hours.until}
        place={`${place}.until`}
        onValue={(until) => set(`${place}.until`, until)}
      />
      {hours.until <= hours.from && <Say>{words.nextDay}</Say>}
      <Say>{words.on}</Say>
      <ManyWord
        label={words.days}
        values={hours.days ?? []}
        options={WEEKDAYS.map((value) => ({ value, label: texts.days[value] }))}
        none={words.everyDay}
        text={hours.days?.map((day) => texts.days[day]).join(" ") || words.everyDay}
        onValues={(days) => set(`${place}.days`, days.length === 0 ? undefined : days)}
      />
    </>
  );
}
