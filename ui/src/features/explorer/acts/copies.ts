import type { FieldSetting, NewObject, ObjectKey } from "@/platform";

/** Copies one act may make. */
export const MOST_COPIES = 50;

/** What a person wants of the copies. */
export interface CopyWish {
  suffix: string;
  /** Copies of each original. */
  count: number;
  deep: boolean;
  /** Minor units; `null` leaves the original's. */
  budgetMinor: number | null;
  budgetField: "daily_budget" | "lifetime_budget";
  /** What they are made in; `null` for where the original is. */
  parentId: string | null;
}

/** An original with its name. */
export interface Original {
  key: ObjectKey;
  name: string;
}

/** The name of a copy: several of one original are numbered. */
export function copyName(
  name: string,
  { suffix, count }: Pick<CopyWish, "suffix" | "count">,
  at: number,
): string {
  return count === 1 ? `${name}${suffix}` : `${name}${suffix} ${at + 1}`;
}

/** What is asked of the program: each copy is one new object. */
export function copiesOf(originals: readonly Original[], wish: CopyWish): NewObject[] {
  return originals.flatMap(({ key, name }) =>
    Array.from({ length: wish.count }, (_, at): NewObject => {
      const fields: FieldSetting[] = [
        { field: "name", value: { kind: "text", value: copyName(name, wish, at) } },
      ];
      if (wish.budgetMinor !== null) {
        fields.push({ field: wish.budgetField, value: { kind: "money", minor: wish.budgetMinor } });
      }
      return {
        accountId: key.accountId,
        level: key.level,
        parentId: wish.parentId,
        parentItem: null,
        copyOf: key.id,
        deep: key.level !== "ad" && wish.deep,
        fields,
      };
    }),
  );
}
