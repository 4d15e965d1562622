import { EmptyState, LoadingRows } from "@/components/ui/view-states";
import { DiffTable } from "../components/diff-table";
import { BulkHead } from "./bulk-head";
import styles from "./bulk-page.module.css";
import { bulkTexts } from "./texts";
import type { Bulk } from "./use-bulk";

/** What would change, object by object. */
export function PreviewPane({ bulk, rowHeight }: { bulk: Bulk; rowHeight: number }) {
  const { preview, look, rows, problems, leftOut } = bulk;
  const { head } = bulkTexts;
  if (preview === null) {
    if (look.step === "planning" || look.step === "checking") return <LoadingRows label={head.loading} />;
    return look.step === "failed" ? null : <p className={styles.nothing}>{head.first}</p>;
  }
  if (rows.total === 0) {
    return <EmptyState title={head.nothing} text={bulkTexts.sheet.nothing} />;
  }
  return (
    <>
      <BulkHead bulk={bulk} />
      <DiffTable
        label={head.table}
        total={rows.total}
        rowAt={rows.rowAt}
        problems={problems}
        leftOut={leftOut.items}
        onToggle={leftOut.toggle}
        onVisible={rows.onVisible}
        withField={rows.withField}
        amounts={rows.amounts}
        place={rows.place}
        rowHeight={rowHeight}
        busy={look.behind || look.step === "checking"}
      />
    </>
  );
}
