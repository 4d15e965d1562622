import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import type { FigureFilter } from "@/platform";
import styles from "../analysis/analysis.module.css";
import { analysisTexts } from "../analysis-texts";
import { typedNumber } from "../model/analysis";
import { type ColumnKey, type ColumnSpec, isKnown, ownPlace } from "../model/columns";

const texts = analysisTexts.bounds;

interface FigureBoundProps {
  /** Columns of figures. */
  figures: readonly ColumnSpec[];
  onBound: (bound: FigureFilter) => void;
}

/** A bound on any figure, one's own as well. Money is in units of each row's currency. */
export function FigureBound({ figures, onBound }: FigureBoundProps) {
  const [key, setKey] = useState<ColumnKey>("cpa");
  const [side, setSide] = useState<"above" | "below">("above");
  const [text, setText] = useState("");
  const amount = typedNumber(text);
  const add = (): void => {
    if (amount === null) return;
    const column = isKnown(key) ? key : null;
    onBound({ column, formula: ownPlace(key), above: side === "above", amount });
    setText("");
  };
  return (
    <fieldset className={styles.bound}>
      <legend>{texts.title}</legend>
      <Select
        label={texts.figure}
        value={key}
        options={figures.map((spec) => ({ value: spec.key, label: spec.label }))}
        onChange={setKey}
      />
      <Select
        label={texts.side}
        value={side}
        options={[
          { value: "above", label: texts.above },
          { value: "below", label: texts.below },
        ]}
        onChange={setSide}
      />
      <TextField
        label={texts.amount}
        hideLabel
        placeholder={texts.amount}
        inputMode="decimal"
        size="small"
        value={text}
        error={text.trim() !== "" && amount === null ? texts.notNumber : undefined}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") add();
        }}
      />
      <Button size="small" disabled={amount === null} onClick={add}>
        {texts.add}
      </Button>
    </fieldset>
  );
}
