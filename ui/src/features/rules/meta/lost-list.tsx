import type { LostEffect, LostPart } from "@/platform";
import styles from "./meta.module.css";
import { texts } from "./texts";

const ORDER: readonly LostEffect[] = ["wider", "accept", "narrower"];

/** What could not be carried over, the gravest first, each with its place. */
export function LostList({ lost }: { lost: readonly LostPart[] }) {
  return ORDER.map((effect) => {
    const parts = lost.filter((part) => part.effect === effect);
    if (parts.length === 0) return null;
    return (
      <section key={effect} className={styles.lost} data-effect={effect}>
        <h3>{texts.effects[effect]}</h3>
        <ul>
          {parts.map(({ place, what }) => (
            <li key={`${place}|${what}`}>
              {what} {place !== "" && <code>{place}</code>}
            </li>
          ))}
        </ul>
      </section>
    );
  });
}
