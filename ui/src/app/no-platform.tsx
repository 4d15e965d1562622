import { EmptyState } from "@/components/ui/view-states";
import { texts } from "./texts";

/** A production page opened in a plain browser: there is no program behind it. */
export function NoPlatform() {
  return <EmptyState title={texts.noPlatform.title} text={texts.noPlatform.text} />;
}
