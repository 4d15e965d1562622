/** Which backtest an address is about. The days are those of the view: `since` and `until`, as everywhere. */
export type BacktestSearch = {
  /** Id of the rule; `draft` for the one that is being edited. */
  rule?: string;
  /** Its version; left out for the newest, `edited` for the text that is being edited. */
  version?: string;
  /** The version to compare with. */
  against?: string;
  /** The account. */
  account?: string;
};

/** Ids and versions as text: a router reads `12` as a number. */
function word(value: unknown): string | undefined {
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === "string" && text !== "" && text.length <= 200 ? text : undefined;
}

/** Reads an address. What makes no sense is left out. */
export function backtestSearch(search: Record<string, unknown>): BacktestSearch {
  const [rule, version, against, account] = [
    word(search.rule),
    word(search.version),
    word(search.against),
    word(search.account),
  ];
  return {
    ...(rule === undefined ? {} : { rule }),
    ...(version === undefined ? {} : { version }),
    ...(against === undefined ? {} : { against }),
    ...(account === undefined ? {} : { account }),
  };
}
