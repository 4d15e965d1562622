import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { usePlatform } from "@/api/platform-context";
import { RadioGroup } from "@/components/ui/radio-group";
import { TextField } from "@/components/ui/text-field";
import { isolated, shortened } from "@/lib/text";
import type { RowsRequest } from "../api/rows";
import { EMPTY_FILTER } from "../model/filters";
import styles from "./acts.module.css";
import { actTexts as texts } from "./texts";

/** Objects offered at once. */
const OFFERED = 6;
const SAME = "";

interface ParentPickerProps {
  /** Level of what is copied. */
  level: "adset" | "ad";
  accountId: string;
  request: RowsRequest;
  value: string | null;
  onValue: (id: string | null) => void;
}

/** Where copies are made: beside the original, or in another object found by name. */
export function ParentPicker({ level, accountId, request, value, onValue }: ParentPickerProps) {
  const platform = usePlatform();
  const [typed, setTyped] = useState("");
  const text = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ["copy_parents", accountId, level, text],
    queryFn: () =>
      platform.queryExplorer({
        ...request,
        accountIds: [accountId],
        compare: null,
        expanded: [],
        flat: level === "adset" ? "campaign" : "adset",
        sort: "name",
        formulas: [],
        sortFormula: null,
        byChange: false,
        descending: false,
        filter: { ...EMPTY_FILTER, text: text === "" ? null : text },
        offset: 0,
        limit: OFFERED,
      }),
    staleTime: 0,
  });
  const rows = found.data?.rows ?? [];
  const options = [
    { value: SAME, label: texts.duplicate.sameParent },
    ...rows.map(({ id, name }) => ({ value: id, label: isolated(shortened(name, 80)) })),
  ];
  return (
    <div className={styles.parents}>
      <TextField
        label={texts.duplicate.parent(level)}
        placeholder={texts.duplicate.findParent}
        icon="search"
        size="small"
        type="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <RadioGroup
        label={texts.duplicate.parent(level)}
        value={value ?? SAME}
        options={options}
        onChange={(id) => onValue(id === SAME ? null : id)}
      />
    </div>
  );
}
