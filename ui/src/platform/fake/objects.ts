import { addDays, listDays } from "@/lib/days";
import type {
  Change,
  ObjectDetail,
  ObjectRequest,
  Revision,
  RevisionsRequest,
  SearchHit,
  SearchRequest,
  Series,
} from "../bindings";
import { namesAbove, toRow } from "./explorer";
import { arrived, daySums, withRatios } from "./figures";
import { noise } from "./random";
import { ALL_OBJECTS, accountOf, currencyOf, type FakeObject } from "./world";

const HOUR = 3_600_000;

type Moment = { today: string; nowMs: number };

function pathOf(object: FakeObject): FakeObject[] {
  const parent = object.parentId === null ? undefined : ALL_OBJECTS.get(object.parentId);
  return parent === undefined ? [] : [...pathOf(parent), parent];
}

function changesOf(object: FakeObject, { nowMs }: Moment): Change[] {
  const at = (days: number) =>
    nowMs - days * 24 * HOUR + Math.round(noise(`${object.id}|${days}`) * 8 * HOUR);
  const all: Change[] = [
    {
      atMs: at(3),
      actor: "M. Lund",
      source: "outside",
      what: "Budget a day",
      before: "€400.00",
      after: "€350.00",
    },
    { atMs: at(10), actor: null, source: "meta", what: "Review", before: "In review", after: "Approved" },
    { atMs: at(16), actor: "Ingrid S.", source: "outside", what: "Age", before: "25–54", after: "18–54" },
    {
      atMs: at(22),
      actor: "Ingrid S.",
      source: "outside",
      what: "Name",
      before: "New ad set",
      after: object.name,
    },
  ];
  return object.level === "account"
    ? []
    : all.filter((_, index) => noise(`${object.id}|change${index}`) < 0.8);
}

const money = (minor: number | null, currency: string): string =>
  minor === null
    ? "Set on the campaign"
    : `${(currency === "JPY" ? minor : minor / 100).toLocaleString("en")} ${currency}`;

export function getObject(request: ObjectRequest, moment: Moment): ObjectDetail | null {
  const object = ALL_OBJECTS.get(request.id);
  if (object === undefined) return null;
  const field = (label: string, value: string, name: string) => ({ label, value, field: name });
  return {
    row: toRow(object, request.range, null, moment.today),
    path: pathOf(object).map(({ id, level, name }) => ({ id, level, name })),
    settings: [
      {
        title: "General",
        fields: [
          field("Name", object.name, "name"),
          field("Status", object.status, "status"),
          field("Objective", object.objective ?? "—", "objective"),
          field("Budget a day", money(object.dailyBudgetMinor, currencyOf(object)), "daily_budget"),
        ],
      },
      {
        title: "Optimisation",
        fields: [
          field("Goal", object.conversion, "optimization_goal"),
          field("Attribution", "7-day click, 1-day view", "attribution_spec"),
          field("Bid strategy", "Highest volume", "bid_strategy"),
        ],
      },
    ],
    creative:
      object.level === "ad"
        ? {
            id: `9${object.id.slice(1)}`,
            name: `${object.name} · creative`,
            title: "Dry to the last switchback",
            body: "Three layers, one zip. Taped seams, made to be mended.\n\n<b>Not markup</b>, just text.",
            link: "https://shop.example/jackets?utm_source=meta",
            callToAction: "Shop now",
            thumbnail: null,
          }
        : null,
    issues:
      object.issues > 0 && object.level === "ad"
        ? [
            {
              summary: "Rejected in review",
              message: "“This ad implies a before-and-after result.”",
              code: "1815869",
            },
          ]
        : [],
    changes: changesOf(object, moment),
    readAtMs: moment.nowMs - 12 * 60_000,
  };
}

export function getSeries(request: ObjectRequest, moment: Moment): Series | null {
  const object = ALL_OBJECTS.get(request.id);
  if (object === undefined) return null;
  return {
    currency: currencyOf(object),
    timeZone: accountOf(object.accountId)?.account.timeZone ?? "UTC",
    conversion: object.conversion,
    days: listDays(request.range)
      .filter((day) => day <= moment.today)
      .map((day) => {
        const age = (Date.parse(moment.today) - Date.parse(day)) / (24 * HOUR);
        return {
          day,
          now: withRatios(daySums(object, day, moment.today)),
          firstSeen: withRatios(daySums(object, day, moment.today, Math.min(age, 0.4))),
          pulledAtMs: moment.nowMs - 12 * 60_000,
          maturityPercent: Math.round(arrived(age) * 100),
          maturing: age < 7,
        };
      }),
    changes: changesOf(object, moment),
    halfArriveAfterDays: 2,
  };
}

export function listRevisions(request: RevisionsRequest, moment: Moment): Revision[] {
  const object = ALL_OBJECTS.get(request.id);
  if (object === undefined) return [];
  const age = Math.max(0, (Date.parse(moment.today) - Date.parse(request.day)) / (24 * HOUR));
  const revisions: Revision[] = [];
  for (const seenAge of [0.4, 1, 2, 3, 5, 7, 14, 28].filter((value) => value <= age || value === 0.4)) {
    const metrics = withRatios(daySums(object, request.day, moment.today, seenAge));
    const seenAtMs = Date.parse(addDays(request.day, Math.ceil(seenAge))) + 6 * HOUR;
    if (revisions.at(-1)?.metrics.conversions !== metrics.conversions) revisions.push({ seenAtMs, metrics });
  }
  return revisions;
}

export function search(request: SearchRequest): SearchHit[] {
  const text = request.text.trim().toLowerCase();
  if (text === "") return [];
  return [...ALL_OBJECTS.values()]
    .filter((object) => object.name.toLowerCase().includes(text))
    .slice(0, request.limit)
    .map((object) => ({
      id: object.id,
      level: object.level,
      accountId: object.accountId,
      accountName: accountOf(object.accountId)?.account.name ?? object.accountId,
      path: namesAbove(object),
      name: object.name,
      matchedIn: "name",
    }));
}
