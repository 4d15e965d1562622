/** Millionths of a dollar as people read them: what is less than a cent keeps its first two figures. */
export const microDollars = (micro: number): string => {
  const amount = micro / 1_000_000;
  const digits = amount === 0 || amount >= 0.1 ? 2 : amount >= 0.01 ? 3 : 4;
  return `$${amount.toFixed(digits)}`;
};
