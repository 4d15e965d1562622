import { useNavigate } from "@tanstack/react-router";
import { useWorkspace } from "@/api/app-state";
import { toIpcError } from "@/api/errors";
import { useBacktest, useCancelBacktest, useStartBacktest } from "@/api/rule-acts";
import { PageHead } from "@/components/page-head/page-head";
import { Button } from "@/components/ui/button";
import { ProgressLine } from "@/components/ui/progress-line";
import { Banner, EmptyState, ErrorState, LoadingRows } from "@/components/ui/view-states";
import { joinSentences } from "@/lib/sentences";
import { useHotkeys } from "@/lib/use-hotkeys";
import { useNow } from "@/lib/use-now";
import type { BacktestState } from "@/platform";
import { parseView, viewToSearch } from "@/view/view-state";
import styles from "./backtest.module.css";
import { BacktestForm } from "./backtest-form";
import { ruleHead } from "./backtest-model";
import { BacktestReport } from "./backtest-report";
import { backtestTexts as texts } from "./backtest-texts";
import { texts as common } from "./texts";
import { useBacktestForm } from "./use-backtest-form";

/** A rule replayed over the past, judged by what came after. */
export function BacktestPage() {
  const now = useNow(60_000);
  const form = useBacktestForm(now);
  const state = useBacktest();
  const start = useStartBacktest();
  const navigate = useNavigate();
  const running = state.data?.running === true || start.isPending;
  const begin = (): void => {
    const { request } = form;
    if (request === null || running) return;
    const { since, until } = request.input;
    // The days are the view's own: the address tells of them as everywhere.
    void navigate({
      to: "/rules/backtest",
      search: (before) => ({
        ...viewToSearch({ ...parseView(before), preset: "custom", since, until }),
        ...request.search,
      }),
      replace: true,
    });
    start.mutate(request.input);
  };
  useHotkeys([
    { keys: "Ctrl+Enter", label: texts.keys.start, group: texts.keys.group, everywhere: true, run: begin },
  ]);
  return (
    <div className={styles.page}>
      <PageHead title={texts.title} note={texts.note} />
      <div className={styles.split}>
        <BacktestForm form={form} running={running} onStart={begin} />
        <div className={styles.result}>
          {start.isError && (
            <Banner tone="neg" testId="backtest-refused">
              {joinSentences(toIpcError(start.error).message, toIpcError(start.error).remedy)}
            </Banner>
          )}
          {state.data !== undefined ? (
            <Result state={state.data} />
          ) : state.isError ? (
            <div className={styles.failure}>
              <ErrorState
                error={toIpcError(state.error)}
                action={<Button onClick={() => void state.refetch()}>{common.retry}</Button>}
              />
            </div>
          ) : (
            <LoadingRows label={texts.title} rows={4} />
          )}
        </div>
      </div>
    </div>
  );
}

/** Where the backtest stands: nothing asked, at work, ended without a report, or the report. */
function Result({ state }: { state: BacktestState }) {
  const cancel = useCancelBacktest();
  const accounts = useWorkspace()?.accounts ?? [];
  const { request, report, currency, error } = state;
  if (state.running) {
    const words = texts.progress(state.done, state.of);
    const name = ruleHead(request?.rule ?? null)?.name ?? "";
    return (
      <div className={styles.progress} role="status" data-testid="backtest-progress">
        <p>
          <b>{texts.at(name)}</b>
          <span className={`${styles.quiet} tnum`}>{words}</span>
          <Button size="small" icon="stop" busy={cancel.isPending} onClick={() => cancel.mutate()}>
            {texts.form.stop}
          </Button>
        </p>
        <ProgressLine label={words} share={state.of === 0 ? null : state.done / state.of} />
      </div>
    );
  }
  if (error !== null) {
    return error.code === "cancelled" ? (
      <p className={styles.note}>{texts.stopped}</p>
    ) : (
      <div className={styles.failure}>
        <ErrorState error={error} />
      </div>
    );
  }
  if (request === null || report === null || currency === null) {
    return <EmptyState title={texts.empty.title} text={texts.empty.text} />;
  }
  return (
    <BacktestReport
      request={request}
      currency={currency}
      report={report}
      against={state.against}
      account={accounts.find(({ id }) => id === request.accountId)}
    />
  );
}
