import type { Ref } from "react";
import { SourceMark } from "@/components/activity/source-mark";
import { texts as words } from "@/components/activity/texts";
import { FilterBar, FilterChoices } from "@/components/filter-bar/filter-bar";
import { FindField } from "@/components/filter-bar/find-field";
import { Select } from "@/components/ui/select";
import { type FeedFilter, KINDS, SOURCES, toggled } from "../model/feed";
import { texts } from "../texts";

type Props = {
  field: Ref<HTMLInputElement>;
  filter: FeedFilter;
  onFilter: (filter: FeedFilter) => void;
  /** Gives the keyboard back to the feed. */
  onDone: () => void;
};

/** Whose changes, which, and with which words. */
export function ActivityFilters({ field, filter, onFilter, onDone }: Props) {
  const kinds = [
    { value: "all" as const, label: texts.allKinds },
    ...KINDS.map((kind) => ({ value: kind, label: words.kinds[kind] })),
  ];
  return (
    <FilterBar label={texts.filters}>
      <FilterChoices
        label={texts.sources}
        options={SOURCES.map((source) => ({
          key: source,
          value: source,
          label: <SourceMark entry={{ source, kinds: [] }} />,
        }))}
        isOn={(source) => filter.sources.includes(source)}
        onPress={(source) => onFilter({ ...filter, sources: toggled(filter.sources, source) })}
      />
      <Select
        value={filter.kind}
        options={kinds}
        label={texts.kindLabel}
        onChange={(kind) => onFilter({ ...filter, kind })}
      />
      <FindField
        field={field}
        label={texts.find}
        placeholder={texts.findHint}
        text={filter.text}
        onText={(text) => onFilter({ ...filter, text })}
        onDone={onDone}
      />
    </FilterBar>
  );
}
