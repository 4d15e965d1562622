import { useDeferredValue, useState } from "react";
import { toIpcError } from "@/api/errors";
import { useCancelPainting, usePaintEstimate, usePaintPicture } from "@/api/pictures";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { Banner } from "@/components/ui/view-states";
import { microDollars } from "@/lib/micro-dollars";
import { joinSentences } from "@/lib/sentences";
import type { StudioPaintRun, StudioProvider, StudioShape } from "@/platform";
import { AreaField } from "../components/area-field";
import styles from "./pictures.module.css";
import { texts } from "./texts";

const t = texts.paint;
const SHAPES = ["square", "portrait", "landscape"] as const satisfies readonly StudioShape[];

type Props = {
  briefId: string | null;
  /** Services that paint. */
  painters: readonly StudioProvider[];
  run: StudioPaintRun | null;
  onFailed: (error: unknown) => void;
};

/** A picture from words. */
export function PaintForm({ briefId, painters, run, onFailed }: Props) {
  const [prompt, setPrompt] = useState("");
  const [shape, setShape] = useState<StudioShape>("square");
  const [wanted, setWanted] = useState<string | null>(null);
  const painter = painters.find(({ id }) => id === wanted) ?? painters[0];
  const paint = usePaintPicture();
  const cancel = useCancelPainting();
  const asked =
    briefId === null || painter === undefined || prompt.trim() === ""
      ? null
      : { briefId, providerId: painter.id, prompt, shape };
  const estimate = usePaintEstimate(useDeferredValue(asked));
  const running = run?.state === "running";
  const missing = briefId === null ? t.noBrief : painter === undefined ? t.noService : null;
  const refused = estimate.error === null || asked === null ? null : toIpcError(estimate.error);
  return (
    <section className={styles.paint} aria-label={t.title}>
      <h3 className={styles.subtitle}>{t.title}</h3>
      {missing !== null && <p className={styles.hint}>{missing}</p>}
      <AreaField
        label={t.prompt}
        hint={t.hint}
        value={prompt}
        disabled={missing !== null}
        onChange={setPrompt}
      />
      <div className={styles.acts}>
        <Select
          label={t.shape}
          value={shape}
          options={SHAPES.map((value) => ({ value, label: t.shapes[value] }))}
          disabled={missing !== null}
          onChange={setShape}
        />
        {painter !== undefined && (
          <Select
            label={t.by}
            value={painter.id}
            options={painters.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={setWanted}
          />
        )}
        {running ? (
          <Button icon="stop" onClick={() => cancel.mutate(null, { onError: onFailed })}>
            {t.stop}
          </Button>
        ) : (
          <Button
            disabled={asked === null || refused !== null}
            busy={paint.isPending}
            onClick={() => asked !== null && paint.mutate(asked, { onError: onFailed })}
          >
            {t.act}
          </Button>
        )}
        {asked !== null && estimate.data != null && (
          <span className={styles.hint}>{t.estimate(estimate.data.cost, estimate.data.host)}</span>
        )}
      </div>
      {refused !== null && <Banner tone="warn">{refused.message}</Banner>}
      {run !== null && <RunWords run={run} />}
    </section>
  );
}

function RunWords({ run }: { run: StudioPaintRun }) {
  const { error } = run;
  return (
    <>
      <output className={styles.hint} data-testid="studio-paint-run">
        {t.states[run.state]}: <span dir="auto">{run.prompt}</span> · {run.provider}
        {run.cost > 0 && ` · ${microDollars(run.cost)}`}
      </output>
      {error !== null && (
        <Banner tone="neg">{joinSentences(error.message, error.remedy ?? undefined)}</Banner>
      )}
      {run.state === "interrupted" && <Banner tone="warn">{t.interrupted}</Banner>}
    </>
  );
}
