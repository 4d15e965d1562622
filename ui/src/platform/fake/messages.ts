import type { IpcError, MessageChannel, MessageChannels } from "../bindings";
import type { Platform } from "../platform";

type Context = {
  fail: (error: Pick<IpcError, "code" | "message">) => Error;
  now: () => number;
};

type Commands = Pick<
  Platform,
  "getMessageChannels" | "setWebhook" | "setMail" | "removeMessageChannel" | "testMessageChannel"
>;

/** Where notifications go: nowhere at first; every test message arrives. */
export function fakeMessages({ fail, now }: Context): Commands {
  let channels: MessageChannels = { webhook: null, mail: null };
  const put = (change: Partial<MessageChannels>): MessageChannels => {
    channels = { ...channels, ...change };
    return channels;
  };
  const tested = (channel: MessageChannel): MessageChannels => {
    const there = channels[channel];
    if (there === null) throw fail({ code: "not_found", message: "That channel is not here (any more)" });
    return put({ [channel]: { ...there, last: { atMs: now(), error: null } } });
  };
  return {
    getMessageChannels: async () => channels,
    setWebhook: async ({ address, onlyUrgent }) => {
      const host = address === null ? channels.webhook?.host : URL.parse(address)?.host;
      if (host === undefined || (address !== null && !address.startsWith("https://")))
        throw fail({ code: "invalid_input", message: "A webhook's address begins with https://" });
      return put({ webhook: { host, onlyUrgent, last: null } });
    },
    setMail: async ({ password, ...rest }) => {
      const hasPassword = password !== null || channels.mail?.hasPassword === true;
      return put({ mail: { ...rest, hasPassword, last: null } });
    },
    removeMessageChannel: async (channel) => put({ [channel]: null }),
    testMessageChannel: async (channel) => tested(channel),
  };
}
