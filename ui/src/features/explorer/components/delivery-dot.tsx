import { StatusDot, type StatusShape } from "@/components/ui/status-dot";
import type { Delivery } from "@/platform";
import { deliveryWords } from "../model/cells";
import { DELIVERY_WORDS } from "../model/words";
import styles from "./delivery-dot.module.css";

const SHAPES: Readonly<Record<Delivery, StatusShape>> = {
  active: "active",
  learning: "learning",
  limited: "limited",
  in_review: "review",
  rejected: "rejected",
  with_issues: "rejected",
  pending_billing: "limited",
  paused: "paused",
  campaign_paused: "paused",
  adset_paused: "paused",
  archived: "archived",
  deleted: "deleted",
  ended: "paused",
  unknown: "unknown",
};

interface DeliveryDotProps {
  delivery: Delivery;
  note: string | null;
  issues: number;
  /** In the drawer there is room for the cause; in the table it is in the tooltip. */
  withNote?: boolean;
}

/** Delivery as shape and word, with a count where Meta reports issues. */
export function DeliveryDot({ delivery, note, issues, withNote = false }: DeliveryDotProps) {
  return (
    <span className={styles.delivery} title={deliveryWords({ delivery, deliveryNote: note, issues })}>
      <StatusDot shape={SHAPES[delivery]} word={DELIVERY_WORDS[delivery]} />
      {withNote && note !== null && <span className={styles.note}>{note}</span>}
      {issues > 0 && delivery !== "rejected" && (
        <span className={styles.issues}>
          {issues}
          <span className="visually-hidden">{issues === 1 ? " issue" : " issues"}</span>
        </span>
      )}
    </span>
  );
}
