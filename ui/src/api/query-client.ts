import { QueryClient } from "@tanstack/react-query";

/**
 * Answers come from this computer: they never wait for a network, Rust has already retried what is worth it, and data
 * is refetched when an event says that it changed, not because time passed.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: "always",
        retry: false,
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 5 * 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}
