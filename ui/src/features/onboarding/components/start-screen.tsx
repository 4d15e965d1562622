import { type KeyboardEvent, type ReactNode, useRef } from "react";
import { Icon, type IconName, SextantMark } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { useHotkeys } from "@/lib/use-hotkeys";
import type { WorkspaceSummary } from "@/platform";
import { texts } from "../texts";
import { Instrument } from "./instrument";
import styles from "./start-screen.module.css";

type Choice = { id: string; icon: IconName; title: string; text: string; run: () => void };

type Props = {
  workspaces: WorkspaceSummary[];
  busy: boolean;
  onDemo: () => void;
  onConnect: () => void;
  onToken: () => void;
  onOpen: (id: string) => void;
  error: ReactNode;
};

/** The arrows walk the choices like a list; Enter is the button's own. */
function useArrowKeys() {
  const list = useRef<HTMLDivElement>(null);
  const handleKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.findIndex((button) => button.matches(":focus"));
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
    event.preventDefault();
  };
  return { list, handleKeyDown };
}

/** The first screen: the demo is preselected, so Enter gets anyone to useful figures. */
export function StartScreen({ workspaces, busy, onDemo, onConnect, onToken, onOpen, error }: Props) {
  const { list, handleKeyDown } = useArrowKeys();
  // Enter means the highlighted choice even before the window has given the focus to it.
  const handleEnter = () => {
    const focused = document.activeElement;
    if (focused instanceof HTMLButtonElement) focused.click();
    else if (!busy) onDemo();
  };
  useHotkeys([{ keys: "Enter", label: texts.start.demo, group: texts.start.label, run: handleEnter }]);
  const choices: Choice[] = [
    { id: "start-demo", icon: "play", title: texts.start.demo, text: texts.start.demoText, run: onDemo },
    {
      id: "connect-meta",
      icon: "browser",
      title: texts.start.meta,
      text: texts.start.metaText,
      run: onConnect,
    },
    { id: "use-token", icon: "key", title: texts.start.token, text: texts.start.tokenText, run: onToken },
  ];
  return (
    <div className={styles.screen}>
      <main className={styles.main}>
        <div className={styles.brand}>
          <SextantMark size={26} className={styles.mark} />
          Sextant
        </div>
        <h1 className={styles.title}>{texts.start.title}</h1>
        {error}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows only move between the buttons inside. */}
        <div ref={list} className={styles.choices} onKeyDown={handleKeyDown}>
          {choices.map((choice, index) => (
            <button
              key={choice.id}
              type="button"
              className={styles.choice}
              data-testid={choice.id}
              disabled={busy}
              // biome-ignore lint/a11y/noAutofocus: the demo is preselected by design; nothing stands before it.
              autoFocus={index === 0}
              onClick={choice.run}
            >
              <Icon name={choice.icon} size={16} />
              <span className={styles.choiceText}>
                <span className={styles.choiceTitle}>{choice.title}</span>
                <span className={styles.choiceHint}>{choice.text}</span>
              </span>
              <span className={styles.enter}>
                <Kbd keys="Enter" />
              </span>
            </button>
          ))}
        </div>
        {workspaces.length > 0 && (
          <section>
            <h2 className={styles.label}>{texts.start.open}</h2>
            {workspaces.map(({ id, name, kind }) => (
              <button
                key={id}
                type="button"
                className={styles.workspace}
                disabled={busy}
                onClick={() => onOpen(id)}
              >
                <Icon name="folder" />
                <span className="ellipsis">{name}</span>
                {kind === "demo" && <span className={styles.kind}>{texts.start.demoKind}</span>}
              </button>
            ))}
          </section>
        )}
        <p className={styles.foot}>
          <Icon name="lock" size={12} />
          {texts.start.foot}
        </p>
      </main>
      <div className={styles.side}>
        <Instrument />
      </div>
    </div>
  );
}
