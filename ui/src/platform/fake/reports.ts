import type { IpcError, ReportSettings } from "../bindings";
import type { IpcFailure } from "../ipc-failure";
import type { Platform } from "../platform";

type Commands = Pick<Platform, "getReportSettings" | "saveReportSettings" | "exportReport">;

interface Around {
  fail: (error: Partial<IpcError> & Pick<IpcError, "code" | "message">) => IpcFailure;
}

const standard = (clientId: string | null): ReportSettings => ({
  clientId,
  colour: "#234f8f",
  hasLogo: false,
  paper: "a4",
  parts: ["charts", "pacing", "campaigns", "movers", "rules", "notes"],
  schedule: "never",
  folder: null,
  writtenUntil: null,
});

/** Reports for clients: settings are kept, files are not written. */
export function fakeReports({ fail }: Around): Commands {
  const kept = new Map<string | null, ReportSettings>();
  return {
    getReportSettings: async (clientId) => kept.get(clientId) ?? standard(clientId),
    saveReportSettings: async ({ logoPath, removeLogo, ...input }) => {
      if (input.schedule !== "never" && input.folder === null)
        throw fail({ code: "invalid_input", message: "Choose a folder that reports are written to." });
      const before = kept.get(input.clientId) ?? standard(input.clientId);
      const hasLogo = logoPath !== null || (before.hasLogo && !removeLogo);
      const next = { ...input, hasLogo, writtenUntil: before.writtenUntil };
      kept.set(input.clientId, next);
      return next;
    },
    exportReport: async ({ path, range }) => ({ client: "Nordwind", path, range, bytes: 91_204 }),
  };
}
