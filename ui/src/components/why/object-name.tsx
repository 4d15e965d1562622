import { pathText } from "@/lib/text";
import styles from "./why.module.css";

type Props = { name: string; id: string; path: readonly string[] };

/** An object by its name, with what it lies in below. */
export function ObjectName({ name, id, path }: Props) {
  const place = pathText(path);
  return (
    <span className={styles.object}>
      <bdi className={styles.name} title={name}>
        {name === "" ? id : name}
      </bdi>
      {path.length > 0 && (
        <span className={styles.place} title={place}>
          {place}
        </span>
      )}
    </span>
  );
}
