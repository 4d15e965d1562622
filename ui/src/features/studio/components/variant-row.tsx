import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Icon } from "@/components/ui/icon";
import { Select } from "@/components/ui/select";
import { Tag } from "@/components/ui/tag";
import type { StudioCopy, StudioField, StudioFinding, StudioLimits, StudioVariant } from "@/platform";
import { NAMES, TEXT_FIELDS } from "../model";
import styles from "../studio.module.css";
import { texts } from "../texts";
import { AreaField } from "./area-field";

const t = texts.copy;

type Change = { copy?: StudioCopy; rating?: number; locked?: boolean; chosen?: boolean; remove?: boolean };

type Props = {
  variant: StudioVariant;
  letter: string;
  limits: StudioLimits;
  buttons: readonly string[];
  /** Why nothing can be asked of a model now; `null` when it can. */
  block: string | null;
  onChange: (change: Change) => void;
  onAgain: (field: StudioField) => void;
  onTranslate: (language: string) => void;
};

const words = (value: string): string => value.replaceAll("_", " ").toLowerCase();

function Editor({
  variant,
  limits,
  buttons,
  onKeep,
  onDrop,
}: {
  variant: StudioVariant;
  limits: StudioLimits;
  buttons: readonly string[];
  onKeep: (copy: StudioCopy) => void;
  onDrop: () => void;
}) {
  const [copy, setCopy] = useState(variant.copy);
  const offered = buttons.includes(copy.callToAction) ? buttons : [copy.callToAction, ...buttons];
  return (
    <div className={styles.editor}>
      {TEXT_FIELDS.map((field) => (
        <AreaField
          key={field}
          label={t.fields[field]}
          rows={field === "primary_text" ? 3 : 1}
          limit={limits[NAMES[field]]}
          value={copy[NAMES[field]]}
          onChange={(text) => setCopy((now) => ({ ...now, [NAMES[field]]: text }))}
        />
      ))}
      <Select
        label={t.fields.call_to_action}
        value={copy.callToAction}
        options={offered.map((value) => ({ value, label: words(value) }))}
        onChange={(callToAction) => setCopy((now) => ({ ...now, callToAction }))}
      />
      <div className={styles.acts}>
        <Button kind="primary" onClick={() => onKeep(copy)}>
          {t.done}
        </Button>
        <Button onClick={onDrop}>{t.drop}</Button>
      </div>
    </div>
  );
}

function Findings({ findings }: { findings: readonly StudioFinding[] }) {
  if (findings.length === 0) return null;
  return (
    <ul className={styles.findings}>
      {findings.map((finding) => (
        <li
          key={`${finding.subject}|${finding.field}|${finding.excerpt}|${finding.reason}`}
          className={finding.severity === "stop" ? styles.stops : styles.looks}
        >
          <Icon name={finding.severity === "stop" ? "stop" : "warning"} size={12} />
          <span>
            {finding.excerpt !== "" && <q>{finding.excerpt}</q>} {finding.reason}.{" "}
            <span className={styles.remedy}>{finding.remedy}.</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Text({
  variant,
  field,
  limits,
}: {
  variant: StudioVariant;
  field: keyof typeof NAMES;
  limits: StudioLimits;
}) {
  const text = variant.copy[NAMES[field]];
  const [length, limit] = [[...text].length, limits[NAMES[field]]];
  return <span className={length > limit ? styles.over : styles.count}>{t.count(length, limit)}</span>;
}

/** One variant: its texts, counted, what to look at, and what can be done with it. */
export function VariantRow(props: Props) {
  const { variant, letter, limits, buttons, block, onChange, onAgain, onTranslate } = props;
  const [editing, setEditing] = useState(false);
  const [language, setLanguage] = useState("");
  const { copy } = variant;
  const before = variant.history[0];
  return (
    <li className={styles.variant} data-testid="studio-variant" data-locked={variant.locked}>
      <div className={styles.mark}>
        <Checkbox
          label={t.choose(letter)}
          checked={variant.chosen}
          onChange={(chosen) => onChange({ chosen })}
        />
        <span aria-hidden="true">{letter}</span>
      </div>
      {editing ? (
        <Editor
          variant={variant}
          limits={limits}
          buttons={buttons}
          onKeep={(next) => {
            setEditing(false);
            onChange({ copy: next });
          }}
          onDrop={() => setEditing(false)}
        />
      ) : (
        <div className={styles.texts}>
          <div className={styles.main}>
            <p className={`${styles.primary} selectable`} dir="auto">
              {copy.primaryText}
            </p>
            <Text variant={variant} field="primary_text" limits={limits} />
          </div>
          <div className={styles.side}>
            <p className={`${styles.headline} selectable`} dir="auto">
              {copy.headline}
            </p>
            <Text variant={variant} field="headline" limits={limits} />
            <p className="selectable" dir="auto">
              {copy.description}
            </p>
            <span className={styles.sideEnd}>
              <Tag>{words(copy.callToAction)}</Tag>
              <span className={styles.by}>
                {variant.language} · {t.by(variant.model)}
              </span>
            </span>
          </div>
        </div>
      )}
      <Findings findings={variant.findings} />
      {before !== undefined && !editing && (
        <details className={styles.before}>
          <summary>{t.before}</summary>
          <del dir="auto">{before.primaryText}</del> <del dir="auto">{before.headline}</del>
        </details>
      )}
      {!editing && (
        <div className={styles.tools}>
          <fieldset className={styles.stars}>
            <legend className="visually-hidden">{t.rating(letter, variant.rating)}</legend>
            {[1, 2, 3, 4, 5].map((stars) => (
              <button
                key={stars}
                type="button"
                aria-label={t.rating(letter, stars)}
                aria-pressed={variant.rating >= stars}
                className={variant.rating >= stars ? styles.starOn : styles.star}
                onClick={() => onChange({ rating: variant.rating === stars ? 0 : stars })}
              >
                ★
              </button>
            ))}
          </fieldset>
          <Button
            size="small"
            kind="quiet"
            icon="pencil"
            disabled={variant.locked}
            onClick={() => setEditing(true)}
          >
            {t.edit}
          </Button>
          {TEXT_FIELDS.map((field) => (
            <Button
              key={field}
              size="small"
              kind="quiet"
              icon="refresh"
              disabled={variant.locked || block !== null}
              title={block ?? undefined}
              aria-label={t.again(t.fields[field].toLowerCase())}
              onClick={() => onAgain(field)}
            >
              {t.fields[field]}
            </Button>
          ))}
          <input
            className={styles.language}
            aria-label={t.into}
            placeholder="de"
            value={language}
            onChange={(event) => setLanguage(event.target.value)}
          />
          <Button
            size="small"
            kind="quiet"
            disabled={block !== null || language.trim().length < 2}
            onClick={() => onTranslate(language.trim())}
          >
            {t.translate}
          </Button>
          <Button size="small" kind="quiet" icon="lock" onClick={() => onChange({ locked: !variant.locked })}>
            {variant.locked ? t.unlock : t.lock}
          </Button>
          <Button
            size="small"
            kind="quiet"
            icon="trash"
            disabled={variant.locked}
            onClick={() => onChange({ remove: true })}
          >
            {t.remove}
          </Button>
        </div>
      )}
    </li>
  );
}
