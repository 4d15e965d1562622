import { useNavigate } from "@tanstack/react-router";
import { use } from "react";
import { useWorkspace } from "@/api/app-state";
import type { ChangeSelection, ObjectLevel } from "@/platform";
import { KeepingContext, type Slot, useKept } from "./kept";

/** What the screen for changing many objects is about. */
export type BulkSubject =
  /** Objects that were chosen in a table. */
  | {
      kind: "chosen";
      selection: ChangeSelection;
      /** How many of each level, from the top down. */
      counts: [level: ObjectLevel, count: number][];
      /** Accounts they are of; empty where that may be any. */
      accountIds: string[];
      /** The setting to begin with, by Meta's name. Left out, the most usual one of their levels. */
      field?: string;
    }
  /** A table from a spreadsheet. */
  | { kind: "sheet"; text: string }
  /** An act that is taken back. */
  | { kind: "undo"; changeId: string };

const SUBJECT: Slot<BulkSubject | null> = { name: "bulk", initial: null };

/** What the screen is about now; `null` when it was opened by its address alone. */
export const useBulkSubject = () => useKept(SUBJECT);

/** Opens the screen for changing many objects. */
export function useOpenBulk(): (subject: BulkSubject) => void {
  const keeping = use(KeepingContext);
  const workspace = useWorkspace()?.id ?? "";
  const navigate = useNavigate();
  return (subject) => {
    keeping?.write(SUBJECT, workspace, subject);
    void navigate({ to: "/bulk", search: true });
  };
}
