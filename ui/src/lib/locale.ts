/** The locale without its variant for machines: `C` and `POSIX` print numbers without separators. */
export function withoutPosix(locale: string): string {
  const base = locale.replace(/-u-va-posix|-posix$/i, "");
  return /^(c|posix|und)$/i.test(base) ? "en" : base;
}

let computed: string | undefined;

/** The person's locale, as the computer has it. */
export function systemLocale(): string {
  computed ??= withoutPosix(Intl.NumberFormat().resolvedOptions().locale);
  return computed;
}
