import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import type { Hotkey } from "@/lib/hotkeys";
import { useLiveHotkeys } from "@/lib/use-hotkeys";
import { texts } from "../texts";
import styles from "./key-map.module.css";

/** Groups in order of first appearance; of two acts on one key only the live one, the last, is shown. */
function grouped(hotkeys: readonly Hotkey[]): [string, Hotkey[]][] {
  const live = new Map(hotkeys.map((hotkey) => [hotkey.keys, hotkey]));
  const groups = new Map<string, Hotkey[]>();
  for (const hotkey of live.values()) groups.set(hotkey.group, [...(groups.get(hotkey.group) ?? []), hotkey]);
  return [...groups];
}

/** All keys that work right now, by where they come from. */
export function KeyMap({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const groups = grouped(useLiveHotkeys());
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={texts.keyMap.title}
      description={texts.keyMap.text}
      wide
    >
      <div className={styles.groups}>
        {groups.map(([group, hotkeys]) => (
          <section key={group} className={styles.group}>
            <h3 className={styles.heading}>{group}</h3>
            <dl>
              {hotkeys.map((hotkey) => (
                <div key={hotkey.keys} className={styles.line}>
                  <dt>{hotkey.label}</dt>
                  <dd>
                    <Kbd keys={hotkey.keys} />
                    <span className="visually-hidden">{hotkey.keys}</span>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
