import { addDays, type DayRange, listDays, previousRange, weekday } from "@/lib/days";
import type {
  Client,
  FigureChange,
  IpcError,
  Kpi,
  MetricKey,
  Metrics,
  Mover,
  Note,
  OverviewMoney,
  OverviewRequest,
  PacingRow,
  SetTarget,
  UnusualDay,
} from "../bindings";
import type { IpcFailure } from "../ipc-failure";
import type { Platform } from "../platform";
import { addAll, daySums, rangeSums, type Sums, withRatios } from "./figures";
import { type FakeAccount, WORLD } from "./world";

type Commands = Pick<
  Platform,
  | "getOverview"
  | "reconcileLevels"
  | "getMetricCatalogue"
  | "listClients"
  | "saveClient"
  | "deleteClient"
  | "setTarget"
  | "listNotes"
  | "saveNote"
  | "deleteNote"
>;

interface Around {
  fail: (error: Partial<IpcError> & Pick<IpcError, "code" | "message">) => IpcFailure;
  now: () => number;
  today: () => string;
  /** Whether figures have been read. */
  filled: () => boolean;
  chosen: () => readonly string[];
}

const KEY_FIGURES: readonly MetricKey[] = ["spend", "conversions", "value", "roas", "cpa"];
const DOWN: readonly MetricKey[] = ["cpa", "cpc", "cpm"];
const RIPE_DAYS = 7;

function figureOf(metric: MetricKey, metrics: Metrics): number | null {
  switch (metric) {
    case "spend":
      return metrics.spendMinor;
    case "conversions":
      return metrics.conversions;
    case "value":
      return metrics.valueMinor;
    case "roas":
      return metrics.roas;
    default:
      return metrics.cpaMinor;
  }
}

function changeOf(metric: MetricKey, now: Sums, before: Sums): FigureChange {
  const [a, b] = [figureOf(metric, withRatios(now)), figureOf(metric, withRatios(before))];
  const few = metric !== "spend" && before.conversions < 5;
  if (a === null || b === null) return { kind: "unknown", by: 0, tone: "neutral", few };
  if (b === 0) return { kind: a === 0 ? "percent" : "new", by: 0, tone: "neutral", few };
  const by = (a / b - 1) * 100;
  const good = by > 0 !== DOWN.includes(metric);
  return { kind: "percent", by, tone: few || metric === "spend" ? "neutral" : good ? "good" : "bad", few };
}

const age = (day: string, today: string): number => (Date.parse(today) - Date.parse(day)) / 86_400_000;

function moneyOf(
  accounts: readonly FakeAccount[],
  range: DayRange,
  compare: DayRange,
  notes: Note[],
  at: Around,
): OverviewMoney {
  const today = at.today();
  const sumsOn = (day: string) => addAll(accounts.map(({ root }) => daySums(root, day, today)));
  const over = (days: DayRange) => addAll(accounts.map(({ root }) => rangeSums(root, days, today)));
  const [now, before] = [over(range), over(compare)];
  const compareDays = listDays(compare);
  const days = listDays(range).map((day, place) => ({
    day,
    metrics: day <= today ? withRatios(sumsOn(day)) : null,
    compareSpendMinor: compareDays[place] === undefined ? null : sumsOn(compareDays[place]).spendMinor,
    maturing: age(day, today) < RIPE_DAYS,
    maturityPercent: Math.min(100, 46 + Math.max(0, age(day, today)) * 8),
  }));
  const kpi = (metric: MetricKey): Kpi => ({
    metric,
    now: figureOf(metric, withRatios(now)),
    before: figureOf(metric, withRatios(before)),
    change: changeOf(metric, now, before),
    days: days.map(({ metrics }) => (metrics === null ? null : figureOf(metric, metrics))),
    maturing: metric !== "spend" && days.some(({ maturing }) => maturing),
  });
  const movers = accounts
    .flatMap(({ account, root }) =>
      root.children.map((campaign): Mover => {
        const [a, b] = [rangeSums(campaign, range, today), rangeSums(campaign, compare, today)];
        return {
          accountId: account.id,
          id: campaign.id,
          name: campaign.name,
          spendMinor: a.spendMinor,
          changeMinor: a.spendMinor - b.spendMinor,
          cpa: changeOf("cpa", a, b),
          roas: changeOf("roas", a, b),
        };
      }),
    )
    .filter(({ changeMinor }) => changeMinor !== 0)
    .toSorted((a, b) => Math.abs(b.changeMinor) - Math.abs(a.changeMinor))
    .slice(0, 6);
  const marks = (
    [
      [6, "outside", "M. Lund"],
      [14, "rule", null],
      [9, "meta", null],
    ] as const
  )
    .map(([ago, source, actor]) => {
      const day = addDays(range.until, -ago);
      return {
        day,
        atMs: Date.parse(`${day}T09:12:00Z`),
        source,
        actor,
        what: source === "meta" ? "Review" : "Budget a day",
        name: accounts[0]?.root.children[1]?.name ?? "",
        before: source === "meta" ? "In review" : "400.00",
        after: source === "meta" ? "Approved" : "350.00",
      };
    })
    .filter(({ day }) => day >= range.since)
    .toSorted((a, b) => a.atMs - b.atMs);
  const ids = accounts.map(({ account }) => account.id);
  return {
    currency: accounts[0]?.account.currency ?? "EUR",
    accountIds: ids,
    conversion: "mixed",
    kpis: KEY_FIGURES.map(kpi),
    days,
    marks,
    notes: notes.filter(
      ({ day, object }) =>
        ids.includes(object.accountId) && day !== null && day >= range.since && day <= range.until,
    ),
    movers,
  };
}

