import { useAppState } from "@/api/app-state";
import { useCancelSignIn } from "@/api/sign-in";
import { useCloseWorkspace } from "@/api/workspaces";
import { AccountPicker } from "./components/account-picker";

/** Signed in, nothing kept yet: which accounts? Leaving closes a workspace that would be empty. */
export function ChoosingScreen() {
  const state = useAppState();
  const cancel = useCancelSignIn();
  const close = useCloseWorkspace();
  const handleCancel = () => {
    cancel.mutate();
    if (state?.workspace?.accounts.length === 0) close.mutate();
  };
  const byToken = state?.workspace?.connection.method === "system_user";
  return <AccountPicker onCancel={handleCancel} byToken={byToken} />;
}
