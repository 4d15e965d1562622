import { useMutation } from "@tanstack/react-query";
import type { ComponentProps } from "react";
import { toIpcError } from "@/api/errors";
import { usePlatform } from "@/api/platform-context";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import type { FilePurpose } from "@/platform";
import { texts } from "./texts";

type Props = Omit<ComponentProps<typeof TextField>, "mono" | "end" | "value" | "onChange"> & {
  purpose: FilePurpose;
  /** The name a file to be written would have. */
  suggested?: string;
  value: string;
  onPath: (path: string) => void;
};

/** The path of a file: chosen in the system's own dialog, or typed. */
export function PathField({ purpose, suggested = "", onPath, error, ...field }: Props) {
  const platform = usePlatform();
  const choose = useMutation({
    mutationFn: () => platform.chooseFile(purpose, suggested),
    onSuccess: (path) => {
      if (path !== null) onPath(path);
    },
  });
  const refused = choose.error === null ? undefined : toIpcError(choose.error).message;
  return (
    <TextField
      {...field}
      mono
      error={error ?? refused}
      onChange={(event) => onPath(event.target.value)}
      end={
        <Button
          size="small"
          kind="quiet"
          icon="folder"
          busy={choose.isPending}
          onClick={() => choose.mutate()}
        >
          {texts.choose}
        </Button>
      }
    />
  );
}
