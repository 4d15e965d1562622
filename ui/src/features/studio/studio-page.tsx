import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { toIpcError } from "@/api/errors";
import {
  useCancelCopy,
  useDeleteBrief,
  useSaveBrief,
  useStartCopy,
  useStudioBrief,
  useStudioBriefs,
  useStudioEstimate,
  useStudioProviders,
  useUpdateVariant,
} from "@/api/studio";
import { PageHead } from "@/components/page-head/page-head";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { Tabs } from "@/components/ui/tabs";
import { Banner, EmptyState, ErrorState, LoadingRows } from "@/components/ui/view-states";
import { useHotkeys } from "@/lib/use-hotkeys";
import type { StartStudioCopy, StudioBrief } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { BriefForm } from "./components/brief-form";
import { RunLine } from "./components/run-line";
import { VariantRow } from "./components/variant-row";
import { exampleBrief, letterOf, newBrief } from "./model";
import { PicturesPart } from "./pictures/pictures-part";
import { texts as pictureTexts } from "./pictures/texts";
import { PublishView } from "./publish/publish-view";
import { texts as publishTexts } from "./publish/texts";
import styles from "./studio.module.css";
import { texts } from "./texts";

const FRESH = "new";

/** From a brief to texts that can be used. */
export function StudioPage() {
  const workspace = useWorkspace();
  const { brief: named } = useParams({ strict: false });
  const navigate = useNavigate();
  const { notice, announce } = useFrameActs();
  const briefs = useStudioBriefs();
  const services = useStudioProviders();
  const newest = briefs.data?.[0]?.id;
  const id = named === FRESH ? null : (named ?? newest ?? null);
  const detail = useStudioBrief(id);
  const accounts = workspace?.accounts ?? [];
  const [typing, setTyping] = useState<{ id: string | null; brief: StudioBrief } | null>(null);
  const [wanted, setWanted] = useState<string | null>(null);
  const [part, setPart] = useState<"copy" | "pictures">("copy");
  const [publishing, setPublishing] = useState(false);
  const save = useSaveBrief();
  const start = useStartCopy();
  const cancel = useCancelCopy();
  const update = useUpdateVariant();
  const remove = useDeleteBrief();

  const kept = detail.data?.brief ?? null;
  // Another brief begins anew; what is typed into this one stays while its variants come in.
  const typed = typing !== null && typing.id === id ? typing.brief : null;
  // The first brief of a demo is filled, so that there is something to write from.
  const first = workspace?.kind === "demo" && briefs.data?.length === 0 ? exampleBrief : newBrief;
  const brief = typed ?? kept ?? (id === null ? first(accounts[0]?.id ?? "") : null);
  const changed = typed !== null && JSON.stringify(typed) !== JSON.stringify(kept);

  const writers = (services.data?.providers ?? []).filter(({ writes }) => writes);
  const provider = writers.find((one) => one.id === wanted) ?? writers[0];
  const estimate = useStudioEstimate(
    kept?.id != null && provider !== undefined ? { briefId: kept.id, providerId: provider.id } : null,
  );
  const running = detail.data?.run?.state === "running";
  const noService = services.isSuccess && writers.length === 0;
  const online = workspace?.online !== false;
  const block = noService
    ? texts.noKey.title
    : running
      ? texts.run.states.running
      : changed || kept === null
        ? texts.brief.unsaved
        : null;

  const failed = (error: unknown): void => notice(toIpcError(error));
  const open = (next: string): void =>
    void navigate({ to: "/studio/{-$brief}", params: { brief: next }, search: true });
  const handleSave = (): void => {
    if (brief === null || save.isPending) return;
    save.mutate(brief, {
      onError: failed,
      onSuccess: (saved) => {
        setTyping(null);
        announce(texts.brief.saved);
        if (saved.brief.id !== null) open(saved.brief.id);
      },
    });
  };
  const ask = (what: Omit<StartStudioCopy, "briefId" | "providerId">): void => {
    if (block !== null) announce(block);
    else if (kept?.id != null && provider !== undefined)
      start.mutate({ briefId: kept.id, providerId: provider.id, ...what }, { onError: failed });
  };
  const write = (): void => ask({ task: "write", variantId: null, field: null, language: null });
  const { keys } = texts;
  const canPublish = kept?.id != null && (detail.data?.variants.length ?? 0) > 0 && !running && !changed;
  const isPublishing = publishing && canPublish;
  useHotkeys(
    [
      { keys: "Ctrl+G", label: keys.write, group: keys.group, everywhere: true, run: write },
      { keys: "Ctrl+S", label: keys.save, group: keys.group, everywhere: true, run: handleSave },
      { keys: "N", label: keys.fresh, group: keys.group, run: () => open(FRESH) },
      { keys: "P", label: keys.publish, group: keys.group, run: () => setPublishing(true) },
    ],
    !isPublishing,
  );

  const loading = briefs.isPending || (id !== null && detail.isPending);
  const error = detail.error ?? briefs.error;
  const variants = detail.data?.variants ?? [];
  const chosen = variants.filter((one) => one.chosen).length;
  const copy = (
    <section className={styles.copy} aria-label={texts.copy.title}>
      {estimate.data !== undefined && (
        <p className={styles.leaves}>
          {texts.cost(estimate.data.cost)} · {texts.leaves(estimate.data.host, estimate.data.sources.length)}
        </p>
      )}
      {estimate.error !== null && <Banner tone="warn">{toIpcError(estimate.error).message}</Banner>}
      {detail.data?.run != null && <RunLine run={detail.data.run} />}
      {variants.length === 0 && !running && (
        <EmptyState
          title={kept === null ? texts.emptyBrief.title : texts.copy.none.title}
          text={kept === null ? texts.emptyBrief.text : texts.copy.none.text}
        />
      )}
      <ol className={styles.variants}>
        {variants.map((variant, index) => (
          <VariantRow
            key={variant.id}
            variant={variant}
            letter={letterOf(index)}
            limits={detail.data?.limits ?? { primaryText: 125, headline: 40, description: 30 }}
            buttons={detail.data?.buttons ?? []}
            block={block}
            onChange={(change) =>
              update.mutate(
                {
                  briefId: kept?.id ?? "",
                  variantId: variant.id,
                  copy: change.copy ?? null,
                  rating: change.rating ?? null,
                  locked: change.locked ?? null,
                  chosen: change.chosen ?? null,
                  remove: change.remove ?? false,
                },
                { onError: failed },
              )
            }
            onAgain={(field) => ask({ task: "field", variantId: variant.id, field, language: null })}
            onTranslate={(language) =>
              ask({ task: "translate", variantId: variant.id, field: null, language })
            }
          />
        ))}
      </ol>
    </section>
  );
  if (isPublishing && detail.data !== undefined)
    return <PublishView key={id} detail={detail.data} onBack={() => setPublishing(false)} />;
  return (
    <div className={styles.page} data-testid="studio">
      <PageHead
        title={texts.title}
        beside={
          (briefs.data?.length ?? 0) > 0 && (
            <Select
              label={texts.brief.choose}
              value={id ?? FRESH}
              options={[
                ...(briefs.data ?? []).map((row) => ({ value: row.id, label: row.name })),
                { value: FRESH, label: texts.brief.fresh },
              ]}
              onChange={open}
            />
          )
        }
        note={variants.length > 0 ? texts.copy.chosen(variants.length, chosen) : ""}
      >
        {provider !== undefined && (
          <Select
            label={texts.provider}
            value={provider.id}
            options={writers.map((one) => ({ value: one.id, label: one.name }))}
            onChange={setWanted}
          />
        )}
        <Button icon="plus" keys="N" onClick={() => open(FRESH)}>
          {texts.brief.fresh}
        </Button>
        {variants.length > 0 && (
          <Button
            icon="arrow-up"
            keys="P"
            disabled={!canPublish}
            title={changed ? texts.brief.unsaved : undefined}
            onClick={() => setPublishing(true)}
          >
            {publishTexts.open}
          </Button>
        )}
        {running && kept?.id != null ? (
          <Button icon="stop" onClick={() => cancel.mutate(kept.id ?? "", { onError: failed })}>
            {texts.stop}
          </Button>
        ) : (
          <Button
            kind="primary"
            keys="Ctrl+G"
            disabled={block !== null}
            busy={start.isPending}
            onClick={write}
          >
            {texts.write(brief?.count ?? 0)}
          </Button>
        )}
      </PageHead>
      {!online && <Banner tone="neutral">{texts.offline}</Banner>}
      {error !== null && detail.data !== undefined && <Banner tone="warn">{texts.stale}</Banner>}
      {noService && (
        <Banner
          tone="info"
          testId="studio-no-service"
          action={
            <Link to="/settings/{-$section}" params={{ section: "studio" }} search={true}>
              {texts.noKey.act}
            </Link>
          }
        >
          {texts.noKey.title}. {texts.noKey.text}
        </Banner>
      )}
      {loading && <LoadingRows label={texts.loading} />}
      {!loading && error !== null && detail.data === undefined && (
        <div className={styles.failure}>
          <ErrorState error={toIpcError(error)} />
        </div>
      )}
      {!loading && brief !== null && (error === null || detail.data !== undefined) && (
        <div className={styles.split}>
          <BriefForm
            key={id ?? FRESH}
            brief={brief}
            accounts={accounts}
            busy={save.isPending}
            onChange={(next) => setTyping({ id, brief: next })}
            onSave={handleSave}
            onRemove={
              kept?.id == null
                ? undefined
                : () => remove.mutate(kept.id ?? "", { onError: failed, onSuccess: () => open(FRESH) })
            }
          />
          <Tabs
            className={styles.parts}
            label={pictureTexts.tabs}
            value={part}
            onChange={setPart}
            tabs={[
              { value: "copy", label: texts.copy.title, content: copy },
              {
                value: "pictures",
                label: pictureTexts.tab,
                content: (
                  <PicturesPart briefId={kept?.id ?? null} language={brief.language} variants={variants} />
                ),
              },
            ]}
          />
        </div>
      )}
    </div>
  );
}
