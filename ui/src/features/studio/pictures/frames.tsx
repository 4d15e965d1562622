import { Tag } from "@/components/ui/tag";
import type { StudioComposition } from "@/platform";
import styles from "./pictures.module.css";
import { texts } from "./texts";

const t = texts.compose;
const TONES = { note: "neutral", warning: "warn", stop: "neg" } as const;

/** All placements as they would look, and what to look at in them. */
export function Frames({ composition, headline }: { composition: StudioComposition; headline: string }) {
  const found = composition.frames.flatMap((frame) =>
    frame.findings.map((finding) => ({ ...finding, ratio: frame.ratio })),
  );
  return (
    <>
      <div className={styles.frames}>
        {composition.frames.map((frame) => (
          <figure
            key={frame.placement}
            className={styles.frame}
            data-testid={`studio-frame-${frame.placement}`}
          >
            <figcaption>
              <b>{frame.ratio}</b> {t.frames[frame.placement]}
            </figcaption>
            <div className={styles.canvas} style={{ aspectRatio: `${frame.width} / ${frame.height}` }}>
              {frame.preview === null ? (
                <p className={styles.problem}>{frame.problem}</p>
              ) : (
                <img src={frame.preview} alt={t.alt(frame.ratio, headline)} draggable={false} />
              )}
              {frame.preview !== null && frame.coveredTop > 0 && (
                <span className={styles.covered} style={{ top: 0, height: `${frame.coveredTop * 100}%` }} />
              )}
              {frame.preview !== null && frame.coveredBottom > 0 && (
                <span
                  className={styles.covered}
                  style={{ bottom: 0, height: `${frame.coveredBottom * 100}%` }}
                >
                  <span>{t.covered}</span>
                </span>
              )}
            </div>
          </figure>
        ))}
      </div>
      <section className={styles.findings} aria-label={t.before}>
        <h3 className={styles.subtitle}>{t.before}</h3>
        {found.length === 0 && composition.frames.every(({ problem }) => problem === null) && (
          <Tag tone="pos">{t.clear}</Tag>
        )}
        <ul>
          {composition.frames.map(
            (frame) =>
              frame.problem !== null && (
                <li key={frame.placement}>
                  <Tag tone="neg">{t.severities.stop}</Tag> {frame.problem}
                </li>
              ),
          )}
          {found.map((finding) => (
            <li key={`${finding.ratio} ${finding.reason}`}>
              <Tag tone={TONES[finding.severity]}>{t.severities[finding.severity]}</Tag> {finding.ratio}:{" "}
              {finding.reason} {finding.remedy}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
