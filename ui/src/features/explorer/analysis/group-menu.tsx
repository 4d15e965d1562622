import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Menu, MenuItem, MenuLabel, MenuRadio, MenuSeparator } from "@/components/ui/menu";
import { TextField } from "@/components/ui/text-field";
import { useHotkeys } from "@/lib/use-hotkeys";
import type { GroupBy, ObjectLevel } from "@/platform";
import type { ViewGroup } from "@/view/view-analysis";
import { analysisTexts } from "../analysis-texts";
import { groupingWords } from "../model/analysis";
import { capitalised, LEVEL_WORDS } from "../model/words";
import { explorerTexts } from "../texts";
import styles from "./analysis.module.css";

const texts = analysisTexts.groups;
const LEVELS = ["campaign", "adset", "ad"] as const satisfies readonly ObjectLevel[];

/** The part of a name the groups are of; `null` where there is none. */
export function partOf(name: string, separator: string, position: number): string | null {
  if (separator === "") return null;
  const part = name
    .split(separator)
    .at(position > 0 ? position - 1 : position)
    ?.trim();
  return part === undefined || part === "" ? null : part;
}

interface GroupMenuProps {
  group: ViewGroup | null;
  /** Level of a flat list, which groups begin with. */
  flat: ObjectLevel | null;
  /** Name of an object, to show what a part of it is. */
  example: string | undefined;
  onGroup: (group: ViewGroup | null) => void;
}

/** Puts objects together by what they have in common. */
export function GroupMenu({ group, flat, example, onGroup }: GroupMenuProps) {
  const [open, setOpen] = useState(false);
  const [asking, setAsking] = useState(false);
  useHotkeys([{ keys: "G", label: texts.keys, group: explorerTexts.keys.group, run: () => setOpen(true) }]);
  const level = group?.level ?? (flat === null || flat === "account" ? "ad" : flat);
  const pick = (by: GroupBy): void => onGroup({ by, level: by.kind === "creative" ? "ad" : level });
  const plain = (kind: "label" | "objective" | "creative") => (
    <MenuItem
      key={kind}
      {...(group?.by.kind === kind ? { icon: "check" as const } : {})}
      onSelect={() => pick({ kind, separator: "", position: 1 })}
    >
      {texts.kinds[kind]}
    </MenuItem>
  );
  return (
    <>
      <Menu
        label={texts.menu}
        open={open}
        onOpenChange={setOpen}
        trigger={
          <Button kind="quiet" size="small" keys="G" data-testid="group-menu">
            {group === null ? texts.label : capitalised(groupingWords(group.by))}
          </Button>
        }
      >
        <MenuItem {...(group === null ? { icon: "check" as const } : {})} onSelect={() => onGroup(null)}>
          {texts.none}
        </MenuItem>
        <MenuItem
          {...(group?.by.kind === "token" ? { icon: "check" as const } : {})}
          onSelect={() => setAsking(true)}
        >
          {texts.token}
        </MenuItem>
        {plain("label")}
        {plain("objective")}
        {plain("creative")}
        {group !== null && group.by.kind !== "creative" && (
          <>
            <MenuSeparator />
            <MenuLabel>{texts.levels}</MenuLabel>
            <MenuRadio
              value={level}
              options={LEVELS.map((value) => ({ value, label: LEVEL_WORDS[value].many }))}
              onChange={(next) => onGroup({ ...group, level: next })}
            />
          </>
        )}
      </Menu>
      {asking && (
        <TokenDialog
          by={group?.by.kind === "token" ? group.by : null}
          example={example}
          onBy={(by) => {
            setAsking(false);
            pick(by);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

interface TokenDialogProps {
  by: GroupBy | null;
  example: string | undefined;
  onBy: (by: GroupBy) => void;
  onClose: () => void;
}

/** The separator that stands most often in a name that shall be split. */
const usual = (example: string | undefined): string =>
  [" · ", " | ", " - ", "_"].find((one) => example?.includes(one)) ?? "_";

function TokenDialog({ by, example, onBy, onClose }: TokenDialogProps) {
  const form = useId();
  const [separator, setSeparator] = useState(by?.separator ?? usual(example));
  const [typed, setTyped] = useState(String(by?.position ?? 1));
  const position = Number(typed.trim().replace("−", "-"));
  const goodSeparator = separator.length > 0 && [...separator].length <= 8;
  const goodPosition = Number.isInteger(position) && position !== 0 && Math.abs(position) <= 50;
  const part = example === undefined || !goodPosition ? null : partOf(example, separator, position);
  const handleSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (goodSeparator && goodPosition) onBy({ kind: "token", separator, position });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={texts.tokenTitle}
      description={texts.tokenText}
      actions={
        <>
          <Button onClick={onClose}>{texts.cancel}</Button>
          <Button kind="primary" type="submit" form={form}>
            {texts.confirm}
          </Button>
        </>
      }
    >
      <form id={form} className={styles.form} onSubmit={handleSubmit} noValidate>
        <div className={styles.row}>
          <TextField
            label={texts.separator}
            mono
            value={separator}
            error={goodSeparator ? undefined : texts.badSeparator}
            onChange={(event) => setSeparator(event.target.value)}
          />
          <TextField
            label={texts.position}
            value={typed}
            inputMode="numeric"
            error={goodPosition ? undefined : texts.badPosition}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
        {example !== undefined && (
          <p className={styles.judged} role="status">
            {part === null ? texts.noExample(example) : texts.example(example, part)}
          </p>
        )}
      </form>
    </Dialog>
  );
}
