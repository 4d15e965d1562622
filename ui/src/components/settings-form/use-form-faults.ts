import { useEffect, useRef, useState } from "react";
import { usePlatform } from "@/api/platform-context";
import type { SettingsForm } from "@/platform";
import { asked } from "./asked";
import type { ChangedSetting } from "./settings-form";

/** Milliseconds of rest after typing before the core looks at what was changed. */
const REST = 150;

/** Settings that hang together, so that only the core can say whether they fit. */
const JUDGED = new Set(["targeting", "dsa_beneficiary", "dsa_payor"]);

const NONE: ReadonlyMap<string, string> = new Map();

/** What the core's own rules hold against what was changed so far, in words, by setting. */
export interface FormFaults {
  of: (field: string) => string | undefined;
  /** Whether something would be refused. */
  any: boolean;
}

/**
 * Has the core judge an audience, and who pays for it, while they are changed: the rules are the ones by which it is
 * sent, so nothing of them is known here. A judgement of another state of the form counts for nothing.
 */
export function useFormFaults(
  form: SettingsForm | undefined,
  changed: readonly ChangedSetting[],
): FormFaults {
  const platform = usePlatform();
  const [seen, setSeen] = useState<{ of: string; faults: ReadonlyMap<string, string> } | null>(null);
  const judged = changed.filter(({ setting, typed }) => typed.kind === "value" && JUDGED.has(setting.field));
  const input = form === undefined || judged.length === 0 ? null : asked(form, judged, "local");
  const of = input === null ? null : JSON.stringify(input);
  const latest = useRef({ of, input });
  latest.current = { of, input };

  useEffect(() => {
    if (of === null) return;
    const timer = setTimeout(async () => {
      const { input: wanted } = latest.current;
      if (wanted === null || latest.current.of !== of) return;
      try {
        const preview = await platform.previewChanges(wanted);
        if (latest.current.of !== of) return;
        const faults = new Map<string, string>();
        for (const { field, severity, text } of preview.rows.flatMap(({ findings }) => findings)) {
          if (severity !== "block" || field === null) continue;
          const said = faults.get(field);
          faults.set(field, said === undefined ? text : `${said} ${text}`);
        }
        setSeen({ of, faults });
      } catch {
        // Nothing is held against it here; the look before it is sent says why it cannot be judged.
        if (latest.current.of === of) setSeen({ of, faults: NONE });
      }
    }, REST);
    return () => clearTimeout(timer);
  }, [of, platform]);

  const faults = seen !== null && seen.of === of ? seen.faults : NONE;
  return { of: (field) => faults.get(field), any: faults.size > 0 };
}
