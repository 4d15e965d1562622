import { type ReactNode, useId } from "react";
import { Tag } from "@/components/ui/tag";
import { TextField } from "@/components/ui/text-field";
import type { RuleMode } from "@/platform";
import { MODES } from "../model/modes";
import { deedOf, modeOf, type Rule } from "../model/rule";
import { ActionPart } from "./action-part";
import { WhenPart } from "./condition-part";
import { useEditing } from "./editing";
import { GuardsPart } from "./guards-part";
import styles from "./rule-forms.module.css";
import { SchedulePart } from "./schedule-part";
import { ScopePart } from "./scope-part";
import { texts } from "./texts";
import { FaultsAt } from "./words";

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={styles.part} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div className={styles.content}>{children}</div>
    </section>
  );
}

function ModePart({ mode }: { mode: RuleMode }) {
  const { set } = useEditing();
  return (
    <div className={styles.modes}>
      <fieldset className={styles.choices} aria-label={texts.parts.mode} data-place="mode">
        {MODES.map((one: RuleMode) => (
          <button key={one} type="button" aria-pressed={one === mode} onClick={() => set("mode", one)}>
            {texts.modes[one]}
          </button>
        ))}
      </fieldset>
      <span>{texts.modeWords[mode]}</span>
    </div>
  );
}

/** The rule as sentences whose words can be changed in place. */
export function RuleForms({ rule }: { rule: Rule }) {
  const { set, accounts } = useEditing();
  const zones = [
    ...new Set(
      accounts
        .filter(({ id }) => rule.scope.accounts === undefined || rule.scope.accounts.includes(id))
        .map(({ timeZone }) => timeZone),
    ),
  ];
  return (
    <div className={styles.forms}>
      <div className={styles.names}>
        <div data-place="name">
          <TextField
            label={texts.name}
            value={rule.name}
            maxLength={200}
            onChange={(event) => set("name", event.target.value)}
          />
          <FaultsAt place="name" />
        </div>
        <div data-place="note">
          <TextField
            label={texts.note}
            placeholder={texts.notePlaceholder}
            value={rule.note ?? ""}
            maxLength={4000}
            onChange={(event) => set("note", event.target.value === "" ? undefined : event.target.value)}
          />
          <FaultsAt place="note" />
        </div>
      </div>
      <Part title={texts.parts.scope}>
        <ScopePart scope={rule.scope} />
      </Part>
      <Part title={texts.parts.when}>
        <WhenPart when={rule.when} />
      </Part>
      <Part title={texts.parts.then}>
        <ActionPart action={rule.then} />
      </Part>
      <Part title={texts.parts.schedule}>
        <SchedulePart schedule={rule.schedule} />
        <div className={styles.zones}>
          {zones.map((zone) => (
            <Tag key={zone}>{zone}</Tag>
          ))}
        </div>
      </Part>
      <Part title={texts.parts.guards}>
        <GuardsPart guards={rule.guards} deed={deedOf(rule.then)} />
      </Part>
      <Part title={texts.parts.mode}>
        <ModePart mode={modeOf(rule)} />
        <FaultsAt place="mode" />
      </Part>
      {["", "id", "format"].map((place) => (
        <FaultsAt key={place} place={place} />
      ))}
    </div>
  );
}
