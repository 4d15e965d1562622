import type { AccountList } from "@/api/available-accounts";
import { Button } from "@/components/ui/button";
import { formatCount } from "@/lib/numbers";
import { formatDuration } from "@/lib/times";
import { useNow } from "@/lib/use-now";
import { texts } from "../texts";
import styles from "./account-picker.module.css";

/** How far the list has come, and a way to stop it or to let it go on. */
export function ListProgress({ list, count }: { list: AccountList; count: number }) {
  const now = useNow(1_000);
  const t = texts.accounts;
  if (count === 0 && list.state !== "waiting") return null;
  if (list.state === "complete" || list.state === "failed") return null;
  const left = formatDuration((list.waitsUntilMs ?? now) - now);
  const words = [t.soFar(formatCount(count)), ...(list.state === "waiting" ? [t.asksToWait(left)] : [])];
  return (
    <div className={styles.progress}>
      <span className="tnum">{list.state === "circle" ? t.circle : words.join("; ")}</span>
      {(list.state === "reading" || list.state === "waiting") && (
        <Button size="small" icon="stop" onClick={list.stop}>
          {t.stop}
        </Button>
      )}
      {list.state === "stopped" && (
        <Button size="small" onClick={list.goOn}>
          {t.goOn}
        </Button>
      )}
      {list.state === "circle" && (
        <Button size="small" onClick={list.again}>
          {t.again}
        </Button>
      )}
    </div>
  );
}
