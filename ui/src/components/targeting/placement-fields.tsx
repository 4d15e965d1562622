import { Checkbox } from "@/components/ui/checkbox";
import { RadioGroup } from "@/components/ui/radio-group";
import type { PlatformOption } from "@/platform";
import type { AudienceProps } from "./audience";
import styles from "./targeting.module.css";
import { texts } from "./texts";

type Props = Pick<AudienceProps, "value" | "onChange"> & {
  platforms: readonly PlatformOption[];
};

const without = (list: readonly string[], one: string): string[] => list.filter((known) => known !== one);

/** Where the ads are shown: everywhere Meta thinks best, or on chosen platforms and positions. */
export function PlacementFields({ value, onChange, platforms }: Props) {
  const t = texts;
  const onPlatform = (platform: string, on: boolean): void =>
    onChange({ platforms: on ? [...value.platforms, platform] : without(value.platforms, platform) });
  const onPosition = (platform: string, position: string, on: boolean): void => {
    const chosen = value.positions[platform] ?? [];
    const next = on ? [...chosen, position] : without(chosen, position);
    onChange({ positions: { ...value.positions, [platform]: next } });
  };
  return (
    <>
      <RadioGroup
        label={t.placements}
        className={styles.checks}
        value={value.automaticPlacements ? "automatic" : "manual"}
        options={[
          { value: "automatic", label: t.automatic },
          { value: "manual", label: t.manual },
        ]}
        onChange={(chosen) => onChange({ automaticPlacements: chosen === "automatic" })}
      />
      {!value.automaticPlacements &&
        platforms.map((platform) => {
          const on = value.platforms.includes(platform.value);
          return (
            <fieldset key={platform.value} className={styles.platform}>
              <legend className="visually-hidden">{platform.words}</legend>
              <Checkbox checked={on} onChange={(chosen) => onPlatform(platform.value, chosen)}>
                {platform.words}
              </Checkbox>
              <div className={styles.checks}>
                {on &&
                  platform.positions.map((position) => (
                    <Checkbox
                      key={position.value}
                      checked={(value.positions[platform.value] ?? []).includes(position.value)}
                      onChange={(chosen) => onPosition(platform.value, position.value, chosen)}
                    >
                      {position.words}
                    </Checkbox>
                  ))}
              </div>
            </fieldset>
          );
        })}
    </>
  );
}
