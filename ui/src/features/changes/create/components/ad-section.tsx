import { useDeferredValue, useState } from "react";
import { useCreatives } from "@/api/creating";
import { Button } from "@/components/ui/button";
import { Fault } from "@/components/ui/field-parts";
import { Tag } from "@/components/ui/tag";
import { TextField } from "@/components/ui/text-field";
import { isolated, shortened } from "@/lib/text";
import type { CreativeChoice } from "@/platform";
import styles from "../create.module.css";
import type { AdForm } from "../model/form";
import { texts } from "../texts";
import type { SectionProps } from "./campaign-section";
import { Group } from "./group";
import { NameField } from "./name-field";

type Props = SectionProps<AdForm> & { accountId: string };

function CreativeList({
  accountId,
  onChoose,
}: {
  accountId: string;
  onChoose: (one: CreativeChoice) => void;
}) {
  const t = texts.ad;
  const [typed, setTyped] = useState("");
  const { data } = useCreatives(accountId, useDeferredValue(typed.trim()));
  return (
    <>
      <TextField
        label={t.find}
        hideLabel
        placeholder={t.find}
        icon="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {data !== undefined && data.rows.length > 0 && (
        <div className={styles.creatives} role="group" aria-label={t.creative}>
          {data.rows.map((one) => (
            <button
              key={one.id}
              type="button"
              className={styles.creative}
              aria-pressed={false}
              onClick={() => onChoose(one)}
            >
              <span className="ellipsis">{isolated(shortened(one.name, 120))}</span>
              <span className={`${styles.detail} ellipsis`}>
                {isolated(shortened(one.title ?? one.body ?? "", 160))}
              </span>
              {one.linkFaults.length > 0 ? <Tag tone="warn">{t.faults}</Tag> : <span />}
            </button>
          ))}
        </div>
      )}
      {data !== undefined && data.rows.length === 0 && (
        <p className={styles.hint}>{typed.trim() === "" ? t.empty : t.none}</p>
      )}
    </>
  );
}

function ChosenCreative({ creative }: { creative: CreativeChoice }) {
  const t = texts.ad;
  return (
    <dl className={styles.facts}>
      <dt>{t.chosen}</dt>
      <dd>{isolated(shortened(creative.name, 200))}</dd>
      {creative.title !== null && (
        <>
          <dt>{t.headline}</dt>
          <dd>{isolated(shortened(creative.title, 200))}</dd>
        </>
      )}
      {creative.body !== null && (
        <>
          <dt>{t.text}</dt>
          <dd>{isolated(shortened(creative.body, 300))}</dd>
        </>
      )}
      <dt>{t.link}</dt>
      <dd>{creative.link === null ? t.noLink : shortened(creative.link, 300)}</dd>
      {creative.link !== null && (
        <>
          <dt>{t.tags}</dt>
          <dd>{creative.urlTags ?? t.noTags}</dd>
        </>
      )}
    </dl>
  );
}

/** The ad: its name, one of the account's creatives, and what is known of its link. */
export function AdSection({ value, onChange, fault, named, accountId }: Props) {
  const t = texts.ad;
  const { creative } = value;
  return (
    <>
      <Group title={texts.name}>
        <NameField
          value={value.name}
          named={named}
          onChange={(name) => onChange({ name })}
          error={fault("name")}
        />
      </Group>
      <Group title={t.what}>
        {creative === null ? (
          <CreativeList accountId={accountId} onChoose={(chosen) => onChange({ creative: chosen })} />
        ) : (
          <>
            <ChosenCreative creative={creative} />
            <div>
              <Button size="small" onClick={() => onChange({ creative: null })}>
                {t.change}
              </Button>
            </div>
          </>
        )}
        <Fault text={fault("creative")} />
      </Group>
      <Group title={t.tracking}>
        {creative !== null && creative.linkFaults.length > 0 && (
          <div className={styles.warn}>
            <ul>
              {creative.linkFaults.map((text) => (
                <li key={text}>
                  {t.faults}: {text}
                </li>
              ))}
            </ul>
            <p className={styles.hint}>{t.tagsFixed}</p>
          </div>
        )}
        <TextField
          label={t.domain}
          value={value.conversionDomain}
          onChange={(event) => onChange({ conversionDomain: event.target.value })}
          error={fault("conversion_domain")}
          hint={t.domainHint}
        />
      </Group>
    </>
  );
}
