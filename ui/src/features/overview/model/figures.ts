import { capitalised, conversionWord } from "@/lib/conversion-words";
import { formatMoney, NO_VALUE } from "@/lib/money";
import { type DeltaSense, formatCount, formatRate, formatRatio } from "@/lib/numbers";
import type { FigureChange, MetricKey, Metrics } from "@/platform";

type Unit = "money" | "count" | "percent" | "times";

interface MetricWords {
  label: string;
  unit: Unit;
  sense: DeltaSense;
}

/** How each metric is called and written. What it is made of is the core's to know. */
const METRICS: Readonly<Record<MetricKey, MetricWords>> = {
  spend: { label: "Spend", unit: "money", sense: "neutral" },
  impressions: { label: "Impressions", unit: "count", sense: "neutral" },
  clicks: { label: "Clicks", unit: "count", sense: "up_is_good" },
  link_clicks: { label: "Link clicks", unit: "count", sense: "up_is_good" },
  conversions: { label: "Conversions", unit: "count", sense: "up_is_good" },
  value: { label: "Conversion value", unit: "money", sense: "up_is_good" },
  ctr: { label: "CTR", unit: "percent", sense: "up_is_good" },
  link_ctr: { label: "Link CTR", unit: "percent", sense: "up_is_good" },
  conversion_rate: { label: "Conversion rate", unit: "percent", sense: "up_is_good" },
  cpc: { label: "CPC", unit: "money", sense: "down_is_good" },
  cpm: { label: "CPM", unit: "money", sense: "down_is_good" },
  cpa: { label: "CPA", unit: "money", sense: "down_is_good" },
  roas: { label: "ROAS", unit: "times", sense: "up_is_good" },
};

export const metricWords = (metric: MetricKey): MetricWords => METRICS[metric];

/** A metric's name, conversions by what is counted. */
export function metricLabel(metric: MetricKey, conversion: string): string {
  const named = conversion !== "mixed" && conversion !== "none";
  if (!named) return METRICS[metric].label;
  if (metric === "conversions") return capitalised(conversionWord(conversion));
  if (metric === "value" && conversion === "purchase") return "Purchase value";
  return METRICS[metric].label;
}

/** A figure as it is printed; money is in minor units. */
export function formatFigure(metric: MetricKey, value: number | null, currency: string): string {
  if (value === null) return NO_VALUE;
  switch (METRICS[metric].unit) {
    case "money":
      return formatMoney(value, currency);
    case "count":
      return formatCount(value);
    case "percent":
      return formatRate(value);
    case "times":
      return formatRatio(value);
  }
}

/** A change the core worked out, as it is printed. */
export function changeText(change: FigureChange): string {
  if (change.kind === "new") return "new";
  if (change.kind === "unknown") return NO_VALUE;
  const points = change.kind === "points";
  const text = points ? `${formatRatio(change.by)}\u2009pt` : formatRate(change.by, { digits: 1 });
  return change.by > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** The tone a figure takes from a change. */
export function changeTone(change: FigureChange): "good" | "bad" | "quiet" {
  if (change.tone === "good" || change.tone === "bad") return change.tone;
  return "quiet";
}

/** What a day's figures are of a metric that charts draw over spend. */
export const lineValue = (metrics: Metrics | null, hasValue: boolean): number | null =>
  metrics === null ? null : hasValue ? metrics.roas : metrics.cpaMinor;
