import { useState } from "react";
import { toIpcError } from "@/api/errors";
import { useSavedViews, useViewStore } from "@/api/saved-views";
import { Button } from "@/components/ui/button";
import { Menu, MenuCheck, MenuItem, MenuRadio, MenuSeparator } from "@/components/ui/menu";
import { useHotkeys } from "@/lib/use-hotkeys";
import type { ExplorerColumn, SavedView } from "@/platform";
import { isChanged, openedView, viewText } from "@/view/saved-view";
import type { ViewState } from "@/view/view-state";
import { analysisTexts } from "../analysis-texts";
import { explorerTexts } from "../texts";
import styles from "./analysis.module.css";
import { NameDialog } from "./name-dialog";

const texts = analysisTexts.views;
const NONE: readonly SavedView[] = [];

interface ViewMenuProps {
  view: ViewState;
  /** Columns of the settings, which a view takes along when it is saved. */
  kept: readonly ExplorerColumn[];
  setView: (patch: Partial<ViewState>) => void;
  onSaid: (text: string) => void;
}

/** Saved views: opened, saved, renamed, deleted, and the one the explorer opens with. */
export function ViewMenu({ view, kept, setView, onSaid }: ViewMenuProps) {
  const views = useSavedViews() ?? NONE;
  const { save, remove } = useViewStore();
  const [open, setOpen] = useState(false);
  const [asking, setAsking] = useState<"new" | "rename" | null>(null);
  useHotkeys([{ keys: "V", label: texts.keys, group: explorerTexts.keys.group, run: () => setOpen(true) }]);
  const current = views.find(({ name }) => name === view.saved);
  const changed = current !== undefined && isChanged(view, current.view);

  const keep = (name: string, replaces: SavedView | null, isDefault: boolean): void => {
    const text = replaces !== null && asking === "rename" ? replaces.view : viewText(view, kept);
    save.mutate(
      { name, view: text, isDefault, replaces: replaces?.name ?? null },
      {
        onSuccess: () => {
          setAsking(null);
          onSaid(texts.saved(name));
          setView(asking === "rename" ? { saved: name } : openedView(view, name, text));
        },
        onError: (error) => asking === null && onSaid(toIpcError(error).message),
      },
    );
  };
  const forget = (name: string): void =>
    remove.mutate(name, {
      onSuccess: () => {
        onSaid(texts.removed(name));
        setView({ saved: null });
      },
      onError: (error) => onSaid(toIpcError(error).message),
    });
  return (
    <>
      <Menu
        label={texts.title}
        open={open}
        onOpenChange={setOpen}
        trigger={
          <Button size="small" keys="V" data-testid="view-menu">
            {current?.name ?? texts.label}
            {changed && <span className={styles.changed}>{texts.changed}</span>}
          </Button>
        }
      >
        {views.length > 0 && (
          <>
            <MenuRadio
              value={current?.name ?? ""}
              options={views.map(({ name }) => ({ value: name, label: name }))}
              onChange={(name) => {
                const found = views.find((one) => one.name === name);
                if (found) setView(openedView(view, name, found.view));
              }}
            />
            <MenuSeparator />
          </>
        )}
        {current !== undefined && changed && (
          <>
            <MenuItem icon="check" onSelect={() => keep(current.name, current, current.isDefault)}>
              {texts.save(current.name)}
            </MenuItem>
            <MenuItem icon="restore" onSelect={() => setView(openedView(view, current.name, current.view))}>
              {texts.back(current.name)}
            </MenuItem>
          </>
        )}
        <MenuItem icon="plus" onSelect={() => setAsking("new")}>
          {texts.saveAs}
        </MenuItem>
        {current !== undefined && (
          <>
            <MenuItem icon="pencil" onSelect={() => setAsking("rename")}>
              {texts.rename}
            </MenuItem>
            <MenuCheck
              checked={current.isDefault}
              onChange={(isDefault) =>
                save.mutate({ name: current.name, view: current.view, isDefault, replaces: current.name })
              }
            >
              {texts.isDefault}
            </MenuCheck>
            <MenuItem icon="trash" onSelect={() => forget(current.name)}>
              {texts.remove}
            </MenuItem>
          </>
        )}
      </Menu>
      {asking !== null && (
        <NameDialog
          title={asking === "rename" ? texts.renameTitle(current?.name ?? "") : texts.newTitle}
          {...(asking === "new" ? { text: texts.newText } : {})}
          name={asking === "rename" ? (current?.name ?? "") : ""}
          busy={save.isPending}
          error={save.error === null ? undefined : toIpcError(save.error).message}
          onName={(name) =>
            asking === "rename" && current !== undefined
              ? keep(name, current, current.isDefault)
              : keep(name, null, false)
          }
          onClose={() => {
            setAsking(null);
            save.reset();
          }}
        />
      )}
    </>
  );
}