const targetKey = ({
  kind,
  accountId,
  id,
  month,
}: Pick<SetTarget, "kind" | "accountId" | "id" | "month">): string => `${kind} ${accountId} ${id} ${month}`;

function pacingOf(
  { account, root }: FakeAccount,
  targets: ReadonlyMap<string, SetTarget>,
  today: string,
): PacingRow {
  const month = today.slice(0, 7);
  const daysInMonth = new Date(
    Date.UTC(Number(today.slice(0, 4)), Number(today.slice(5, 7)), 0),
  ).getUTCDate();
  const dayOfMonth = Number(today.slice(8));
  const spent = rangeSums(root, { since: `${month}-01`, until: today }, today).spendMinor;
  const daysLeft = daysInMonth - dayOfMonth;
  const row = { kind: "account" as const, accountId: account.id, id: account.id, month };
  const target = targets.get(targetKey(row)) ?? null;
  const projected = Math.round(spent + (spent / dayOfMonth) * daysLeft);
  const aim = target?.budgetMinor ?? null;
  const off = aim === null ? null : ((projected - aim) / aim) * 100;
  const metrics = withRatios(rangeSums(root, { since: `${month}-01`, until: today }, today));
  return {
    ...row,
    name: account.name,
    currency: account.currency,
    daysInMonth,
    dayOfMonth,
    daysLeft,
    missingDays: 0,
    targetMinor: aim,
    spentMinor: spent,
    projectedMinor: projected,
    projectedLowMinor: Math.round(projected * 0.96),
    projectedHighMinor: Math.round(projected * 1.04),
    offPercent: off,
    neededADayMinor: aim === null || daysLeft === 0 ? null : Math.ceil(Math.max(0, aim - spent) / daysLeft),
    standing: off === null ? "cannot_tell" : off > 7 ? "over" : off < -7 ? "under" : "on_pace",
    cpaMinor: metrics.cpaMinor,
    cpaTargetMinor: target?.cpaMinor ?? null,
    roas: metrics.roas,
    roasTarget: target?.roas ?? null,
  };
}

/** A day that stands out, in each account that is looked at first. */
function unusualOf(accounts: readonly FakeAccount[], today: string): UnusualDay[] {
  return accounts.slice(0, 1).flatMap(({ account, root }): UnusualDay[] => {
    const campaign = root.children[0];
    if (campaign === undefined) return [];
    const day = addDays(today, weekday(today) === 1 ? -3 : -1);
    const spend = daySums(campaign, day, today).spendMinor;
    return [
      {
        accountId: account.id,
        level: "campaign",
        id: campaign.id,
        name: campaign.name,
        currency: account.currency,
        day,
        metric: "spend",
        value: spend,
        usual: Math.round(spend / 1.38),
        percent: 38,
        tone: "neutral",
      },
      {
        accountId: account.id,
        level: "account",
        id: account.id,
        name: account.name,
        currency: account.currency,
        day: addDays(today, -6),
        metric: "cpa",
        value: 4_120,
        usual: 2_618,
        percent: 57.4,
        tone: "bad",
      },
    ];
  });
}

