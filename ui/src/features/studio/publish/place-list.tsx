import { useState } from "react";
import { toIpcError } from "@/api/errors";
import { usePublishPlaces } from "@/api/publish";
import { Checkbox } from "@/components/ui/checkbox";
import { TextField } from "@/components/ui/text-field";
import { isolated, shortened } from "@/lib/text";
import styles from "./publish.module.css";
import { texts } from "./texts";

type Props = {
  accountId: string;
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
};

/** The ad sets of an account, to choose from. */
export function PlaceList({ accountId, chosen, onChange }: Props) {
  const t = texts.places;
  const [text, setText] = useState("");
  const places = usePublishPlaces(accountId, text.trim());
  const rows = places.data ?? [];
  return (
    <fieldset className={styles.part}>
      <legend>
        {t.title}
        {chosen.length > 0 && <span className={styles.quiet}> · {t.chosen(chosen.length)}</span>}
      </legend>
      <TextField
        label={t.find}
        hideLabel
        placeholder={t.find}
        icon="search"
        size="small"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {places.isPending && <p className={styles.quiet}>{t.loading}</p>}
      {places.error !== null && (
        <p className={styles.said} role="alert">
          {toIpcError(places.error).message}
        </p>
      )}
      {places.isSuccess && rows.length === 0 && (
        <p className={styles.quiet}>{text.trim() === "" ? t.empty : t.none}</p>
      )}
      <ul className={styles.places}>
        {rows.map((place) => (
          <li key={place.id}>
            <Checkbox
              checked={chosen.includes(place.id)}
              onChange={(yes) =>
                onChange(yes ? [...chosen, place.id] : chosen.filter((id) => id !== place.id))
              }
            >
              <span className={styles.placeName}>{isolated(shortened(place.name, 120))}</span>
              <span className={styles.quiet}>
                {isolated(shortened(place.campaign, 80))} · {t.ads(place.ads)}
              </span>
            </Checkbox>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
