import { Link } from "@tanstack/react-router";
import { PageHead } from "@/components/page-head/page-head";
import { Button } from "@/components/ui/button";
import { Tag } from "@/components/ui/tag";
import type { RuleMode } from "@/platform";
import { beside } from "../model/links";
import { MODE_TONES } from "../model/modes";
import styles from "./editor-head.module.css";
import { texts } from "./texts";
import type { RuleEditorState } from "./use-rule-editor";

type Props = {
  editor: RuleEditorState;
  name: string;
  mode: RuleMode | null;
  /** Who saved it last; `null` for a rule that never was. */
  savedBy: string | null;
  raw: boolean;
  onRaw: (raw: boolean) => void;
  onSave: () => void;
  onDiscard: () => void;
  onBacktest: () => void;
  onFault: () => void;
};

/** Name, mode and state of the rule, and what can be done with all of it. */
export function EditorHead(props: Props) {
  const { editor, name, mode, savedBy, raw } = props;
  const { base, dirty, isNew, faults, judged } = editor;
  const { acts } = texts;
  return (
    <PageHead
      before={
        <Link to="/rules" search={beside} className={styles.back ?? ""}>
          {texts.back}
        </Link>
      }
      title={name === "" ? texts.newName : name}
      beside={
        <span className={styles.tags}>
          {mode !== null && <Tag tone={MODE_TONES[mode]}>{texts.modes[mode]}</Tag>}
          {isNew ? <Tag>{texts.unsaved}</Tag> : dirty && <Tag>{texts.edited}</Tag>}
          {judged && faults.length > 0 && (
            <button type="button" className={styles.faults} onClick={props.onFault} title={texts.faults.go}>
              <Tag tone="neg">{texts.faults.count(faults.length)}</Tag>
            </button>
          )}
        </span>
      }
      note={savedBy !== null && base.version !== null ? texts.version(base.version, savedBy) : ""}
    >
      <Button kind="quiet" keys="R" aria-pressed={raw} onClick={() => props.onRaw(!raw)}>
        {raw ? acts.forms : acts.raw}
      </Button>
      {dirty && (
        <Button kind="quiet" icon="restore" onClick={props.onDiscard}>
          {acts.discard}
        </Button>
      )}
      <Button keys="Ctrl+B" onClick={props.onBacktest}>
        {acts.backtest}
      </Button>
      <Button
        kind="primary"
        keys="Ctrl+S"
        busy={editor.saving}
        disabled={!editor.canSave}
        onClick={props.onSave}
        data-testid="save-rule"
      >
        {acts.save(texts.modes[mode ?? "shadow"])}
      </Button>
    </PageHead>
  );
}
