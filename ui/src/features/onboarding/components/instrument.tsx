import styles from "./start-screen.module.css";

const CENTRE = { x: 250, y: 92 };
const FROM = 48;
const TO = 132;

function point(degrees: number, radius: number): { x: number; y: number } {
  const angle = (degrees * Math.PI) / 180;
  return { x: CENTRE.x + radius * Math.cos(angle), y: CENTRE.y + radius * Math.sin(angle) };
}

const round = (value: number): number => Math.round(value * 10) / 10;

function line(degrees: number, inner: number, outer: number): string {
  const [a, b] = [point(degrees, inner), point(degrees, outer)];
  return `M${round(a.x)} ${round(a.y)}L${round(b.x)} ${round(b.y)}`;
}

function arc(radius: number): string {
  const [a, b] = [point(FROM, radius), point(TO, radius)];
  return `M${round(a.x)} ${round(a.y)}A${radius} ${radius} 0 0 1 ${round(b.x)} ${round(b.y)}`;
}

const marks = (every: number, inner: number, outer: number): string =>
  Array.from({ length: Math.floor((TO - FROM) / every) + 1 }, (_, index) =>
    line(FROM + index * every, inner, outer),
  ).join("");

/** A sextant in hairlines: frame, graduated arc, index arm. Decoration. */
export function Instrument() {
  const arm = point(76, 396);
  return (
    <svg className={styles.instrument} viewBox="-60 60 620 450" fill="none" aria-hidden="true">
      <path d="M-60 300H560" strokeDasharray="1 5" />
      <circle cx="372" cy="283" r="17" className={styles.sun} />
      <path d={arc(330)} />
      <path d={arc(372)} />
      <path d={arc(390)} />
      <path d={marks(1, 372, 378)} />
      <path d={marks(5, 372, 384)} />
      <path d={marks(10, 372, 390)} />
      <path d={line(FROM, 0, 390) + line(TO, 0, 390)} />
      <path d={line(70, 150, 330) + line(90, 150, 330) + line(110, 150, 330)} opacity="0.6" />
      <path
        d={`M${point(FROM, 150).x} ${point(FROM, 150).y}A150 150 0 0 1 ${point(TO, 150).x} ${point(TO, 150).y}`}
      />
      <g className={styles.arm}>
        <path d={`M${CENTRE.x} ${CENTRE.y}L${round(arm.x)} ${round(arm.y)}`} />
        <path d={line(73.5, 366, 396) + line(78.5, 366, 396)} />
        <circle cx={CENTRE.x} cy={CENTRE.y} r="9" />
        <circle cx={CENTRE.x} cy={CENTRE.y} r="2.500" className={styles.pivot} />
      </g>
    </svg>
  );
}
