import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from "react";
import styles from "./drawer.module.css";
import { drawerTexts as texts } from "./texts";

const NARROWEST = 412;
const WIDEST = 560;
const STANDARD = 440;
const STEP = 16;
const STORED = "explorer.drawer";

const clamped = (width: number): number => Math.max(NARROWEST, Math.min(WIDEST, Math.round(width)));

function storedWidth(): number {
  try {
    const width = Number(localStorage.getItem(STORED));
    return width > 0 ? clamped(width) : STANDARD;
  } catch {
    return STANDARD;
  }
}

interface DrawerFrameProps {
  label: string;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  children: ReactNode;
}

/** The region at the right. It pushes the table aside, or lies over it where the window is narrow. */
export function DrawerFrame({ label, onKeyDown, children }: DrawerFrameProps) {
  const [width, setWidth] = useState(storedWidth);
  const drag = useRef<{ x: number; width: number } | null>(null);
  const resize = (next: number): void => {
    const kept = clamped(next);
    setWidth(kept);
    try {
      localStorage.setItem(STORED, String(kept));
    } catch {
      // The width is a convenience: without storage it lasts until the window closes.
    }
  };
  const down = (event: PointerEvent<HTMLElement>): void => {
    drag.current = { x: event.clientX, width };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const step = (event: KeyboardEvent<HTMLElement>): void => {
    const by = event.key === "ArrowLeft" ? STEP : event.key === "ArrowRight" ? -STEP : 0;
    if (by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    resize(width + by);
  };
  return (
    <aside
      className={styles.drawer}
      style={{ width }}
      aria-label={label}
      data-testid="drawer"
      onKeyDown={onKeyDown}
    >
      <hr
        className={styles.edge}
        aria-orientation="vertical"
        aria-label={texts.width}
        aria-valuemin={NARROWEST}
        aria-valuemax={WIDEST}
        aria-valuenow={width}
        tabIndex={0}
        onPointerDown={down}
        onPointerMove={(event) => {
          if (drag.current) resize(drag.current.width + drag.current.x - event.clientX);
        }}
        onPointerUp={() => {
          drag.current = null;
        }}
        onKeyDown={step}
      />
      {children}
    </aside>
  );
}
