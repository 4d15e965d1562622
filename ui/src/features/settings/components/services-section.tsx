import { type FormEvent, useState } from "react";
import { toIpcError } from "@/api/errors";
import { useChangeProviders, useStudioProviders, useTestProvider } from "@/api/studio";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { Tag } from "@/components/ui/tag";
import { TextField } from "@/components/ui/text-field";
import { LoadingRows } from "@/components/ui/view-states";
import { microDollars } from "@/lib/micro-dollars";
import type { SaveStudioProvider, StudioFormat, StudioProvider, StudioProviders } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { studioTexts as t } from "../studio-texts";
import { Row, Section } from "./row";
import styles from "./services.module.css";

/** Kinds that can be set up here; the others need a template and are set up by a program. */
const FORMATS: StudioFormat[] = ["anthropic", "open_ai", "open_ai_compatible", "open_ai_images"];

function Service({ service }: { service: StudioProvider }) {
  const { notice } = useFrameActs();
  const test = useTestProvider();
  const remove = useChangeProviders((platform, id: string) => platform.removeStudioProvider(id));
  const { data } = test;
  const verdict =
    data === undefined
      ? null
      : data.knowsModel === null
        ? t.worksUnknown
        : data.knowsModel
          ? t.works
          : t.noModel(data.models);
  return (
    <li className={styles.service} data-testid="studio-service">
      <span className={styles.serviceName}>{service.name}</span>
      <span>
        {t.formats[service.format]} · {service.model}
      </span>
      {service.builtIn && <Tag>{t.builtIn}</Tag>}
      {!service.hasKey && <Tag tone="warn">{t.noKey}</Tag>}
      <span className={styles.end} />
      <Button
        size="small"
        busy={test.isPending}
        aria-label={t.test(service.name)}
        onClick={() => test.mutate(service.id)}
      >
        {t.testShort}
      </Button>
      {!service.builtIn && (
        <Button
          size="small"
          kind="quiet"
          aria-label={t.remove(service.name)}
          onClick={() => remove.mutate(service.id, { onError: (error) => notice(toIpcError(error)) })}
        >
          {t.removeShort}
        </Button>
      )}
      {verdict !== null && <output className={styles.verdict}>{verdict}</output>}
      {test.error !== null && (
        <p className={styles.over} role="alert">
          {toIpcError(test.error).message}
        </p>
      )}
    </li>
  );
}

function Budget({ providers }: { providers: StudioProviders }) {
  const { notice } = useFrameActs();
  const set = useChangeProviders((platform, daily: number) => platform.setStudioBudget(daily));
  const [typed, setTyped] = useState(String(providers.dailyBudget / 1_000_000));
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate(Math.round(Number(typed) * 1_000_000), { onError: (error) => notice(toIpcError(error)) });
  };
  const wrong = typed.trim() === "" || !Number.isFinite(Number(typed));
  return (
    <form className={styles.acts} onSubmit={handleSubmit}>
      <TextField
        label={t.budgetField}
        hideLabel
        size="small"
        inputMode="decimal"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Button type="submit" disabled={wrong} busy={set.isPending}>
        {t.setBudget}
      </Button>
    </form>
  );
}

const EMPTY = { name: "", url: "", model: "", key: "" };

function AddService() {
  const { notice } = useFrameActs();
  const save = useChangeProviders((platform, input: SaveStudioProvider) =>
    platform.saveStudioProvider(input),
  );
  const [format, setFormat] = useState<StudioFormat>("anthropic");
  const [typed, setTyped] = useState(EMPTY);
  const put = (part: Partial<typeof EMPTY>): void => setTyped((now) => ({ ...now, ...part }));
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    const { name, url, model, key } = typed;
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
        picturePrice: null,
        template: null,
      },
      { onError: (error) => notice(toIpcError(error)), onSuccess: () => setTyped(EMPTY) },
    );
  };
  return (
    <form className={styles.adding} onSubmit={handleSubmit} noValidate>
      <Select
        label={t.format}
        value={format}
        options={FORMATS.map((value) => ({ value, label: t.formats[value] }))}
        onChange={setFormat}
      />
      <TextField
        label={t.name}
        size="small"
        value={typed.name}
        onChange={(event) => put({ name: event.target.value })}
      />
      <TextField
        label={t.url}
        size="small"
        mono
        hint={t.urlHint}
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
      <Button type="submit" icon="key" disabled={typed.model.trim() === ""} busy={save.isPending}>
        {t.add}
      </Button>
    </form>
  );
}

/** Services that write and paint, their keys, and what may be spent. */
export function ServicesSection() {
  const { data } = useStudioProviders();
  return (
    <Section id="studio" title={t.title}>
      {data === undefined && <LoadingRows label={t.title} rows={3} />}
      {data !== undefined && (
        <>
          <Row label={t.list} hint={t.listHint} words="anthropic openai ollama model provider key test">
            {data.providers.length === 0 ? (
              <p className={styles.hint}>{t.none}</p>
            ) : (
              <ul className={styles.services}>
                {data.providers.map((service) => (
                  <Service key={service.id} service={service} />
                ))}
              </ul>
            )}
          </Row>
          <Row label={t.adding} hint={t.addingHint} words="studio service provider key url">
            <AddService />
          </Row>
          <Row
            label={t.budget}
            hint={t.budgetHint(microDollars(data.spentToday))}
            words="studio cost spend limit dollars"
            end={<Budget key={data.dailyBudget} providers={data} />}
          />
        </>
      )}
    </Section>
  );
}
