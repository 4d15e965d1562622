import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { BeginSignIn, ConnectSystemUser, Platform, SignInStatus } from "@/platform";
import { keys } from "./keys";
import { usePlatform } from "./platform-context";

export const signInQuery = (platform: Platform) =>
  queryOptions({ queryKey: keys.signIn, queryFn: () => platform.getSignIn() });

export function useSignInStatus(): SignInStatus {
  return useQuery(signInQuery(usePlatform())).data ?? { phase: "idle" };
}

function useSignInMutation<T>(run: (platform: Platform, input: T) => Promise<SignInStatus>) {
  const platform = usePlatform();
  const client = useQueryClient();
  const seenAt = () => client.getQueryState(keys.signIn)?.dataUpdateCount;
  return useMutation({
    mutationFn: (input: T) => run(platform, input),
    onMutate: () => ({ seenAt: seenAt() }),
    // Events may overtake the answer; what they said is newer.
    onSuccess: (status, _input, before) => {
      if (before.seenAt === seenAt()) client.setQueryData(keys.signIn, status);
    },
  });
}

export const useStartDemo = () => useSignInMutation<void>((platform) => platform.startDemo());

export const useBeginSignIn = () =>
  useSignInMutation<BeginSignIn>((platform, input) => platform.beginSignIn(input));

export const useConnectSystemUser = () =>
  useSignInMutation<ConnectSystemUser>((platform, input) => platform.connectSystemUser(input));

export const useCancelSignIn = () => useSignInMutation<void>((platform) => platform.cancelSignIn());
