import { systemLocale } from "@/lib/locale";
import { formatMoney } from "@/lib/money";
import { formatCount } from "@/lib/numbers";
import type { BreakdownKind, BreakdownMetric, Metrics } from "@/platform";
import { breakdownTexts as texts } from "./texts";

/** Meta's words that are not read as they stand. */
const WORDS: Record<string, string> = {
  female: "Women",
  male: "Men",
  unknown: "Unknown",
  facebook: "Facebook",
  instagram: "Instagram",
  messenger: "Messenger",
  threads: "Threads",
  whatsapp: "WhatsApp",
  audience_network: "Audience Network",
  an_classic: "Native banner",
  iphone: "iPhone",
  ipad: "iPad",
  ipod: "iPod",
  mobile_app: "Mobile app",
  mobile_web: "Mobile web",
};

/** What stands in front of a placement and is said by its platform already. */
const PLATFORMS = ["facebook_", "instagram_", "messenger_", "threads_"];

function countryName(code: string): string {
  try {
    return new Intl.DisplayNames(systemLocale(), { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}

function word(value: string, kind: BreakdownKind, position: number): string {
  if (kind === "country") return /^[A-Z]{2}$/.test(value) ? countryName(value) : value;
  if (kind === "hour") return value.slice(0, 5);
  const known = WORDS[value.toLowerCase()];
  if (known !== undefined) return known;
  const prefix = position > 0 ? PLATFORMS.find((start) => value.startsWith(start)) : undefined;
  const plain = value.slice(prefix?.length ?? 0).replaceAll("_", " ");
  if (/^\d+-\d+$/.test(plain)) return plain.replace("-", "–");
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** The name of a part; of all others together where it has no values. */
export function partName(values: readonly string[], kind: BreakdownKind): string {
  if (values.length === 0) return texts.others;
  return values.map((value, position) => word(value, kind, position)).join(", ");
}

/** A figure of the parts. */
export function figureOf(metrics: Metrics, metric: BreakdownMetric): number {
  switch (metric) {
    case "spend":
      return metrics.spendMinor;
    case "impressions":
      return metrics.impressions;
    case "clicks":
      return metrics.clicks;
    case "link_clicks":
      return metrics.linkClicks;
    case "conversions":
      return metrics.conversions;
    case "value":
      return metrics.valueMinor;
  }
}

/** A figure of the parts in words, with its unit. */
export function figureText(value: number, metric: BreakdownMetric, currency: string): string {
  if (metric === "spend" || metric === "value") return formatMoney(Math.round(value), currency);
  return formatCount(metric === "conversions" ? value : Math.round(value));
}
