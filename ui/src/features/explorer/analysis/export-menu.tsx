import { useState } from "react";
import { toIpcError } from "@/api/errors";
import { usePlatform } from "@/api/platform-context";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { useHotkeys } from "@/lib/use-hotkeys";
import type { TableFormat } from "@/platform";
import type { ViewGroup } from "@/view/view-analysis";
import { analysisTexts } from "../analysis-texts";
import type { RowsRequest } from "../api/rows";
import { type ColumnSpec, isKnown, ownPlace } from "../model/columns";
import { explorerTexts } from "../texts";

const texts = analysisTexts.export;

interface ExportMenuProps {
  request: RowsRequest;
  group: ViewGroup | null;
  columns: readonly ColumnSpec[];
  onSaid: (text: string) => void;
}

const PURPOSES = { csv: "save_table_csv", xlsx: "save_table_xlsx" } as const;

/** Writes what is shown, every row of it, to a file the person chooses. */
export function ExportMenu({ request, group, columns, onSaid }: ExportMenuProps) {
  const platform = usePlatform();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  useHotkeys([
    {
      keys: "Ctrl+Shift+E",
      label: texts.keys,
      group: explorerTexts.keys.group,
      run: () => setOpen(true),
    },
  ]);
  const write = async (format: TableFormat): Promise<void> => {
    setBusy(true);
    try {
      const { since, until } = request.range;
      const path = await platform.chooseFile(PURPOSES[format], `sextant ${since} ${until}.${format}`);
      if (path === null) return;
      const { rows } = await platform.exportTable({
        path,
        format,
        explorer: { ...request, offset: 0, limit: 0 },
        groups: group?.by ?? null,
        groupLevel: group?.level ?? null,
        columns: columns.map(({ key, label }) => ({
          column: isKnown(key) ? key : null,
          formula: ownPlace(key),
          label,
        })),
      });
      onSaid(texts.done(rows, path));
    } catch (error) {
      onSaid(toIpcError(error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Menu
      label={texts.keys}
      align="end"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button icon="download" busy={busy} data-testid="export-menu">
          {texts.label}
        </Button>
      }
    >
      <MenuItem onSelect={() => void write("xlsx")}>{texts.xlsx}</MenuItem>
      <MenuItem onSelect={() => void write("csv")}>{texts.csv}</MenuItem>
    </Menu>
  );
}
