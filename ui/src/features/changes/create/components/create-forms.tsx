import { type ReactNode, useMemo, useState } from "react";
import { useAccountChoices, useNaming } from "@/api/creating";
import { usePlatform } from "@/api/platform-context";
import { Checkbox } from "@/components/ui/checkbox";
import { Tag } from "@/components/ui/tag";
import { Banner } from "@/components/ui/view-states";
import type { Account, CreationPlace, CreationRules, WorkspaceState } from "@/platform";
import styles from "../create.module.css";
import { useCreateLook } from "../hooks/use-create-look";
import { type CreateForm, EMPTY_FORM, makes } from "../model/form";
import { newObjects } from "../model/new-objects";
import { above, fitted, goalFacts, isRestricted, promotesOf, reachesEu, strategyOf } from "../model/options";
import { standing } from "../model/standing";
import { texts } from "../texts";
import { AdSection } from "./ad-section";
import { AdSetSection } from "./adset-section";
import { CampaignSection } from "./campaign-section";
import { SentPanel } from "./sent-panel";
import { SidePanel } from "./side-panel";

type Level = "campaign" | "adset" | "ad";

type Props = {
  workspace: WorkspaceState;
  account: Account;
  place: CreationPlace;
  rules: CreationRules;
};

function LevelBox({ level, also, children }: { level: Level; also?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.level} aria-label={texts.levels[level]} data-testid={`form-${level}`}>
      <div className={styles.levelHead}>
        <h2>{texts.levels[level]}</h2>
        <Tag>{texts.side.paused}</Tag>
        <span className={styles.grow} />
        {also}
      </div>
      {children}
    </section>
  );
}

/** Fields a person has changed; only these are told they are wrong, until the person wants to go on. */
function useTouched() {
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  return {
    isTouched: (key: string) => all || touched.has(key),
    touch: (names: string[]) => setTouched((now) => new Set([...now, ...names])),
    touchAll: () => setAll(true),
  };
}

/** Meta's names of what a part of the form fills. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  budget: ["daily_budget", "lifetime_budget"],
  budgetKind: ["daily_budget", "lifetime_budget"],
  hasBudget: ["bid_strategy"],
  strategy: ["bid_strategy", "bid_amount"],
  spendCap: ["spend_cap"],
  categories: ["special_ad_categories"],
  start: ["start_time"],
  end: ["end_time"],
  destination: ["destination_type"],
  goal: ["optimization_goal"],
  billing: ["billing_event"],
  bid: ["bid_amount"],
  roas: ["bid_constraints"],
  places: ["targeting"],
  ageMin: ["targeting"],
  ageMax: ["targeting"],
  platforms: ["targeting"],
  positions: ["targeting"],
  pixel: ["promoted_object"],
  page: ["promoted_object"],
  app: ["promoted_object"],
  store: ["promoted_object"],
  beneficiary: ["dsa_beneficiary"],
  payor: ["dsa_payor"],
  conversionDomain: ["conversion_domain"],
};

/** The forms on the left, what comes of them on the right. */
export function CreateForms({ workspace, account, place, rules }: Props) {
  const platform = usePlatform();
  const [form, setForm] = useState<CreateForm>(() => fitted(EMPTY_FORM, rules, place));
  const [sent, setSent] = useState<string | null>(null);
  const { isTouched, touch, touchAll } = useTouched();
  const { data: choices } = useAccountChoices(account.id);
  const { data: naming } = useNaming();
  const made = makes(form, place);
  const up = above(form, place);
  const { objects, unreadable } = useMemo(
    () =>
      newObjects(form, rules, place, {
        id: account.id,
        currency: account.currency,
        timeZone: account.timeZone,
      }),
    [form, rules, place, account.id, account.currency, account.timeZone],
  );
  const look = useCreateLook(sent === null ? objects : null);

  const change =
    <K extends Level>(level: K) =>
    (patch: Partial<CreateForm[K]>): void => {
      touch(Object.keys(patch).flatMap((key) => (FIELDS[key] ?? [key]).map((field) => `${level}.${field}`)));
      setForm((now) => fitted({ ...now, [level]: { ...now[level], ...patch } }, rules, place));
    };
  const itemOf = (level: Level): number => objects.findIndex((object) => object.level === level);
  const faultOf =
    (level: Level) =>
    (field: string): string | undefined => {
      if (!isTouched(`${level}.${field}`)) return undefined;
      const item = itemOf(level);
      const own = unreadable.find((one) => one.item === item && one.field === field);
      if (own !== undefined) return own.why;
      const findings = standing(item, look.preview, unreadable);
      return findings.find((one) => one.field === field && one.severity === "block")?.text;
    };
  const section = (level: Level) => ({
    fault: faultOf(level),
    rules,
    choices,
    currency: account.currency,
    timeZone: account.timeZone,
    named: { template: naming?.[level] ?? "", name: look.preview?.rows[itemOf(level)]?.name ?? "" },
  });
  const strategies = made.adset
    ? (goalFacts(rules, form.adset.goal)?.strategies ?? [])
    : rules.bidStrategies.map(({ value }) => value);
  const retry = (): void => {
    if (sent !== null) void platform.retryChanges({ changeId: sent, asked: true, amounts: [] });
  };

  return (
    <div className={styles.split}>
      <div className={styles.form}>
        {choices?.problem != null && (
          <Banner tone="warn">{texts.side.stale(choices.problem.message.replace(/\.?$/, "."))}</Banner>
        )}
        {made.campaign && (
          <LevelBox level="campaign">
            <CampaignSection
              {...section("campaign")}
              value={form.campaign}
              onChange={change("campaign")}
              strategies={strategies}
            />
          </LevelBox>
        )}
        {place.campaign === null && (
          <Checkbox
            checked={form.withAdset}
            onChange={(withAdset) => setForm((now) => fitted({ ...now, withAdset }, rules, place))}
          >
            {texts.also.adset}
          </Checkbox>
        )}
        {made.adset && (
          <LevelBox level="adset">
            <AdSetSection
              {...section("adset")}
              value={form.adset}
              onChange={change("adset")}
              accountId={account.id}
              up={up}
              promotes={promotesOf(rules, form, up)}
              strategy={strategyOf(form, up)}
              restricted={isRestricted(rules, up)}
              inEu={reachesEu(rules, form)}
            />
          </LevelBox>
        )}
        {made.adset && (
          <Checkbox checked={form.withAd} onChange={(withAd) => setForm((now) => ({ ...now, withAd }))}>
            {texts.also.ad}
          </Checkbox>
        )}
        {made.ad && (
          <LevelBox level="ad">
            <AdSection {...section("ad")} value={form.ad} onChange={change("ad")} accountId={account.id} />
          </LevelBox>
        )}
      </div>
      <aside className={styles.side} aria-label={texts.side.title}>
        {sent === null ? (
          <SidePanel
            workspace={workspace}
            objects={objects}
            unreadable={unreadable}
            look={look}
            isTouched={(level, field) => isTouched(`${level}.${field}`)}
            onAttempt={touchAll}
            onSent={setSent}
          />
        ) : (
          <SentPanel changeId={sent} onAnother={() => setSent(null)} onRetry={retry} />
        )}
      </aside>
    </div>
  );
}
