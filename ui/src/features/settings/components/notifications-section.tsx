import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import { notificationsTexts as t } from "../notifications-texts";
import { MessageRows } from "./message-rows";
import styles from "./notifications.module.css";
import { Row, Section } from "./row";
import { type SettingsProps, withPresent } from "./sync-section";

const HALF_HOURS = 48;

/** A minute of the day on a clock: 1320 is `22:00`. */
export const clockTime = (minute: number): string =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");

const OFFERED = Object.fromEntries(
  Array.from({ length: HALF_HOURS }, (_, at) => [String(at * 30), clockTime(at * 30)]),
);

/** Every half an hour, but for the other end: hours that end as they begin would be none, or all. */
const timesBut = (other: number, present: number) =>
  withPresent(OFFERED, present, clockTime).filter(({ value }) => value !== String(other));

/** When notifications may come. */
export function NotificationsSection({ settings, onChange }: SettingsProps) {
  const { quietHours, quietFromMinute, quietUntilMinute } = settings;
  return (
    <Section id="notifications" title="Notifications">
      <Row
        label={t.quiet}
        hint={t.quietHint}
        words="notifications night disturb"
        end={<Switch label={t.quiet} checked={quietHours} onChange={(on) => onChange({ quietHours: on })} />}
      />
      {quietHours && (
        <Row
          label={t.times}
          hint={t.timesHint}
          words="quiet hours notifications night"
          end={
            <div className={styles.times}>
              <Select
                label={t.from}
                value={String(quietFromMinute)}
                options={timesBut(quietUntilMinute, quietFromMinute)}
                onChange={(value) => onChange({ quietFromMinute: Number(value) })}
              />
              <span>{t.between}</span>
              <Select
                label={t.until}
                value={String(quietUntilMinute)}
                options={timesBut(quietFromMinute, quietUntilMinute)}
                onChange={(value) => onChange({ quietUntilMinute: Number(value) })}
              />
            </div>
          }
        />
      )}
      <MessageRows />
    </Section>
  );
}
