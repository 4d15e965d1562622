/** A rule as it is being written, so that other views can take it before it is saved. */
export type EditedRule = {
  /** The rule's id. */
  id: string;
  /** JSON text. */
  text: string;
  /** The version it was begun from; none for a new rule. */
  version: number | null;
};

let edited: EditedRule | null = null;

/** The text of the rule that is being edited and differs from what is saved; `null` where there is none. */
export const editedRule = (): string | null => edited?.text ?? null;

/** The same with what it was begun from. */
export const editedDraft = (): EditedRule | null => edited;

/** Keeps what is being written. */
export function keepEdited(next: EditedRule): void {
  edited = next;
}

/** Forgets it: it was saved or is not wanted any more. */
export function forgetEdited(): void {
  edited = null;
}
