import type { CheckDepth, PreviewChanges, SettingsForm } from "@/platform";
import type { ChangedSetting } from "./settings-form";

/** The changes of one object's settings as the core is asked about them. */
export function asked(
  form: SettingsForm,
  changed: readonly ChangedSetting[],
  depth: CheckDepth,
): PreviewChanges {
  return {
    changes: changed.flatMap(({ setting, typed }) =>
      typed.kind === "value"
        ? [
            {
              selection: { by: "ids", objects: [form.object] },
              edit: { edit: "set", field: setting.field, value: typed.value },
            },
          ]
        : [],
    ),
    new: [],
    reason: "",
    depth,
  };
}
