import { useNavigate } from "@tanstack/react-router";
import { AccountPicker } from "./components/account-picker";

/** Changing which accounts are kept, inside the frame. */
export function AccountsPage() {
  const navigate = useNavigate();
  const leave = () => void navigate({ to: "/explorer", search: {} });
  return <AccountPicker inFrame onCancel={leave} onDone={leave} />;
}
