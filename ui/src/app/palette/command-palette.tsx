import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { Dialog } from "radix-ui";
import { useDeferredValue, useRef, useState } from "react";
import { keys } from "@/api/keys";
import { usePlatform } from "@/api/platform-context";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { isolated, pathText, shortened } from "@/lib/text";
import { useLiveHotkeys } from "@/lib/use-hotkeys";
import type { AppState, SearchHit } from "@/platform";
import { useViewState } from "@/view/use-view-state";
import { viewToSearch } from "@/view/view-state";
import { texts } from "../texts";
import styles from "./command-palette.module.css";
import { type Act, matchActs, useActs, viewActs } from "./use-acts";

const HITS = 30;

/** Objects whose names or texts hold what was typed. Reads only this computer's copy. */
function useHits(text: string, enabled: boolean): SearchHit[] {
  const platform = usePlatform();
  const request = { text, limit: HITS };
  const query = useQuery({
    queryKey: keys.search(request),
    queryFn: () => platform.search(request),
    enabled: enabled && text.length > 1,
    placeholderData: keepPreviousData,
  });
  return enabled && text.length > 1 ? (query.data ?? []) : [];
}

function ActItem({ act, onRun }: { act: Act; onRun: (act: Act) => void }) {
  return (
    <Command.Item value={`act:${act.id}`} onSelect={() => onRun(act)} className={styles.item ?? ""}>
      <Icon name={act.icon} />
      <span className="ellipsis">{act.label}</span>
      {act.keys !== undefined && <Kbd keys={act.keys} />}
    </Command.Item>
  );
}

function HitItem({ hit, onOpen }: { hit: SearchHit; onOpen: (hit: SearchHit) => void }) {
  return (
    <Command.Item
      value={`hit:${hit.level}:${hit.id}`}
      onSelect={() => onOpen(hit)}
      className={styles.item ?? ""}
    >
      <span className={styles.level}>{texts.palette.levels[hit.level]}</span>
      <span className={`${styles.name} ellipsis`}>{isolated(shortened(hit.name, 200))}</span>
      {hit.matchedIn !== "name" && <span className={styles.snippet}>{texts.palette.inText}</span>}
      <span className={`${styles.place} ellipsis`}>{pathText(hit.path)}</span>
    </Command.Item>
  );
}

type ListProps = { state: AppState; onDone: (then?: () => void) => void };

function PaletteBody({ state, onDone }: ListProps) {
  const [typed, setTyped] = useState("");
  const { view } = useViewState();
  const navigate = useNavigate();
  const onlyActs = typed.startsWith(">");
  const text = (onlyActs ? typed.slice(1) : typed).trim();
  const hits = useHits(useDeferredValue(text), !onlyActs && state.workspace !== null);
  const acts = matchActs([...useActs(state), ...viewActs(useLiveHotkeys())], text);
  const shownActs = text === "" ? acts : acts.slice(0, 8);

  const handleRun = (act: Act) => {
    if (act.isOfView === true) return onDone(act.run);
    onDone();
    act.run();
  };
  const handleOpen = ({ id, level, accountId }: SearchHit) => {
    onDone();
    const search = viewToSearch({ ...view, accounts: [accountId], object: { accountId, id, level } });
    void navigate({ to: "/explorer", search });
  };

  return (
    <Command shouldFilter={false} label={texts.palette.label} loop>
      <div className={styles.head}>
        <Icon name="search" />
        <Command.Input
          autoFocus
          value={typed}
          onValueChange={setTyped}
          placeholder={texts.palette.placeholder}
          className={styles.input ?? ""}
        />
        <Kbd keys="Escape" />
      </div>
      <Command.List className={styles.list ?? ""}>
        <Command.Empty className={styles.empty ?? ""}>{texts.palette.empty(text)}</Command.Empty>
        {hits.length > 0 && (
          <Command.Group heading={texts.palette.objects} className={styles.group ?? ""}>
            {hits.map((hit) => (
              <HitItem key={`${hit.level}${hit.id}${hit.matchedIn}`} hit={hit} onOpen={handleOpen} />
            ))}
          </Command.Group>
        )}
        {shownActs.length > 0 && (
          <Command.Group heading={texts.palette.acts} className={styles.group ?? ""}>
            {shownActs.map((act) => (
              <ActItem key={act.id} act={act} onRun={handleRun} />
            ))}
          </Command.Group>
        )}
      </Command.List>
    </Command>
  );
}

type Props = { open: boolean; onOpenChange: (open: boolean) => void; state: AppState };

/** Everything by typing: commands with their keys, and whatever is called what was typed. */
export function CommandPalette({ open, onOpenChange, state }: Props) {
  const then = useRef<(() => void) | undefined>(undefined);
  const handleDone = (next?: () => void) => {
    then.current = next;
    onOpenChange(false);
  };
  // What is run then may take the keyboard, so it waits until the palette has given it back.
  const handleClosed = () => {
    const next = then.current;
    then.current = undefined;
    if (next !== undefined) queueMicrotask(next);
  };
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.scrim} />
        <Dialog.Content
          className={styles.palette}
          aria-describedby={undefined}
          onCloseAutoFocus={handleClosed}
        >
          <Dialog.Title className="visually-hidden">{texts.palette.label}</Dialog.Title>
          <PaletteBody state={state} onDone={handleDone} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
