import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { AppState, Platform, RecoverWorkspace } from "@/platform";
import { DATA_KEYS, keys, WRITE_KEYS } from "./keys";
import { usePlatform } from "./platform-context";

/** A mutation whose answer is the whole state of the frame. `swaps` says that the cached figures are another's now. */
function useStateMutation<T>(
  run: (platform: Platform, input: T) => Promise<AppState>,
  { swaps = false } = {},
) {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: T) => run(platform, input),
    onSuccess: (state) => {
      client.setQueryData(keys.appState, state);
      if (!swaps) return;
      for (const key of DATA_KEYS) client.removeQueries({ queryKey: [key] });
      client.removeQueries({ queryKey: keys.availableAccounts });
      for (const key of WRITE_KEYS) void client.resetQueries({ queryKey: [key] });
      void client.invalidateQueries({ queryKey: keys.settings });
      void client.invalidateQueries({ queryKey: keys.backups });
    },
  });
}

export const useOpenWorkspace = () =>
  useStateMutation<string>((platform, id) => platform.openWorkspace(id), { swaps: true });

export const useCloseWorkspace = () =>
  useStateMutation<void>((platform) => platform.closeWorkspace(), { swaps: true });

export const useCreateVault = () =>
  useStateMutation<string>((platform, passphrase) => platform.createVault({ passphrase }));

export const useUnlockVault = () =>
  useStateMutation<string>((platform, passphrase) => platform.unlockVault({ passphrase }), { swaps: true });

export const useRecoverWorkspace = () =>
  useStateMutation<RecoverWorkspace>((platform, input) => platform.recoverWorkspace(input), { swaps: true });

export const useRetryKeyring = () => useStateMutation<void>((platform) => platform.retryKeyring());

export const useConfirmHeldWrites = () => useStateMutation<void>((platform) => platform.confirmHeldWrites());

export const useRestoreBackup = () =>
  useStateMutation<string>((platform, name) => platform.restoreBackup(name), { swaps: true });

export const useSignOut = () => useStateMutation<void>((platform) => platform.signOut());

export const useChooseAccounts = () =>
  useStateMutation<string[]>((platform, ids) => platform.chooseAccounts({ ids }), { swaps: true });
