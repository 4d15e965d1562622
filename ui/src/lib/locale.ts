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

/**
 * Gives libraries that ask the browser for its language one that they can use. On a computer whose locale is `C` the
 * browser says just that, which is no language: `new Intl.NumberFormat(navigator.language)` throws, and the charts ask
 * exactly so while they are loaded.
 */
export function makeLanguageUsable(browser: { readonly language: string }): void {
  try {
    Intl.getCanonicalLocales(browser.language);
  } catch {
    Object.defineProperty(browser, "language", { get: systemLocale, configurable: true });
  }
}
