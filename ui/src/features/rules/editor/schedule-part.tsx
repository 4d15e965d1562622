import { memo } from "react";
import { Button } from "@/components/ui/button";
import { append, removeAt } from "../model/edits";
import type { Schedule } from "../model/rule";
import { HoursWords } from "./condition-words";
import { useEditing } from "./editing";
import styles from "./parts.module.css";
import { texts } from "./texts";
import { FaultsAt, PickWord, Say, TimeWord, WholeWord } from "./words";

/** When the rule looks, by the account's clock. */
export const SchedulePart = memo(function SchedulePart({ schedule }: { schedule: Schedule }) {
  const { edit, set } = useEditing();
  const { every, hours } = schedule;
  const words = texts.schedule;
  return (
    <div className={styles.lines} data-place="schedule">
      <div className={styles.line}>
        <PickWord
          label={words.kind}
          value={"minutes" in every ? "minutes" : "daily_at"}
          options={words.kinds}
          onPick={(kind) =>
            set("schedule.every", kind === "minutes" ? { minutes: 60 } : { daily_at: "06:00" })
          }
        />
        {"minutes" in every ? (
          <WholeWord
            label={words.minutesLabel}
            value={every.minutes}
            unit={words.minutes}
            place="schedule.every.minutes"
            onValue={(minutes) => set("schedule.every.minutes", minutes)}
          />
        ) : (
          <TimeWord
            label={words.at}
            value={every.daily_at}
            place="schedule.every.daily_at"
            onValue={(time) => set("schedule.every.daily_at", time)}
          />
        )}
        <Say>{words.zone}</Say>
        <Button
          kind="quiet"
          size="small"
          icon="plus"
          onClick={() => edit((now) => append(now, "schedule.hours", { from: "06:00", until: "22:00" }))}
        >
          {words.addHours}
        </Button>
      </div>
      {hours?.map((one, index) => {
        const place = `schedule.hours[${index}]`;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: hours are their place.
          <div key={index} className={styles.line} data-place={place}>
            <Say>{index === 0 ? words.only : texts.or}</Say>
            <HoursWords place={place} hours={one} />
            <Button
              kind="quiet"
              size="small"
              icon="close"
              iconOnly
              aria-label={words.removeHours}
              onClick={() => edit((now) => removeAt(now, place))}
            />
            <FaultsAt place={place} deep />
          </div>
        );
      })}
      <FaultsAt place="schedule" />
      <FaultsAt place="schedule.every" deep />
    </div>
  );
});
