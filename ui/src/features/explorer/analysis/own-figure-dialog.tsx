import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { keys } from "@/api/keys";
import { usePlatform } from "@/api/platform-context";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { RadioGroup } from "@/components/ui/radio-group";
import { TextField } from "@/components/ui/text-field";
import type { DeltaSense } from "@/lib/numbers";
import type { FormulaCheck } from "@/platform";
import { LONGEST_FORMULA, type OwnFigure } from "@/view/view-analysis";
import { analysisTexts } from "../analysis-texts";
import styles from "./analysis.module.css";

const texts = analysisTexts.own;

interface OwnFigureDialogProps {
  /** The figure to change; `null` for a new one. */
  figure: OwnFigure | null;
  onFigure: (figure: OwnFigure) => void;
  onRemove: (() => void) | null;
  onClose: () => void;
}

/** A figure from a formula, judged as it is typed. */
export function OwnFigureDialog({ figure, onFigure, onRemove, onClose }: OwnFigureDialogProps) {
  const form = useId();
  const platform = usePlatform();
  const [name, setName] = useState(figure?.name ?? "");
  const [text, setText] = useState(figure?.text ?? "");
  const [sense, setSense] = useState<DeltaSense>(figure?.sense ?? "neutral");
  const [tried, setTried] = useState(false);
  const { data: check } = useQuery({
    queryKey: keys.formula(text),
    queryFn: () => platform.checkFormula(text),
    placeholderData: (before) => before,
    enabled: text.trim() !== "",
  });
  const judged = text.trim() === "" ? undefined : check;
  const handleSubmit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === "" || text.trim() === "") return;
    // What stands in the field is judged, not what stood there when somebody last stopped typing.
    const last = await platform.checkFormula(text).catch(() => null);
    if (last !== null && last.fault === null) onFigure({ name: name.trim(), text: text.trim(), sense });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={figure === null ? texts.newTitle : texts.editTitle(figure.name)}
      description={texts.text}
      actions={
        <>
          {onRemove !== null && (
            <Button kind="danger" className={styles.removal} onClick={onRemove}>
              {texts.remove}
            </Button>
          )}
          <Button onClick={onClose}>{texts.cancel}</Button>
          <Button kind="primary" type="submit" form={form}>
            {texts.confirm}
          </Button>
        </>
      }
    >
      <form id={form} className={styles.form} onSubmit={(event) => void handleSubmit(event)} noValidate>
        <TextField
          label={texts.name}
          value={name}
          maxLength={80}
          error={tried && name.trim() === "" ? texts.missingName : undefined}
          onChange={(event) => setName(event.target.value)}
        />
        <div>
          <TextField
            label={texts.formula}
            value={text}
            mono
            placeholder="spend / purchases"
            maxLength={LONGEST_FORMULA}
            hint={texts.hint}
            aria-invalid={judged?.fault != null || undefined}
            onChange={(event) => setText(event.target.value)}
          />
          <Judgement text={text} check={judged} />
        </div>
        <RadioGroup
          label={texts.sense}
          value={sense}
          options={(["up_is_good", "down_is_good", "neutral"] as const).map((value) => ({
            value,
            label: texts.senses[value],
          }))}
          onChange={setSense}
        />
      </form>
    </Dialog>
  );
}

/** What a formula comes to, or what is wrong with it and where. Its height stays the same while one types. */
function Judgement({ text, check }: { text: string; check: FormulaCheck | undefined }) {
  const fault = check?.fault ?? null;
  if (fault === null) {
    const unit = check?.unit ?? null;
    const late = check?.ofConversions === true ? `; ${texts.ofConversions}` : "";
    return (
      <p className={styles.judged} role="status">
        {unit === null ? "" : `${texts.unit[unit]}${late}`}
      </p>
    );
  }
  const letters = [...text];
  const marked = letters.slice(fault.at, fault.at + fault.len).join("");
  return (
    <div className={styles.judged} role="status">
      <span className={styles.place} aria-hidden="true">
        {letters.slice(0, fault.at).join("")}
        <mark>{marked === "" ? "\u00a0" : marked}</mark>
        {letters.slice(fault.at + fault.len).join("")}
      </span>
      <span className={styles.fault}>{fault.message}</span>
    </div>
  );
}
