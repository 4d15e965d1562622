import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { usePlatform } from "@/api/platform-context";
import { PathField } from "@/components/path-field/path-field";
import { Button } from "@/components/ui/button";
import { toIpcError, type WorkspaceState } from "@/platform";
import { texts } from "../texts";
import { Row, Section } from "./row";
import styles from "./settings.module.css";

/** Writes the recovery key to a file. The key itself never passes through the page. */
function RecoveryForm() {
  const platform = usePlatform();
  const [path, setPath] = useState("");
  const [tried, setTried] = useState(false);
  const write = useMutation({ mutationFn: (target: string) => platform.writeRecoveryKey({ path: target }) });
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (path.trim() !== "") write.mutate(path.trim());
  };
  const refused = write.error === null ? undefined : toIpcError(write.error).message;
  const missing = tried && path.trim() === "" ? texts.security.pathError : undefined;
  return (
    <>
      <form className={styles.form} onSubmit={handleSubmit} noValidate>
        <PathField
          label={texts.security.path}
          placeholder={texts.security.pathPlaceholder}
          purpose="save_recovery_key"
          suggested="sextant-recovery.txt"
          size="small"
          value={path}
          error={missing ?? refused}
          onPath={setPath}
        />
        <Button type="submit" icon="key" busy={write.isPending}>
          {texts.security.write}
        </Button>
      </form>
      {write.isSuccess && <output className={styles.done}>{texts.security.written(write.variables)}</output>}
    </>
  );
}

export function SecuritySection({ workspace }: { workspace: WorkspaceState }) {
  const t = texts.security;
  return (
    <Section id="security" title="Security">
      <Row
        label={t.store}
        hint={t.storeHint}
        words="keyring vault passphrase"
        end={workspace.keyStore === "vault" ? t.vault : t.keyring}
      />
      <Row label={t.recovery} hint={t.recoveryHint}>
        <RecoveryForm />
      </Row>
    </Section>
  );
}
