import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { Settings, WorkspaceState } from "@/platform";
import { texts } from "../texts";
import { Row, Section } from "./row";
import styles from "./settings.module.css";

/** A path to read and to copy: a web page cannot open folders, and should not. */
function Path({ path }: { path: string }) {
  const [copied, setCopied] = useState(false);
  const handleCopy = async () => {
    try {
      await navigator.clipboard.writeText(path);
      setCopied(true);
    } catch {
      // Without leave to use the clipboard the path can still be selected by hand.
      setCopied(false);
    }
  };
  return (
    <>
      <span className={`${styles.path} selectable`} title={path}>
        {path}
      </span>
      <Button
        size="small"
        icon={copied ? "check" : "copy"}
        iconOnly
        aria-label={copied ? texts.data.copied : texts.data.copy}
        onClick={() => void handleCopy()}
      />
    </>
  );
}

export function DataSection({ settings, workspace }: { settings: Settings; workspace: WorkspaceState }) {
  return (
    <Section id="data" title="Data">
      <Row label={texts.data.folder} hint={texts.data.folderHint} end={<Path path={settings.dataFolder} />} />
      <Row
        label={texts.data.workspace}
        hint={texts.data.workspaceHint}
        words="folder"
        end={<Path path={workspace.folder} />}
      />
    </Section>
  );
}
