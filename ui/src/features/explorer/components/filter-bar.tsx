import { type ReactNode, type Ref, useImperativeHandle, useRef, useState } from "react";
import { FilterBar as Bar, FilterChoices } from "@/components/filter-bar/filter-bar";
import { FindField } from "@/components/filter-bar/find-field";
import { Icon } from "@/components/ui/icon";
import type { ExplorerFilter, ObjectLevel } from "@/platform";
import type { ColumnSpec } from "../model/columns";
import { filterChips, withoutFilter } from "../model/filters";
import { explorerTexts as texts } from "../texts";
import styles from "./filter-bar.module.css";
import { FilterMenu } from "./filter-menu";

export interface FilterBarHandle {
  find: () => void;
  openMenu: () => void;
}

interface FilterBarProps {
  handle: Ref<FilterBarHandle>;
  filter: ExplorerFilter;
  flat: ObjectLevel | null;
  currency: string | null;
  /** Columns of figures that can have a bound. */
  figures: readonly ColumnSpec[];
  /** Grouping and saved views. */
  children?: ReactNode;
  onFilter: (filter: ExplorerFilter, typed: boolean) => void;
  onFlat: (flat: ObjectLevel | null) => void;
  /** Gives the keyboard back to the table. */
  onDone: () => void;
}

const VIEWS = [
  { key: "tree", value: null, label: texts.views.tree },
  { key: "campaign", value: "campaign", label: texts.views.campaign },
  { key: "adset", value: "adset", label: texts.views.adset },
  { key: "ad", value: "ad", label: texts.views.ad },
] as const satisfies readonly { key: string; value: ObjectLevel | null; label: string }[];

/** Which rows are shown: tree or one level, text, and conditions as chips. */
export function FilterBar(props: FilterBarProps) {
  const { handle, filter, flat, currency, figures, onFilter, onFlat, onDone } = props;
  const find = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  useImperativeHandle(handle, () => ({
    find: () => {
      find.current?.focus();
      find.current?.select();
    },
    openMenu: () => setOpen(true),
  }));
  return (
    <Bar label={texts.filters}>
      <FilterChoices
        label={texts.rows}
        options={VIEWS}
        isOn={(value) => value === flat}
        onPress={(value) => onFlat(value)}
      />
      <FindField
        field={find}
        label={texts.find}
        placeholder={texts.find}
        text={filter.text ?? ""}
        onText={(text) => onFilter({ ...filter, text: text === "" ? null : text }, true)}
        onDone={onDone}
      />
      {filterChips(filter, currency, figures).map((chip) => (
        <span key={chip.id} className={styles.chip}>
          <span className="ellipsis">
            {chip.label} <b>{chip.value}</b>
          </span>
          <button
            type="button"
            aria-label={texts.removeFilter(chip.label, chip.value)}
            onClick={() => onFilter(withoutFilter(filter, chip), false)}
          >
            <Icon name="close" size={12} />
          </button>
        </span>
      ))}
      <FilterMenu
        filter={filter}
        currency={currency}
        open={open}
        onOpen={setOpen}
        figures={figures}
        onFilter={(next) => onFilter(next, false)}
      />
      {props.children}
    </Bar>
  );
}
