import type {
  CreationPlace,
  CreationRules,
  DestinationOption,
  GoalOption,
  ObjectiveOption,
} from "@/platform";
import type { CreateForm } from "./form";

/** What the choices of an ad set depend on: its campaign, made or to be made. */
export interface Above {
  objective: string;
  hasBudget: boolean;
  /** The campaign's strategy, where it has the budget. */
  strategy: string | null;
  categories: readonly string[];
}

export function above(form: CreateForm, place: CreationPlace): Above {
  const { campaign } = place;
  if (campaign === null) {
    const { objective, hasBudget, strategy, categories } = form.campaign;
    return { objective, hasBudget, strategy: hasBudget ? strategy : null, categories };
  }
  return {
    objective: campaign.objective ?? "",
    hasBudget: campaign.hasBudget,
    strategy: campaign.hasBudget ? (campaign.bidStrategy ?? "LOWEST_COST_WITHOUT_CAP") : null,
    categories: campaign.categories,
  };
}

export const objectiveOf = (rules: CreationRules, value: string): ObjectiveOption | undefined =>
  rules.objectives.find((one) => one.value === value);

export const destinationsOf = (rules: CreationRules, objective: string): DestinationOption[] =>
  objectiveOf(rules, objective)?.destinations ?? [];

export const goalsOf = (rules: CreationRules, objective: string, destination: string | null): GoalOption[] =>
  destinationsOf(rules, objective).find(({ value }) => value === destination)?.goals ?? [];

/** What the ad set's promoted object must name with its goal. */
export const promotesOf = (rules: CreationRules, form: CreateForm, up: Above): readonly string[] =>
  goalsOf(rules, up.objective, form.adset.destination).find(({ goal }) => goal === form.adset.goal)
    ?.promotes ?? [];

export const goalFacts = (rules: CreationRules, goal: string) =>
  rules.goals.find(({ value }) => value === goal);

/** The bid strategy that holds for the ad set. */
export const strategyOf = (form: CreateForm, up: Above): string => up.strategy ?? form.adset.strategy;

export const isRestricted = (rules: CreationRules, up: Above): boolean =>
  up.categories.some((category) => rules.restricting.includes(category));

/** Whether people in the EU may see it, so that it says who pays and benefits. */
export const reachesEu = (rules: CreationRules, form: CreateForm): boolean =>
  form.adset.places.some(({ countryCode, key, kind }) =>
    rules.eu.includes((kind === "country" ? key : countryCode) ?? ""),
  );

const among = <T>(value: T, all: readonly T[]): T => (all.includes(value) ? value : (all[0] ?? value));

/** The form with every choice that no longer fits replaced by the usual one that does. What is typed stays. */
export function fitted(form: CreateForm, rules: CreationRules, place: CreationPlace): CreateForm {
  const up = above(form, place);
  const destination = among(
    form.adset.destination,
    destinationsOf(rules, up.objective).map(({ value }) => value),
  );
  const goal = among(
    form.adset.goal,
    goalsOf(rules, up.objective, destination).map((one) => one.goal),
  );
  const facts = goalFacts(rules, goal);
  const strategies = facts?.strategies ?? [];
  const restricted = isRestricted(rules, up);
  const makesBoth = place.campaign === null && form.withAdset;
  return {
    ...form,
    campaign: {
      ...form.campaign,
      strategy: makesBoth ? among(form.campaign.strategy, strategies) : form.campaign.strategy,
    },
    adset: {
      ...form.adset,
      destination,
      goal,
      billing: among(form.adset.billing, facts?.billing ?? []),
      strategy: among(form.adset.strategy, strategies),
      ...(restricted ? { ageMin: rules.usualYoungest, ageMax: rules.oldest, gender: "all" as const } : {}),
    },
  };
}
