import type { ReactNode } from "react";
import { SextantMark } from "@/components/ui/icon";
import styles from "./layout.module.css";
import { texts } from "./texts";

export type Step = "app" | "sign_in" | "accounts" | "sync";

const STEPS: readonly { id: Step; label: string }[] = [
  { id: "app", label: texts.steps.app },
  { id: "sign_in", label: texts.steps.signIn },
  { id: "accounts", label: texts.steps.accounts },
  { id: "sync", label: texts.steps.sync },
];

/** A token needs no app of one's own. */
const TOKEN_STEPS = STEPS.filter(({ id }) => id !== "app");

function Steps({ current, byToken }: { current: Step; byToken: boolean }) {
  const steps = byToken ? TOKEN_STEPS : STEPS;
  const at = steps.findIndex(({ id }) => id === current);
  return (
    <ol className={styles.steps} aria-label={texts.steps.label}>
      {steps.map(({ id, label }, index) => (
        <li
          key={id}
          className={index < at ? styles.past : undefined}
          aria-current={index === at ? "step" : undefined}
        >
          <span className="tnum">{index + 1}</span>
          {label}
        </li>
      ))}
    </ol>
  );
}

type Props = {
  title: string;
  text?: string | undefined;
  /** Shown while connecting. */
  step?: Step;
  /** Connecting with a token, which has a step less. */
  byToken?: boolean;
  /** `wide` for tables. */
  width?: "normal" | "wide";
  /** Inside the frame: no mark, no full height of its own. */
  bare?: boolean;
  /** Stays in sight below the scrolling part. */
  foot?: ReactNode;
  children: ReactNode;
};

/** A screen before there is a frame: the mark, where one is, one thing to do. */
export function OnboardingLayout({
  title,
  text,
  step,
  byToken = false,
  width = "normal",
  bare = false,
  foot,
  children,
}: Props) {
  const Main = bare ? "div" : "main";
  return (
    <div className={styles.screen}>
      {!bare && (
        <header className={styles.head}>
          <SextantMark className={styles.mark} />
          <span className={styles.name}>Sextant</span>
          {step !== undefined && <Steps current={step} byToken={byToken} />}
        </header>
      )}
      <Main className={`${styles.main} ${width === "wide" ? styles.wide : ""}`}>
        <div className={styles.intro}>
          <h1 className={styles.title}>{title}</h1>
          {text !== undefined && <p className={styles.text}>{text}</p>}
        </div>
        {children}
      </Main>
      {foot !== undefined && <footer className={styles.foot}>{foot}</footer>}
    </div>
  );
}
