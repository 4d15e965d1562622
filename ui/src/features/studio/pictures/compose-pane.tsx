import { useDeferredValue, useState } from "react";
import { toIpcError } from "@/api/errors";
import { useComposePicture, useComposition } from "@/api/pictures";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import { EmptyState, ErrorState, LoadingRows } from "@/components/ui/view-states";
import type {
  ComposeStudioPicture,
  StudioPicture,
  StudioPoint,
  StudioTemplate,
  StudioVariant,
} from "@/platform";
import { letterOf } from "../model";
import { FocusField } from "./focus-field";
import { Frames } from "./frames";
import styles from "./pictures.module.css";
import { texts } from "./texts";

const t = texts.compose;
const OWN = "own";
const USUAL = "scrim";

type Props = {
  picture: StudioPicture | null;
  templates: readonly StudioTemplate[];
  variants: readonly StudioVariant[];
  briefId: string | null;
  language: string;
  onSaid: (text: string) => void;
  onFailed: (error: unknown) => void;
};

type Words = { from: string; headline: string; subline: string; tag: string };

const wordsOf = (variants: readonly StudioVariant[], id: string): Words | undefined => {
  const variant = variants.find((one) => one.id === id);
  return variant && { from: id, headline: variant.copy.headline, subline: variant.copy.description, tag: "" };
};

/** One picture and one text in every placement. */
export function ComposePane(props: Props) {
  const { picture, templates, variants, briefId, language, onSaid, onFailed } = props;
  const first = variants.find(({ chosen }) => chosen) ?? variants[0];
  const [typed, setTyped] = useState<Words | null>(null);
  const [template, setTemplate] = useState(USUAL);
  const [aimed, setAimed] = useState<{ hash: string; at: StudioPoint } | null>(null);
  const keep = useComposePicture();
  const words = typed ??
    wordsOf(variants, first?.id ?? "") ?? { from: OWN, headline: "", subline: "", tag: "" };
  const focus = aimed !== null && aimed.hash === picture?.hash ? aimed.at : null;
  const asked: ComposeStudioPicture | null = picture && {
    hash: picture.hash,
    template,
    headline: words.headline,
    subline: words.subline,
    tag: words.tag,
    language,
    focus,
    briefId,
  };
  const shown = useComposition(useDeferredValue(asked));
  if (picture === null || asked === null) return <EmptyState title={t.pick.title} text={t.pick.text} />;

  const type = (change: Partial<Words>): void => setTyped({ ...words, from: OWN, ...change });
  const handleKeep = (): void =>
    keep.mutate(asked, {
      onError: onFailed,
      onSuccess: ({ frames }) =>
        onSaid(t.done(frames.filter(({ hash }) => hash !== null).length, frames.length)),
    });
  const sources = variants.map(({ id }, index) => ({ value: id, label: t.variant(letterOf(index)) }));
  return (
    <>
      <div className={styles.acts}>
        <Select
          label={t.template}
          value={template}
          options={templates.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setTemplate}
        />
        <Select
          label={t.words}
          value={words.from}
          options={[...sources, { value: OWN, label: t.own }]}
          onChange={(id) => setTyped(wordsOf(variants, id) ?? { ...words, from: OWN })}
        />
        <Button kind="primary" busy={keep.isPending} disabled={shown.data == null} onClick={handleKeep}>
          {t.keep}
        </Button>
      </div>
      <div className={styles.words}>
        <TextField
          label={t.headline}
          dir="auto"
          value={words.headline}
          onChange={(event) => type({ headline: event.target.value })}
        />
        <TextField
          label={t.subline}
          dir="auto"
          value={words.subline}
          onChange={(event) => type({ subline: event.target.value })}
        />
        <TextField
          label={t.tag}
          dir="auto"
          value={words.tag}
          onChange={(event) => type({ tag: event.target.value })}
        />
      </div>
      {shown.error !== null && <ErrorState error={toIpcError(shown.error)} />}
      {shown.isPending && <LoadingRows label={t.loading} rows={8} />}
      {shown.data != null && <Frames composition={shown.data} headline={words.headline} />}
      <FocusField
        picture={picture}
        at={focus ?? shown.data?.focus ?? { x: 0.5, y: 0.5 }}
        guessed={focus === null}
        onChange={(at) => setAimed(at && { hash: picture.hash, at })}
      />
    </>
  );
}
