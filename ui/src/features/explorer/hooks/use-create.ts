import { useNavigate } from "@tanstack/react-router";
import { useHotkeys } from "@/lib/use-hotkeys";
import type { ExplorerRow, ObjectLevel } from "@/platform";
import { placeText } from "@/view/create-place";
import { explorerTexts as texts } from "../texts";

const WORDS: Record<ObjectLevel, string> = {
  account: texts.create.campaign,
  campaign: texts.create.adset,
  adset: texts.create.ad,
  ad: texts.create.ad,
};

/** Making something where the focus is: a campaign in an account, an ad set in a campaign, an ad in an ad set. */
export function useCreate(row: ExplorerRow | undefined): { label: string; create: () => void } {
  const navigate = useNavigate();
  const label = WORDS[row?.level ?? "account"];
  const create = (): void => {
    const params = row === undefined ? {} : { place: placeText(row.accountId, row) };
    void navigate({ to: "/create/{-$place}", params, search: true });
  };
  useHotkeys([{ keys: "N", label, group: texts.keys.group, run: create }]);
  return { label, create };
}
