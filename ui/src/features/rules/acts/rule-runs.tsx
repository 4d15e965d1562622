import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { toIpcError } from "@/api/errors";
import { useRuleRuns } from "@/api/rule-acts";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { ErrorState, LoadingRows } from "@/components/ui/view-states";
import { localTimeZone } from "@/lib/times";
import { useNow } from "@/lib/use-now";
import styles from "./acts.module.css";
import { RunsGrid } from "./runs-grid";
import { texts } from "./texts";

/** The looks of one rule, for the rule's own page; a press opens the look. */
export function RuleRuns({ ruleId }: { ruleId: string }) {
  const [quiet, setQuiet] = useState(false);
  const [focus, setFocus] = useState<string | null>(null);
  const now = useNow(60_000);
  const accounts = useWorkspace()?.accounts ?? [];
  const navigate = useNavigate();
  const query = useRuleRuns({ ruleId, accountId: null, quiet });
  const { hasNextPage, isFetching, fetchNextPage } = query;
  const runs = query.data?.pages.flat();
  return (
    <section className={styles.embedded} aria-label={texts.runs.title}>
      <div className={styles.embeddedHead}>
        <Checkbox checked={quiet} onChange={setQuiet}>
          {texts.runs.quiet}
        </Checkbox>
      </div>
      {runs === undefined ? (
        query.isError ? (
          <ErrorState
            error={toIpcError(query.error)}
            action={<Button onClick={() => void query.refetch()}>{texts.retry}</Button>}
          />
        ) : (
          <LoadingRows label={texts.runs.reading} rows={4} />
        )
      ) : runs.length === 0 ? (
        <p className={styles.none}>{texts.runs.noneYet}</p>
      ) : (
        <RunsGrid
          runs={runs}
          accounts={accounts}
          nowMs={now}
          timeZone={localTimeZone()}
          ofOneRule
          focus={focus}
          onPress={(run) => {
            setFocus(run);
            void navigate({ to: "/rules/runs/{-$run}", params: { run }, search: true });
          }}
          onNear={() => {
            if (hasNextPage && !isFetching) void fetchNextPage();
          }}
        />
      )}
    </section>
  );
}
