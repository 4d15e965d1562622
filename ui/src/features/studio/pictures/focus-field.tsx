import { type PointerEvent, useId } from "react";
import { Button } from "@/components/ui/button";
import type { StudioPicture, StudioPoint } from "@/platform";
import styles from "./pictures.module.css";
import { texts } from "./texts";

const t = texts.compose;
const STEP = 0.02;

type Props = {
  picture: StudioPicture;
  /** Where it is: chosen by a person, or guessed. */
  at: StudioPoint;
  guessed: boolean;
  onChange: (at: StudioPoint | null) => void;
};

const share = (value: number): number => Math.min(1, Math.max(0, value));

/** The point of a picture that every placement has to show. */
export function FocusField({ picture, at, guessed, onChange }: Props) {
  const id = useId();
  const handlePointer = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.type === "pointermove" && event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) return;
    if (event.type === "pointerdown") event.currentTarget.setPointerCapture?.(event.pointerId);
    onChange({
      x: share((event.clientX - box.left) / box.width),
      y: share((event.clientY - box.top) / box.height),
    });
  };
  const range = (name: "x" | "y", label: string) => (
    <label className={styles.range} htmlFor={`${id}-${name}`}>
      {label}
      <input
        id={`${id}-${name}`}
        type="range"
        min={0}
        max={1}
        step={STEP}
        value={at[name]}
        aria-valuetext={`${Math.round(at[name] * 100)} %`}
        onChange={(event) => onChange({ ...at, [name]: Number(event.target.value) })}
      />
    </label>
  );
  return (
    <fieldset className={styles.focus}>
      <legend>{t.focus}</legend>
      <div className={styles.focusRow}>
        {picture.thumbnail !== null && (
          // The sliders beside it do the same for the keyboard.
          <div
            className={styles.aim}
            aria-hidden="true"
            onPointerDown={handlePointer}
            onPointerMove={handlePointer}
          >
            <img src={picture.thumbnail} alt="" draggable={false} />
            <span className={styles.mark} style={{ left: `${at.x * 100}%`, top: `${at.y * 100}%` }} />
          </div>
        )}
        <div className={styles.ranges}>
          <span className={styles.hint}>{t.focusHint}</span>
          {range("x", t.across)}
          {range("y", t.down)}
          <Button size="small" kind="quiet" disabled={guessed} onClick={() => onChange(null)}>
            {t.guess}
          </Button>
        </div>
      </div>
    </fieldset>
  );
}
