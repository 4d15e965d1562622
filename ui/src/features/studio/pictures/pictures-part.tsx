import { useDeferredValue, useState } from "react";
import { toIpcError } from "@/api/errors";
import { useImportPicture, useStudioPictures, useUpdatePicture } from "@/api/pictures";
import { useStudioProviders } from "@/api/studio";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import { Banner, EmptyState, ErrorState, LoadingRows } from "@/components/ui/view-states";
import { useHotkeys } from "@/lib/use-hotkeys";
import type { StudioPicture, StudioVariant } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { texts as studio } from "../texts";
import { ComposePane } from "./compose-pane";
import { PaintForm } from "./paint-form";
import { PictureCard } from "./picture-card";
import { PictureWords } from "./picture-words";
import styles from "./pictures.module.css";
import { texts } from "./texts";

/** Pictures of one page. */
const PAGE = 24;

type Props = {
  briefId: string | null;
  language: string;
  variants: readonly StudioVariant[];
};

/** The library, what paints into it, and what is composed from it. */
export function PicturesPart({ briefId, language, variants }: Props) {
  const { notice, announce } = useFrameActs();
  const [text, setText] = useState("");
  const [trashed, setTrashed] = useState(false);
  const [from, setFrom] = useState(0);
  const [chosen, setChosen] = useState<StudioPicture | null>(null);
  const library = useStudioPictures({ text: useDeferredValue(text), trashed, offset: from, limit: PAGE });
  const services = useStudioProviders();
  const take = useImportPicture();
  const update = useUpdatePicture();
  const failed = (error: unknown): void => notice(toIpcError(error));
  const painters = (services.data?.providers ?? []).filter(({ writes }) => !writes);
  const pictures = library.data?.pictures ?? [];
  const total = library.data?.total ?? 0;

  const handleImport = (): void => {
    if (take.isPending) return;
    take.mutate(null, {
      onError: failed,
      onSuccess: (taken) => {
        if (taken === null) return;
        const { picture, known } = taken;
        announce(known ? texts.known(picture.name) : texts.imported(picture.name));
        setChosen(picture);
      },
    });
  };
  const handleTrash = (picture: StudioPicture, away: boolean): void =>
    update.mutate(
      { hash: picture.hash, name: null, tags: null, trashed: away },
      {
        onError: failed,
        onSuccess: () => {
          announce(away ? texts.thrown(picture.name) : texts.back(picture.name));
          if (away && chosen?.hash === picture.hash) setChosen(null);
        },
      },
    );
  useHotkeys([{ keys: "I", label: texts.import, group: studio.keys.group, run: handleImport }]);

  const empty = text.trim() !== "" ? texts.nothing : trashed ? texts.emptyTrash : texts.none;
  return (
    <div className={styles.part} data-testid="studio-pictures">
      <section className={styles.library} aria-label={texts.library}>
        <div className={styles.acts}>
          <TextField
            label={texts.search}
            hideLabel
            icon="search"
            size="small"
            placeholder={texts.search}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setFrom(0);
            }}
          />
          <Select
            label={texts.library}
            value={trashed ? "trash" : "kept"}
            options={[
              { value: "kept", label: texts.kept },
              { value: "trash", label: texts.trash },
            ]}
            onChange={(value) => {
              setTrashed(value === "trash");
              setFrom(0);
            }}
          />
          <span className={styles.hint}>{texts.count(total)}</span>
          <Button icon="plus" keys="I" busy={take.isPending} onClick={handleImport}>
            {texts.import}
          </Button>
        </div>
        {library.error !== null && library.data !== undefined && <Banner tone="warn">{texts.stale}</Banner>}
        {library.isPending && <LoadingRows label={texts.loading} rows={6} />}
        {library.error !== null && library.data === undefined && (
          <ErrorState error={toIpcError(library.error)} />
        )}
        {library.isSuccess && pictures.length === 0 && <EmptyState title={empty.title} text={empty.text} />}
        <ul className={styles.grid}>
          {pictures.map((picture) => (
            <PictureCard
              key={picture.hash}
              picture={picture}
              chosen={picture.hash === chosen?.hash}
              onChoose={() => setChosen(picture)}
              onTrash={(away) => handleTrash(picture, away)}
            />
          ))}
        </ul>
        {(total > PAGE || from > 0) && (
          <nav className={styles.acts} aria-label={texts.pages.label}>
            <Button
              size="small"
              disabled={from === 0}
              onClick={() => setFrom((now) => Math.max(0, now - PAGE))}
            >
              {texts.pages.newer}
            </Button>
            <Button size="small" disabled={from + PAGE >= total} onClick={() => setFrom((now) => now + PAGE)}>
              {texts.pages.older}
            </Button>
            {pictures.length > 0 && (
              <span className={styles.hint}>
                {texts.pages.shown(from + 1, from + pictures.length, total)}
              </span>
            )}
          </nav>
        )}
        <PaintForm briefId={briefId} painters={painters} run={library.data?.run ?? null} onFailed={failed} />
      </section>
      <section className={styles.compose} aria-label={texts.compose.title}>
        {chosen !== null && (
          <PictureWords key={chosen.hash} picture={chosen} onChanged={setChosen} onFailed={failed} />
        )}
        <ComposePane
          picture={chosen}
          templates={library.data?.templates ?? []}
          variants={variants}
          briefId={briefId}
          language={language}
          onSaid={announce}
          onFailed={failed}
        />
      </section>
    </div>
  );
}
