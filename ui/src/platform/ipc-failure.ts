import type { IpcError } from "./bindings";

/** An `IpcError` on its way to a `catch`: branch on `error.code`, show `error.message`. */
export class IpcFailure extends Error {
  readonly error: IpcError;

  constructor(error: IpcError) {
    super(error.message);
    this.name = "IpcFailure";
    this.error = error;
  }
}

const internal = (message: string): IpcError => ({
  code: "internal",
  message,
  remedy: null,
  retryAfterMs: null,
  traceId: null,
});

function isIpcError(value: unknown): value is IpcError {
  return typeof value === "object" && value !== null && "code" in value && "message" in value;
}

/** Any thrown value in the one error shape. Values we do not know become `internal`, without their text. */
export function toIpcError(value: unknown): IpcError {
  if (value instanceof IpcFailure) return value.error;
  if (isIpcError(value)) return value;
  return internal("Something in Sextant went wrong. Nothing was sent to Meta.");
}
