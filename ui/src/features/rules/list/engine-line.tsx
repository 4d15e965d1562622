import { useWorkspace } from "@/api/app-state";
import { useWriteState } from "@/api/writes";
import { writesBlocked } from "@/components/changes/words";
import { Icon } from "@/components/ui/icon";
import { formatClock } from "@/lib/times";
import type { EngineState } from "@/platform";
import { texts } from "../texts";
import styles from "./engine-line.module.css";

type Props = { engine: EngineState; onPaused: () => void };

/** Whether rules run here, what holds them, and what is due. */
export function EngineLine({ engine, onPaused }: Props) {
  const workspace = useWorkspace();
  const writes = useWriteState();
  const words = texts.engine;
  // The switch is known here before the engine has said what it makes of it.
  const held = engine.held ?? (writes?.stopped === true ? writesBlocked(writes, workspace) : null);
  const looking = workspace?.accounts.find(({ id }) => id === engine.lookingAt);
  const due =
    engine.lookingAt !== null
      ? words.looking(looking?.name ?? engine.lookingAt)
      : engine.nextLookMs === null
        ? words.noNext
        : words.next(formatClock(engine.nextLookMs));
  return (
    <section className={styles.line} aria-label={words.label} data-testid="engine-line">
      <span className={styles.state} data-held={held !== null || !engine.runsHere || undefined}>
        <Icon name={held === null ? "monitor" : "warning"} />
        {held !== null ? words.held(held) : engine.runsHere ? words.here : words.notHere}
      </span>
      {held === null && engine.runsHere && <span className="tnum">{due}</span>}
      <span className={styles.grow} />
      {engine.waiting > 0 && <span className="tnum">{words.waiting(engine.waiting)}</span>}
      {engine.paused > 0 && (
        <button type="button" className={styles.link} onClick={onPaused}>
          {words.paused(engine.paused)}
        </button>
      )}
    </section>
  );
}
