import { Button } from "@/components/ui/button";
import { Banner, ErrorState } from "@/components/ui/view-states";
import { joinSentences } from "@/lib/sentences";
import styles from "./bulk-page.module.css";
import { sendRefusal } from "./send-bar";
import { bulkTexts } from "./texts";
import type { Bulk } from "./use-bulk";

/** What stands between this change and Meta, and what went wrong on the way. */
export function BulkBanners({ bulk }: { bulk: Bulk }) {
  const { look, preview, sending, leftOut } = bulk;
  const refusal = sendRefusal(bulk);
  const problem = preview?.problem ?? null;
  const failure = sending.error ?? leftOut.error;
  return (
    <>
      {refusal !== null && (
        <Banner tone={bulk.offline ? "neutral" : "warn"} testId="bulk-refusal">
          {refusal}
        </Banner>
      )}
      {problem !== null && problem.code !== "offline" && problem.code !== "cancelled" && (
        <Banner tone="warn" testId="bulk-problem">
          {joinSentences(bulkTexts.send.problem(problem.message), problem.remedy)}
        </Banner>
      )}
      {look.step === "failed" && look.error !== null && (
        <div className={styles.failure}>
          <ErrorState
            error={look.error}
            action={<Button onClick={() => look.look("live")}>{bulkTexts.head.again}</Button>}
          />
        </div>
      )}
      {failure !== null && (
        <div className={styles.failure}>
          <ErrorState error={failure} />
        </div>
      )}
    </>
  );
}
