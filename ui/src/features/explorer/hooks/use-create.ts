import { useNavigate } from "@tanstack/react-router";
import { useHotkeys } from "@/lib/use-hotkeys";
import type { ExplorerRow, ObjectLevel } from "@/platform";
import { placeText } from "@/view/create-place";

const WORDS: Record<ObjectLevel, string> = {
  account: "New campaign",
  campaign: "New ad set",
  adset: "New ad",
  ad: "New ad",
};

/** Making something where the focus is: a campaign in an account, an ad set in a campaign, an ad in an ad set. */
export function useCreate(row: ExplorerRow | undefined): { label: string; create: () => void } {
  const navigate = useNavigate();
  const label = WORDS[row?.level ?? "account"];
  const create = (): void => {
    const params = row === undefined ? {} : { place: placeText(row.accountId, row) };
    void navigate({ to: "/create/{-$place}", params, search: true });
  };
  useHotkeys([{ keys: "N", label, group: "This view", run: create }]);
  return { label, create };
}
