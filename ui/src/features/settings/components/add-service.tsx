import { type FormEvent, useState } from "react";
import { toIpcError } from "@/api/errors";
import { useChangeProviders } from "@/api/studio";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import type { SaveStudioProvider, StudioFormat } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { studioTexts as t } from "../studio-texts";
import styles from "./services.module.css";

const FORMATS: StudioFormat[] = [
  "anthropic",
  "open_ai",
  "open_ai_compatible",
  "open_ai_images",
  "http_images",
];

/** How a service of any kind is asked, to begin with. */
const TEMPLATE = `{
  "headers": [["Authorization", "Bearer {{key}}"]],
  "body": { "model": "{{model}}", "prompt": "{{prompt}}", "width": "{{width}}", "height": "{{height}}" },
  "picture_at": "/images/0"
}`;

const EMPTY = { name: "", url: "", model: "", key: "", price: "", template: TEMPLATE };

/** A typed price in millionths of a US dollar; `null` where none was typed, `undefined` where it is none. */
function priceOf(typed: string): number | null | undefined {
  if (typed.trim() === "") return null;
  const dollars = Number(typed);
  return Number.isFinite(dollars) && dollars >= 0 ? Math.round(dollars * 1_000_000) : undefined;
}

/** A form for a service that is to be asked. */
export function AddService() {
  const { notice } = useFrameActs();
  const save = useChangeProviders((platform, input: SaveStudioProvider) =>
    platform.saveStudioProvider(input),
  );
  const [format, setFormat] = useState<StudioFormat>("anthropic");
  const [typed, setTyped] = useState(EMPTY);
  const put = (part: Partial<typeof EMPTY>): void => setTyped((now) => ({ ...now, ...part }));
  const isAny = format === "http_images";
  const price = isAny ? priceOf(typed.price) : null;
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (price === undefined) return;
    const { name, url, model, key, template } = typed;
    save.mutate(
      {
        id: null,
        name: name.trim() === "" ? t.formats[format] : name,
        format,
        baseUrl: url.trim() === "" ? null : url.trim(),
        model,
        key: key === "" ? null : key,
        inputPrice: null,
        outputPrice: null,
        picturePrice: price,
        template: isAny ? template : null,
      },
      { onError: (error) => notice(toIpcError(error)), onSuccess: () => setTyped(EMPTY) },
    );
  };
  return (
    <form className={styles.adding} onSubmit={handleSubmit} noValidate>
      <div className={styles.kind}>
        <span aria-hidden="true">{t.format}</span>
        <Select
          label={t.format}
          value={format}
          options={FORMATS.map((value) => ({ value, label: t.formats[value] }))}
          onChange={setFormat}
        />
      </div>
      <TextField
        label={t.name}
        size="small"
        placeholder={t.formats[format]}
        value={typed.name}
        onChange={(event) => put({ name: event.target.value })}
      />
      <TextField
        label={t.url}
        size="small"
        mono
        placeholder={isAny ? t.urlWhole : t.urlHint}
        value={typed.url}
        onChange={(event) => put({ url: event.target.value })}
      />
      <TextField
        label={t.model}
        size="small"
        mono
        value={typed.model}
        onChange={(event) => put({ model: event.target.value })}
      />
      <TextField
        label={t.key}
        size="small"
        type="password"
        autoComplete="off"
        value={typed.key}
        onChange={(event) => put({ key: event.target.value })}
      />
      {isAny && (
        <>
          <TextField
            label={t.price}
            size="small"
            inputMode="decimal"
            value={typed.price}
            error={price === undefined ? t.priceWrong : undefined}
            onChange={(event) => put({ price: event.target.value })}
          />
          <label className={styles.template}>
            <span>{t.template}</span>
            <span className={styles.hint}>{t.templateHint}</span>
            <textarea
              rows={6}
              spellCheck={false}
              value={typed.template}
              onChange={(event) => put({ template: event.target.value })}
            />
          </label>
        </>
      )}
      <Button
        type="submit"
        icon="key"
        disabled={typed.model.trim() === "" || price === undefined}
        busy={save.isPending}
      >
        {t.add}
      </Button>
    </form>
  );
}
