import type {
  Below,
  BelowRequest,
  EditableSetting,
  IpcError,
  ObjectLevel,
  SettingKind,
  SettingsForm,
  SettingsFormRequest,
} from "../bindings";
import { labelOf, type Settings, type Value } from "./values";
import { ALL_OBJECTS, accountOf, currencyOf, type FakeObject } from "./world";

type Around = { online: boolean };

const UPPER: readonly ObjectLevel[] = ["campaign", "adset"];
const ALL: readonly ObjectLevel[] = ["campaign", "adset", "ad"];

const FIELDS: readonly [field: string, kind: SettingKind, levels: readonly ObjectLevel[]][] = [
  ["name", "text", ALL],
  ["status", "status", ALL],
  ["daily_budget", "money", UPPER],
  ["lifetime_budget", "money", UPPER],
  ["spend_cap", "money", ["campaign"]],
  ["bid_strategy", "choice", UPPER],
  ["bid_amount", "money", ["adset"]],
  ["start_time", "instant", UPPER],
  ["end_time", "instant", UPPER],
  ["targeting", "json", ["adset"]],
  ["dsa_beneficiary", "text", ["adset"]],
  ["dsa_payor", "text", ["adset"]],
  ["special_ad_categories", "choices", ["campaign"]],
  ["is_adset_budget_sharing_enabled", "flag", ["campaign"]],
  ["creative", "json", ["ad"]],
];

const CHOICES: Readonly<Record<string, string[]>> = {
  status: ["ACTIVE", "PAUSED"],
  bid_strategy: ["LOWEST_COST_WITHOUT_CAP", "LOWEST_COST_WITH_BID_CAP", "COST_CAP"],
  special_ad_categories: ["HOUSING", "EMPLOYMENT", "FINANCIAL_PRODUCTS_SERVICES"],
};

/** Settings that only Meta knows. */
const ONLY_LIVE = new Set(["dsa_beneficiary", "dsa_payor"]);

const CONSEQUENCES: Readonly<Record<string, string>> = {
  targeting: "The ads are reviewed again, and delivery begins to learn anew.",
  bid_strategy: "Delivery begins to learn anew.",
};

/** The settings of one object that can be changed, and what lies below objects. */
export function fakeForm(
  settings: Settings,
  live: (id: string, field: string) => Value,
  around: () => Around,
  fail: (error: Pick<IpcError, "code" | "message">) => Error,
) {
  const setting = (object: FakeObject, field: string, kind: SettingKind, asked: boolean): EditableSetting => {
    const has = asked ? live(object.id, field) : settings.get(object.id, field);
    const known = asked || !ONLY_LIVE.has(field);
    return {
      field,
      label: labelOf(field).slice(0, 1).toUpperCase() + labelOf(field).slice(1),
      kind,
      value: known ? has : null,
      known,
      canBeCleared: ["spend_cap", "end_time", "dsa_beneficiary", "dsa_payor"].includes(field),
      choices: CHOICES[field] ?? [],
      consequence: CONSEQUENCES[field] ?? null,
    };
  };
  return {
    getSettingsForm: async (input: SettingsFormRequest): Promise<SettingsForm> => {
      const object = ALL_OBJECTS.get(input.object.id);
      if (object === undefined || object.level === "account")
        throw fail({ code: "not_found", message: "That object is not here (any more)" });
      const asked = input.live && around().online;
      const offline = input.live && !asked;
      const status = settings.get(object.id, "status");
      const gone = status?.kind === "status" && (status.value === "ARCHIVED" || status.value === "DELETED");
      return {
        object: input.object,
        name: object.name,
        currency: currencyOf(object),
        timeZone: accountOf(object.accountId)?.account.timeZone ?? "UTC",
        fields: FIELDS.filter(([, , levels]) => levels.includes(object.level)).map(([field, kind]) =>
          setting(object, field, kind, asked),
        ),
        live: asked,
        problem: offline
          ? {
              code: "offline",
              message: "Meta cannot be reached",
              remedy: null,
              retryAfterMs: null,
              traceId: null,
            }
          : null,
        frozen: gone ? "It is archived: only its name can be changed." : null,
      };
    },
    listBelow: async ({ objects }: BelowRequest): Promise<Below> => {
      const found = objects.flatMap(({ id }) => {
        const object = ALL_OBJECTS.get(id);
        if (object === undefined || object.level === "account") return [];
        return [...object.children, ...object.children.flatMap(({ children }) => children)];
      });
      const of = (level: ObjectLevel) => found.filter((object) => object.level === level);
      const names = [...of("adset"), ...of("ad")].map(({ name }) => name);
      return { adSets: of("adset").length, ads: of("ad").length, names: names.slice(0, 10) };
    },
  };
}
