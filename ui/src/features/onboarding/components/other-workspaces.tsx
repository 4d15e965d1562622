import type { useOpenWorkspace } from "@/api/workspaces";
import { Button, ButtonRow } from "@/components/ui/button";
import type { AppState } from "@/platform";
import styles from "../problem-screen.module.css";
import { texts } from "../texts";

type Props = { state: AppState; open: ReturnType<typeof useOpenWorkspace> };

/** Somebody whose workspace does not open can go on with another one. */
export function OtherWorkspaces({ state, open }: Props) {
  const others = state.workspaces.filter(({ id }) => id !== state.problem?.workspaceId);
  if (others.length === 0) return null;
  return (
    <section>
      <h2 className={styles.heading}>{texts.problem.others}</h2>
      <ButtonRow>
        {others.map(({ id, name }) => (
          <Button key={id} icon="folder" disabled={open.isPending} onClick={() => open.mutate(id)}>
            {name}
          </Button>
        ))}
      </ButtonRow>
    </section>
  );
}
