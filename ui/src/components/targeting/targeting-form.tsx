import { type ReactNode, useId } from "react";
import { useAccountChoices } from "@/api/creating";
import { Fault } from "@/components/ui/field-parts";
import type { Audience } from "./audience";
import { AudienceFields } from "./audience-fields";
import { PlacementFields } from "./placement-fields";
import { changedTargeting, platformsOf, readAudience, type Targeting, traitGroups } from "./targeting";
import styles from "./targeting.module.css";
import { texts } from "./texts";
import type { TargetingPlace } from "./use-targeting-place";
import { keptWords } from "./words";

type Props = {
  /** As it is with what was changed so far. */
  targeting: Targeting;
  /** What the core holds against it, in words. */
  error: string | undefined;
  place: TargetingPlace;
  onChange: (targeting: Targeting) => void;
  disabled: boolean;
};

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <div role="group" aria-labelledby={id} className={styles.part}>
      <h4 id={id} className={styles.partTitle}>
        {title}
      </h4>
      {children}
    </div>
  );
}

/** The targeting of an ad set that exists, in the form in which new ones are made. Only what is touched is changed. */
export function TargetingForm({ targeting, error, place, onChange, disabled }: Props) {
  const { accountId, rules, categories } = place;
  const { data: choices } = useAccountChoices(accountId);
  const value = readAudience(targeting, rules);
  const handleChange = (patch: Partial<Audience>): void =>
    onChange(changedTargeting(targeting, patch, rules));
  const kept = keptWords(targeting);
  return (
    <fieldset className={styles.form} disabled={disabled} data-testid="targeting-form">
      <Section title={texts.audience}>
        <AudienceFields
          value={value}
          onChange={handleChange}
          rules={rules}
          accountId={accountId}
          choices={choices}
          restricted={categories.some((category) => rules.restricting.includes(category))}
          traitGroups={traitGroups(targeting)}
        />
        {choices?.problem != null && (
          <p className={styles.hint} role="status">
            {texts.stale(choices.problem.message.replace(/\.?$/, "."))}
          </p>
        )}
      </Section>
      <Section title={texts.placements}>
        <PlacementFields value={value} onChange={handleChange} platforms={platformsOf(rules, targeting)} />
      </Section>
      <Fault text={error} />
      {kept !== "" && <p className={styles.hint}>{texts.kept(kept)}</p>}
    </fieldset>
  );
}
