import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { MessageChannel, MessageChannels, SetMail, SetWebhook } from "@/platform";
import { keys } from "./keys";
import { usePlatform } from "./platform-context";

/** Where notifications go besides this computer. */
export function useMessageChannels() {
  const platform = usePlatform();
  return useQuery({ queryKey: keys.messages, queryFn: () => platform.getMessageChannels() });
}

function useChannels<Input>(run: (input: Input) => Promise<MessageChannels>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: (channels) => client.setQueryData(keys.messages, channels),
    // A message that did not arrive is kept as the last one.
    onError: () => client.invalidateQueries({ queryKey: keys.messages }),
  });
}

export function useSetWebhook() {
  const platform = usePlatform();
  return useChannels((input: SetWebhook) => platform.setWebhook(input));
}

export function useSetMail() {
  const platform = usePlatform();
  return useChannels((input: SetMail) => platform.setMail(input));
}

export function useRemoveMessageChannel() {
  const platform = usePlatform();
  return useChannels((channel: MessageChannel) => platform.removeMessageChannel(channel));
}

/** Sends one message now, and waits for how it went. */
export function useTestMessageChannel() {
  const platform = usePlatform();
  return useChannels((channel: MessageChannel) => platform.testMessageChannel(channel));
}
