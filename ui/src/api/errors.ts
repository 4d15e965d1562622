import { type ErrorCode, IpcFailure, toIpcError } from "@/platform";

/** Whether a thrown value carries this code. */
export function hasCode(value: unknown, ...codes: ErrorCode[]): boolean {
  return value instanceof IpcFailure && codes.includes(value.error.code);
}

/** Stopped by a person: not a failure, so it is not shown as one. */
export const wasCancelled = (value: unknown): boolean => hasCode(value, "cancelled");

export { toIpcError };