/** The overview over the invented accounts, with clients, targets and notes in memory. */
export function fakeOverview(at: Around): Commands {
  let clients: Client[] = [];
  const targets = new Map<string, SetTarget>();
  let notes: Note[] = [];
  let made = 0;
  const missing = (what: string) =>
    at.fail({ code: "not_found", message: `That ${what} is not here (any more)` });

  const shown = ({ accountIds }: OverviewRequest): FakeAccount[] => {
    const wanted = accountIds.length > 0 ? accountIds : at.chosen();
    return at.filled() ? WORLD.filter(({ account }) => wanted.includes(account.id)) : [];
  };
  return {
    getOverview: async (input) => {
      const accounts = shown(input);
      const compare = input.compare ?? previousRange(input.range);
      const currencies = [...new Set(accounts.map(({ account }) => account.currency))];
      return {
        currencies: currencies.map((currency) =>
          moneyOf(
            accounts.filter(({ account }) => account.currency === currency),
            input.range,
            compare,
            notes,
            at,
          ),
        ),
        compare,
        pacing: accounts.map((account) => pacingOf(account, targets, at.today())),
        unusual: unusualOf(accounts, at.today()),
        rulesToday: { acts: 4, refused: 1, shadowed: 2, waiting: 3 },
        attribution: ["7d_click_1d_view"],
        pulledAtMs: accounts.length > 0 ? at.now() - 12 * 60_000 : null,
        missingDays: 0,
      };
    },
    reconcileLevels: async ({ accountId, range, below }) => {
      const account = WORLD.find((one) => one.account.id === accountId);
      if (account === undefined) throw missing("ad account");
      const read = at.filled() ? at.now() - 12 * 60_000 : null;
      const sums = rangeSums(account.root, range, at.today());
      const same = (metric: MetricKey, all: number) => ({
        metric,
        campaigns: all,
        below: all,
        difference: 0,
        causes: [],
      });
      const campaign = account.root.children[0];
      return {
        currency: account.account.currency,
        rows: [
          same("spend", sums.spendMinor),
          same("impressions", sums.impressions),
          same("clicks", sums.clicks),
          same("link_clicks", sums.linkClicks),
          {
            metric: "conversions",
            campaigns: sums.conversions,
            below: sums.conversions - 4,
            difference: 4,
            causes: [
              { cause: "other_conversion", amount: 3 },
              { cause: "unexplained", amount: 1 },
            ],
          },
          same("value", sums.valueMinor),
        ],
        places: [
          {
            id: campaign?.id ?? "",
            name: campaign?.name ?? "",
            days: below === "ad" ? 2 : 1,
            spendMinor: 0,
            conversions: 4,
            cause: "other_conversion",
          },
        ],
        readAtMs: read,
        belowReadAtMs: read,
      };
    },
    getMetricCatalogue: async () => ({
      metrics: [
        {
          key: "spend",
          name: "Spend",
          what: "What Meta charges, in the account's currency.",
          formula: "Sum",
          unit: "money",
          direction: "neutral",
          additivity: "sum",
          arrivesLate: false,
        },
        {
          key: "roas",
          name: "ROAS",
          what: "How many times the spend came back.",
          formula: "Conversion value ÷ spend",
          unit: "times",
          direction: "up",
          additivity: "ratio_of_sums",
          arrivesLate: true,
        },
        {
          key: "reach",
          name: "Reach",
          what: "People who saw it at least once.",
          formula: "As Meta counts it, for one object and one range of days at a time",
          unit: "count",
          direction: "neutral",
          additivity: "not_additive",
          arrivesLate: false,
        },
      ],
      conversions: [
        { conversion: "none", actionTypes: [] },
        { conversion: "purchase", actionTypes: ["purchase", "omni_purchase"] },
      ],
    }),
    listClients: async () => clients,
    saveClient: async (input) => {
      const id = input.id ?? `client-${++made}`;
      const client: Client = { id, name: input.name.trim(), accountIds: input.accountIds };
      clients = [...clients.filter((one) => one.id !== id), client].toSorted((a, b) =>
        a.name.localeCompare(b.name),
      );
      return clients;
    },
    deleteClient: async (id) => {
      if (clients.every((one) => one.id !== id)) throw missing("client");
      clients = clients.filter((one) => one.id !== id);
      return clients;
    },
    setTarget: async (input) => {
      targets.set(targetKey(input), input);
      return null;
    },
    listNotes: async (object) => notes.filter((note) => note.object.id === object.id),
    saveNote: async (input) => {
      const id = input.id ?? `note-${++made}`;
      const note: Note = { ...input, id, text: input.text.trim(), author: "You", updatedAtMs: at.now() };
      notes = [...notes.filter((one) => one.id !== id), note];
      return note;
    },
    deleteNote: async (id) => {
      if (notes.every((one) => one.id !== id)) throw missing("note");
      notes = notes.filter((one) => one.id !== id);
      return null;
    },
  };
}
