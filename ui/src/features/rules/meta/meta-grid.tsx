import type { Ref } from "react";
import { DataGrid, type GridColumn, type GridHandle, type GridLine } from "@/components/data-grid/data-grid";
import { Tag } from "@/components/ui/tag";
import { formatInstant, formatShortInstant } from "@/lib/times";
import type { MetaRule } from "@/platform";
import styles from "./meta.module.css";
import { texts } from "./texts";

type Props = {
  handle: Ref<GridHandle>;
  rules: readonly MetaRule[];
  nowMs: number;
  focus: string | null;
  open: string | null;
  onPress: (id: string) => void;
};

const { columns } = texts;

function stateText({ isOn, status }: MetaRule): string {
  if (isOn) return texts.on;
  return status === "DISABLED" ? texts.off : status.toLowerCase().replaceAll("_", " ");
}

/** Meta's rules of one account, one a row. */
export function MetaGrid({ rules, nowMs, ...rest }: Props) {
  const all: GridColumn<MetaRule>[] = [
    {
      key: "name",
      label: columns.name,
      track: "minmax(150px, 1.8fr)",
      cell: ({ name, isHidden }) => (
        <span className={styles.name}>
          <bdi title={name}>{name === "" ? texts.unnamed : name}</bdi>
          {isHidden && (
            <span title={texts.hiddenHint}>
              <Tag tone="info">{texts.hidden}</Tag>
            </span>
          )}
        </span>
      ),
    },
    {
      key: "state",
      label: columns.state,
      track: "72px",
      cell: (rule) => <Tag tone={rule.isOn ? "pos" : "neutral"}>{stateText(rule)}</Tag>,
    },
    {
      key: "level",
      label: columns.level,
      track: "80px",
      cell: ({ level }) => (level === null ? "—" : texts.levels[level]),
    },
    {
      key: "does",
      label: columns.does,
      track: "minmax(96px, 1fr)",
      cell: ({ does }) => <span title={does}>{does}</span>,
    },
    {
      key: "looks",
      label: columns.looks,
      track: "minmax(110px, 1.2fr)",
      cell: ({ looks }) => <span title={looks}>{looks}</span>,
    },
    {
      key: "by",
      label: columns.by,
      track: "minmax(76px, 0.8fr)",
      cell: ({ createdBy }) => <bdi>{createdBy ?? "—"}</bdi>,
    },
    {
      key: "changed",
      label: columns.changed,
      track: "98px",
      cell: ({ updatedMs }) =>
        updatedMs === null ? (
          "—"
        ) : (
          <time title={formatInstant(updatedMs)}>{formatShortInstant(updatedMs, nowMs)}</time>
        ),
    },
  ];
  const lines = rules.map((rule): GridLine<MetaRule> => ({ kind: "row", key: rule.id, row: rule }));
  return (
    <DataGrid
      label={texts.grid}
      columns={all}
      lines={lines}
      isQuiet={({ isOn }) => !isOn}
      testId="meta-rules"
      {...rest}
    />
  );
}
