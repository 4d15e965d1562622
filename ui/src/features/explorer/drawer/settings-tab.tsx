import { isInForm } from "@/components/settings-form/groups";
import { SettingsForm } from "@/components/settings-form/settings-form";
import { formatInstant } from "@/lib/times";
import type { Creative, Issue, ObjectDetail, SettingGroup } from "@/platform";
import sectionStyles from "./section.module.css";
import styles from "./settings-tab.module.css";
import { drawerTexts as texts } from "./texts";

/** What can be changed stands in the form; the rest of what Meta has is only read. */
function readOnly(groups: readonly SettingGroup[]): SettingGroup[] {
  return groups
    .map((group) => ({ ...group, fields: group.fields.filter(({ field }) => !isInForm(field)) }))
    .filter(({ fields }) => fields.length > 0);
}

/**
 * Settings as Meta has them, those that can be changed as a form, and for an ad what it shows. Everything is text: names
 * and texts come from outside.
 */
export function SettingsTab({ detail, timeZone }: { detail: ObjectDetail; timeZone: string }) {
  const { accountId, id, level } = detail.row;
  const hasForm = level !== "account";
  const groups = hasForm ? readOnly(detail.settings) : detail.settings;
  return (
    <>
      {detail.creative !== null && <CreativePreview creative={detail.creative} />}
      {hasForm && <SettingsForm key={id} object={{ accountId, level, id }} readAtMs={detail.readAtMs} />}
      {groups.map((group) => (
        <section key={group.title} className={sectionStyles.section} aria-label={group.title}>
          <div className={sectionStyles.sectionHead}>
            <b>{group.title}</b>
          </div>
          <dl className={styles.fields}>
            {group.fields.map((field) => (
              <div key={field.field}>
                <dt title={field.field}>{field.label}</dt>
                <dd className="selectable">{field.value}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      {groups.length === 0 && !hasForm && <p className={sectionStyles.none}>{texts.settings.none}</p>}
      <p className={sectionStyles.footnote}>
        {detail.readAtMs === null
          ? texts.settings.unread
          : texts.settings.asOf(formatInstant(detail.readAtMs, { timeZone }))}
      </p>
    </>
  );
}

function CreativePreview({ creative }: { creative: Creative }) {
  return (
    <section className={sectionStyles.section} aria-label={texts.settings.creative}>
      <div className={sectionStyles.sectionHead}>
        <b>{texts.settings.creative}</b>
        <span className={sectionStyles.grow} />
        <span className={styles.id}>{creative.id}</span>
      </div>
      <div className={styles.creative}>
        {creative.thumbnail?.startsWith("data:image/") ? (
          <img src={creative.thumbnail} alt="" width="104" height="104" />
        ) : (
          <div className={styles.noPicture}>{texts.settings.noPicture}</div>
        )}
        <div className={styles.creativeText}>
          {creative.title !== null && <b>{creative.title}</b>}
          {creative.body !== null && <p className="selectable">{creative.body}</p>}
          {creative.link !== null && <p className={styles.link}>{creative.link}</p>}
          {creative.callToAction !== null && <span className={styles.cta}>{creative.callToAction}</span>}
        </div>
      </div>
    </section>
  );
}

/** Problems Meta reports, in Meta's words, with its code in small. */
export function IssueList({ issues }: { issues: readonly Issue[] }) {
  if (issues.length === 0) return null;
  return (
    <ul className={styles.issues} aria-label={texts.settings.issues}>
      {issues.map((issue, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: Meta may report the same problem twice.
        <li key={`${issue.code}-${index}`}>
          <b>{issue.summary}</b>
          {issue.code !== null && <span className={styles.id}>{issue.code}</span>}
          {issue.message !== null && <p className="selectable">{issue.message}</p>}
        </li>
      ))}
    </ul>
  );
}
