import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import type { StudioPicture } from "@/platform";
import styles from "./pictures.module.css";
import { texts } from "./texts";

type Props = {
  picture: StudioPicture;
  chosen: boolean;
  onChoose: () => void;
  onTrash: (trashed: boolean) => void;
};

/** One picture of the library. */
export function PictureCard({ picture, chosen, onChoose, onTrash }: Props) {
  return (
    <li className={styles.card} data-chosen={chosen} data-testid="studio-picture">
      <button
        type="button"
        className={styles.thumb}
        aria-pressed={chosen}
        aria-label={texts.choose(picture.name)}
        disabled={picture.trashed}
        onClick={onChoose}
      >
        {picture.thumbnail === null ? (
          <Icon name="picture" size={24} />
        ) : (
          <img src={picture.thumbnail} alt="" draggable={false} />
        )}
      </button>
      <span className={styles.name} dir="auto" title={picture.name}>
        {picture.name}
      </span>
      <span className={styles.fact} title={picture.prompt ?? undefined}>
        {texts.size(picture.width, picture.height)} ·{" "}
        {texts.facts(texts.origins[picture.origin], picture.provider ?? "", picture.cost)}
      </span>
      {picture.like.length > 0 && <span className={styles.like}>{texts.like(picture.like)}</span>}
      <Button
        size="small"
        kind="quiet"
        icon={picture.trashed ? "restore" : "trash"}
        aria-label={`${picture.trashed ? texts.takeBack : texts.throwAway}: ${picture.name}`}
        onClick={() => onTrash(!picture.trashed)}
      >
        {picture.trashed ? texts.takeBack : texts.throwAway}
      </Button>
    </li>
  );
}
