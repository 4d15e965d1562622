import { Button } from "@/components/ui/button";
import type { PublishPicture } from "@/platform";
import styles from "./publish.module.css";
import { texts } from "./texts";

type Props = {
  paths: readonly string[];
  /** What is known of them, once they were looked at. */
  pictures: readonly PublishPicture[];
  busy: boolean;
  onAdd: () => void;
  onRemove: (path: string) => void;
};

const nameOf = (path: string): string => path.split(/[/\\]/).at(-1) ?? path;

/** Picture files that the ads show. */
export function PictureList({ paths, pictures, busy, onAdd, onRemove }: Props) {
  const t = texts.pictures;
  return (
    <fieldset className={styles.part}>
      <legend>{t.title}</legend>
      {paths.length === 0 && <p className={styles.quiet}>{t.none}</p>}
      <ul className={styles.pictures}>
        {paths.map((path) => {
          const known = pictures.find((one) => one.path === path);
          const name = nameOf(path);
          return (
            <li key={path} className={styles.picture} data-testid="publish-picture">
              <span className={styles.pictureName} title={path}>
                {name}
              </span>
              {known !== undefined && known.width > 0 && (
                <span className={styles.quiet}>
                  {known.shape ?? t.other} · {t.size(known.width, known.height)}
                </span>
              )}
              <Button
                kind="quiet"
                size="small"
                icon="trash"
                iconOnly
                aria-label={t.remove(name)}
                onClick={() => onRemove(path)}
              />
              {known?.findings.map(({ reason, remedy, severity }) => (
                <p key={reason} className={severity === "stop" ? styles.said : styles.note}>
                  {reason}. {remedy}.
                </p>
              ))}
            </li>
          );
        })}
      </ul>
      <Button size="small" icon="plus" keys="A" busy={busy} onClick={onAdd}>
        {t.add}
      </Button>
    </fieldset>
  );
}
