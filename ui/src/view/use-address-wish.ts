import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { idInAddress } from "@/lib/address-id";

/** An id that an address asks for once, such as that of a notification, and how to take it out of the address. */
export function useAddressWish(name: "undo" | "run"): readonly [id: string | null, done: () => void] {
  const search: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  const done = useCallback(
    () =>
      void navigate({
        to: ".",
        replace: true,
        search: (before: Record<string, unknown>) => {
          const { [name]: _, ...rest } = before;
          return rest;
        },
      }),
    [navigate, name],
  );
  return [idInAddress(search[name]), done];
}
