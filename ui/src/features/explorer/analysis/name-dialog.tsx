import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/text-field";
import { analysisTexts } from "../analysis-texts";

const texts = analysisTexts.views;

interface NameDialogProps {
  title: string;
  text?: string;
  name: string;
  busy: boolean;
  error: string | undefined;
  onName: (name: string) => void;
  onClose: () => void;
}

/** Asks for the name of a view. */
export function NameDialog({ title, text, name, busy, error, onName, onClose }: NameDialogProps) {
  const form = useId();
  const [typed, setTyped] = useState(name);
  const [tried, setTried] = useState(false);
  const missing = tried && typed.trim() === "" ? texts.missing : undefined;
  const handleSubmit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (typed.trim() !== "") onName(typed.trim());
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      {...(text === undefined ? {} : { description: text })}
      actions={
        <>
          <Button onClick={onClose}>{texts.cancel}</Button>
          <Button kind="primary" type="submit" form={form} busy={busy}>
            {texts.confirm}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={handleSubmit} noValidate>
        <TextField
          label={texts.name}
          value={typed}
          maxLength={80}
          error={missing ?? error}
          onChange={(event) => setTyped(event.target.value)}
        />
      </form>
    </Dialog>
  );
}
