import { useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { useAccountChoices } from "@/api/creating";
import { toIpcError } from "@/api/errors";
import { usePlatform } from "@/api/platform-context";
import { useApplyChanges, useWriteState } from "@/api/writes";
import { writesBlocked } from "@/components/changes/words";
import { PageHead } from "@/components/page-head/page-head";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import { Banner, EmptyState, LoadingRows } from "@/components/ui/view-states";
import { joinSentences } from "@/lib/sentences";
import { useHotkeys } from "@/lib/use-hotkeys";
import type { IpcError, StudioBriefDetail } from "@/platform";
import { letterOf } from "../model";
import studio from "../studio.module.css";
import { Matrix } from "./matrix";
import { PictureList } from "./picture-list";
import { PlaceList } from "./place-list";
import styles from "./publish.module.css";
import { Sent } from "./sent";
import { texts } from "./texts";
import { type PublishWish, usePublishLook } from "./use-publish-look";

const TEMPLATE = "{adset} · {text} · {picture}";

type Props = {
  detail: StudioBriefDetail;
  onBack: () => void;
};

/** The variants that are used: the chosen ones, or all where none is. */
function usedTexts({ variants }: StudioBriefDetail) {
  const any = variants.some(({ chosen }) => chosen);
  return variants.flatMap(({ copy, language, chosen }, index) =>
    chosen || !any ? [{ label: letterOf(index), copy, language }] : [],
  );
}

/** From the texts of a brief and pictures to paused ads: every text with every picture in every ad set. */
export function PublishView({ detail, onBack }: Props) {
  const platform = usePlatform();
  const workspace = useWorkspace();
  const state = useWriteState();
  const apply = useApplyChanges();
  const { brief } = detail;
  const choices = useAccountChoices(brief.accountId);
  const [adSetIds, setAdSetIds] = useState<string[]>([]);
  const [paths, setPaths] = useState<string[]>([]);
  const [page, setPage] = useState<string | null>(null);
  const [link, setLink] = useState(brief.link);
  const [template, setTemplate] = useState(TEMPLATE);
  const [despite, setDespite] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const [failed, setFailed] = useState<IpcError | null>(null);
  const [sent, setSent] = useState<string | null>(null);
  const [retrying, setRetrying] = useState(false);

  const used = usedTexts(detail);
  const pages = choices.data?.pages ?? [];
  const pageId = page ?? pages[0]?.id ?? null;
  const wish: PublishWish | null =
    sent !== null || pageId === null || adSetIds.length === 0 || paths.length === 0 || used.length === 0
      ? null
      : {
          briefId: brief.id,
          accountId: brief.accountId,
          adSetIds,
          pageId,
          instagramUserId: null,
          link,
          texts: used,
          pictures: paths,
          template,
          despite,
        };
  const look = usePublishLook(wish);
  const { matrix } = look;
  const preview = matrix?.preview ?? null;
  const online = workspace?.online !== false;
  const blocked = workspace === null ? null : writesBlocked(state, workspace);
  const count = preview?.canBeSent ?? 0;
  const fits = look.current && preview !== null && count > 0 && preview.refusals.length === 0;
  const ready = fits && look.checked;

  const fail = (error: unknown): void => setFailed(toIpcError(error));
  const add = (): void => {
    if (choosing || sent !== null) return;
    setChoosing(true);
    setFailed(null);
    platform
      .chooseFile("open_picture", "")
      .then((path) => {
        if (path !== null) setPaths((now) => (now.includes(path) ? now : [...now, path]));
      }, fail)
      .finally(() => setChoosing(false));
  };
  const act = (): void => {
    if (!online || sent !== null) return;
    if (!ready) {
      if (fits && !look.checking) look.check();
      return;
    }
    if (blocked !== null || apply.isPending || preview === null) return;
    setFailed(null);
    apply.mutate(
      { previewId: preview.id, asked: preview.asks, amounts: [] },
      { onSuccess: ({ changeId }) => setSent(changeId), onError: fail },
    );
  };
  const retry = (): void => {
    if (sent === null) return;
    setRetrying(true);
    platform
      .retryChanges({ changeId: sent, asked: true, amounts: [] })
      .then(() => undefined, fail)
      .finally(() => setRetrying(false));
  };
  useHotkeys([
    { keys: "Ctrl+Enter", label: texts.keys.act, group: texts.keys.group, everywhere: true, run: act },
    { keys: "A", label: texts.keys.picture, group: texts.keys.group, run: add },
    { keys: "Escape", label: texts.keys.back, group: texts.keys.group, run: onBack },
  ]);
  const problem = failed ?? look.error ?? (look.current ? preview?.problem : null) ?? null;

  return (
    <div className={studio.page} data-testid="publish">
      <PageHead title={texts.title} note={brief.name}>
        <Button keys="Escape" onClick={onBack}>
          {texts.back}
        </Button>
        {sent === null && (
          <Button
            kind="primary"
            keys="Ctrl+Enter"
            data-testid="publish-act"
            disabled={!online || !fits || (ready && blocked !== null)}
            busy={look.checking || apply.isPending}
            onClick={act}
          >
            {ready ? texts.make(count) : texts.check}
          </Button>
        )}
      </PageHead>
      {!online && <Banner tone="neutral">{texts.offline}</Banner>}
      {blocked !== null && <Banner tone="warn">{blocked}</Banner>}
      {problem !== null && <Banner tone="neg">{joinSentences(problem.message, problem.remedy)}</Banner>}
      {choices.data?.problem != null && <Banner tone="warn">{choices.data.problem.message}</Banner>}
      {sent !== null ? (
        <Sent changeId={sent} busy={retrying} onRetry={retry} onAnother={() => setSent(null)} />
      ) : (
        <div className={styles.split}>
          <section className={styles.form} aria-label={texts.form}>
            <p className={styles.quiet}>
              {texts.variants(detail.variants.filter(({ chosen }) => chosen).length, detail.variants.length)}
            </p>
            <PlaceList accountId={brief.accountId} chosen={adSetIds} onChange={setAdSetIds} />
            <PictureList
              paths={paths}
              pictures={matrix?.pictures ?? []}
              busy={choosing}
              onAdd={add}
              onRemove={(path) => setPaths((now) => now.filter((one) => one !== path))}
            />
            {pages.length > 0 && pageId !== null && (
              <div className={styles.part}>
                <span className={styles.label}>{texts.page}</span>
                <Select
                  label={texts.page}
                  value={pageId}
                  options={pages.map(({ id, name }) => ({ value: id, label: name }))}
                  onChange={setPage}
                />
              </div>
            )}
            {choices.isSuccess && pages.length === 0 && <p className={styles.said}>{texts.noPage}</p>}
            <TextField label={texts.link} value={link} onChange={(event) => setLink(event.target.value)} />
            <TextField
              label={texts.template}
              hint={texts.templateHint}
              value={template}
              onChange={(event) => setTemplate(event.target.value)}
            />
            <Checkbox checked={despite} onChange={setDespite}>
              {texts.despite}
            </Checkbox>
            <p className={styles.quiet}>{texts.paused}</p>
          </section>
          <section className={styles.result} aria-label={texts.matrix.title}>
            {wish === null && <EmptyState title={texts.matrix.empty.title} text={texts.matrix.empty.text} />}
            {wish !== null && matrix === null && look.error === null && (
              <LoadingRows label={texts.matrix.looking} />
            )}
            {wish !== null && matrix !== null && (
              <>
                <div className={styles.head}>
                  <h2 role="status" data-testid="publish-count">
                    {look.checking
                      ? texts.checking
                      : look.current
                        ? texts.matrix.count(count, matrix.leftOut)
                        : texts.matrix.looking}
                  </h2>
                  {ready && <span className={styles.good}>{texts.checked}</span>}
                </div>
                <Matrix matrix={matrix} labels={used.map(({ label }) => label)} />
              </>
            )}
          </section>
        </div>
      )}
    </div>
  );
}
