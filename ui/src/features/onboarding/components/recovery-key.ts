/** Letters and digits of a recovery key: nine groups of four. */
export const RECOVERY_KEY_LENGTH = 36;

/** How much of a key was typed; spaces and hyphens do not count. */
export const recoveryKeyLength = (typed: string): number => [...typed.replaceAll(/[\s-]/g, "")].length;
