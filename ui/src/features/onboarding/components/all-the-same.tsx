import type { useBeginSignIn } from "@/api/sign-in";
import { Button } from "@/components/ui/button";
import { texts } from "../texts";

/** For somebody who knows better than the system who takes the links. */
export function AllTheSame({ begin }: { begin: ReturnType<typeof useBeginSignIn> }) {
  const { variables } = begin;
  if (variables === undefined) return null;
  return (
    <div>
      <Button busy={begin.isPending} onClick={() => begin.mutate({ ...variables, whoeverTakesLinks: true })}>
        {texts.app.allTheSame}
      </Button>
    </div>
  );
}
