import { type FormEvent, useState } from "react";
import { toIpcError } from "@/api/errors";
import { useChangeProviders, useStudioProviders, useTestProvider } from "@/api/studio";
import { Button } from "@/components/ui/button";
import { Tag } from "@/components/ui/tag";
import { TextField } from "@/components/ui/text-field";
import { LoadingRows } from "@/components/ui/view-states";
import { microDollars } from "@/lib/micro-dollars";
import type { StudioProvider, StudioProviders } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { studioTexts as t } from "../studio-texts";
import { AddService } from "./add-service";
import { Row, Section } from "./row";
import styles from "./services.module.css";

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
