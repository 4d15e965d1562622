import { Popover as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import styles from "./floating.module.css";

type Props = {
  /** The button that opens it. It must take a ref and props. */
  trigger: ReactNode;
  /** Name of the panel for screen readers. */
  label: string;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: ComponentProps<typeof Radix.Content>["align"];
  className?: string | undefined;
  children: ReactNode;
};

/** A panel that hangs from a button. */
export function Popover({ trigger, label, open, onOpenChange, align = "start", className, children }: Props) {
  const control = {
    ...(open === undefined ? {} : { open }),
    ...(onOpenChange === undefined ? {} : { onOpenChange }),
  };
  return (
    <Radix.Root {...control}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={[styles.popover, className].filter(Boolean).join(" ")}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export const PopoverClose = Radix.Close;
