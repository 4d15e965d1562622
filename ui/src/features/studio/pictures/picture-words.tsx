import { type FormEvent, useState } from "react";
import { useUpdatePicture } from "@/api/pictures";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import type { StudioPicture } from "@/platform";
import styles from "./pictures.module.css";
import { texts } from "./texts";

const words = texts.words;

const tagsIn = (text: string): string[] =>
  text
    .split(",")
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "");

type Props = {
  picture: StudioPicture;
  onChanged: (picture: StudioPicture) => void;
  onFailed: (error: unknown) => void;
};

/** What a person says of a picture: its name and its tags. */
export function PictureWords({ picture, onChanged, onFailed }: Props) {
  const update = useUpdatePicture();
  const [name, setName] = useState(picture.name);
  const [tags, setTags] = useState(picture.tags.join(", "));
  const isNamed = name.trim() !== "" && name.trim() !== picture.name;
  const isTagged = tagsIn(tags).join(",") !== picture.tags.join(",");
  const handleSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isNamed && !isTagged) return;
    update.mutate(
      {
        hash: picture.hash,
        name: isNamed ? name.trim() : null,
        tags: isTagged ? tagsIn(tags) : null,
        trashed: null,
      },
      { onError: onFailed, onSuccess: onChanged },
    );
  };
  return (
    <form className={styles.acts} aria-label={words.title} onSubmit={handleSubmit}>
      <TextField
        label={words.name}
        size="small"
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label={words.tags}
        size="small"
        placeholder={words.tagsHint}
        value={tags}
        onChange={(event) => setTags(event.target.value)}
      />
      <Button type="submit" size="small" disabled={!isNamed && !isTagged} busy={update.isPending}>
        {words.save}
      </Button>
    </form>
  );
}
