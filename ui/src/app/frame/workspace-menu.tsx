import { useNavigate } from "@tanstack/react-router";
import { useCloseWorkspace, useOpenWorkspace } from "@/api/workspaces";
import { Icon, SextantMark } from "@/components/ui/icon";
import { Menu, MenuItem, MenuLabel, MenuRadio, MenuSeparator } from "@/components/ui/menu";
import { type AppState, toIpcError, type WorkspaceState } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { texts } from "../texts";
import styles from "./rail.module.css";

type Props = { state: AppState; workspace: WorkspaceState; slim: boolean };

/** Which workspace is open; the others; a new one. */
export function WorkspaceMenu({ state, workspace, slim }: Props) {
  const { notice } = useFrameActs();
  const open = useOpenWorkspace();
  const close = useCloseWorkspace();
  const navigate = useNavigate();
  const options = state.workspaces.map(({ id, name, kind }) => ({
    value: id,
    label: name,
    ...(kind === "demo" ? { end: texts.rail.demo } : {}),
  }));
  const handleOpen = (id: string) => {
    if (id === workspace.id) return;
    // Accounts and open rows belong to the workspace that is left.
    void navigate({ to: "/", search: {} });
    open.mutate(id, { onError: (error) => notice(toIpcError(error)) });
  };
  const trigger = (
    <button
      type="button"
      className={`${styles.workspace} ${slim ? styles.slimCenter : ""}`}
      aria-label={texts.rail.switcher(workspace.name)}
      data-testid="workspace-switcher"
    >
      <SextantMark className={styles.mark} />
      {!slim && <span className="ellipsis">{workspace.name}</span>}
      {!slim && <Icon name="chevron-down" className={styles.chevron} />}
    </button>
  );
  return (
    <Menu trigger={trigger} label={texts.rail.workspaces}>
      <MenuLabel>{texts.rail.workspaces}</MenuLabel>
      <MenuRadio value={workspace.id} options={options} onChange={handleOpen} />
      <MenuSeparator />
      <MenuItem icon="plus" onSelect={() => void navigate({ to: "/welcome" })}>
        {texts.rail.add}
      </MenuItem>
      <MenuItem
        icon="close"
        onSelect={() => close.mutate(undefined, { onError: (error) => notice(toIpcError(error)) })}
      >
        {texts.rail.close}
      </MenuItem>
    </Menu>
  );
}
