import { formatCount } from "@/lib/numbers";

/** Words of what is asked before something is sent. */
export const consentTexts = {
  title: (count: number) => (count === 1 ? "Send this change?" : `Send ${formatCount(count)} changes?`),
  text: "This wants a yes of its own.",
  amount: (amount: string) => `Type ${amount} once more`,
  cancel: "Cancel",
  confirm: "Send",
  more: (count: number) => `and ${formatCount(count)} more`,
} as const;
