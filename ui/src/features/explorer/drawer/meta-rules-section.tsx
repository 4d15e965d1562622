import { useState } from "react";
import { toIpcError } from "@/api/errors";
import { useMetaRulesOf } from "@/api/rule-acts";
import { Button } from "@/components/ui/button";
import { ErrorState, LoadingRows } from "@/components/ui/view-states";
import { joinSentences } from "@/lib/sentences";
import type { MetaRule, ObjectKey } from "@/platform";
import styles from "./meta-rules-section.module.css";
import { drawerTexts } from "./texts";

const texts = drawerTexts.meta;

/** Meta's own rules that look at this object. They are kept nowhere here, so Meta is asked, and only when wanted. */
export function MetaRulesSection({ object }: { object: ObjectKey }) {
  const [wanted, setWanted] = useState(false);
  const query = useMetaRulesOf(object, wanted);
  return (
    <section className={styles.section} aria-label={texts.title} data-testid="drawer-meta-rules">
      <h3>{texts.title}</h3>
      {!wanted && (
        <Button size="small" onClick={() => setWanted(true)}>
          {texts.ask}
        </Button>
      )}
      {query.isFetching && <LoadingRows label={texts.reading} rows={2} />}
      {query.isError && !query.isFetching && (
        <ErrorState
          error={toIpcError(query.error)}
          action={<Button onClick={() => void query.refetch()}>{drawerTexts.again}</Button>}
        />
      )}
      {query.data !== undefined && !query.isFetching && <Rules rules={query.data} />}
    </section>
  );
}

function Rules({ rules }: { rules: readonly MetaRule[] }) {
  if (rules.length === 0) return <p className={styles.quiet}>{texts.none}</p>;
  return (
    <ul>
      {rules.map((rule) => (
        <li key={rule.id}>
          <bdi className={styles.name}>{rule.name}</bdi>
          <span className={styles.quiet}>
            {" "}
            · {rule.isOn ? texts.on : texts.off}
            {rule.isHidden && ` · ${texts.hidden}`}
          </span>
          <p>{joinSentences(rule.looks, rule.does)}</p>
          <p className={styles.quiet}>{rule.conditions.join(" · ")}</p>
        </li>
      ))}
    </ul>
  );
}
