import type { QueryClient } from "@tanstack/react-query";
import type { AppEvent, AppState, BacktestState, IpcError } from "@/platform";
import { DATA_KEYS, keys, RULE_KEYS } from "./keys";

/** An automatic feature turned without us. */
export type FeaturesSwitched = Extract<AppEvent, { kind: "features_switched" }>;

type Effects = {
  navigate: (to: string) => void;
  notice: (error: IpcError) => void;
  /** Somebody else switched what Meta decides by itself. */
  switched?: (event: FeaturesSwitched) => void;
};

/** Brings the cache in line with what the event says, and nothing else. */
export function applyEvent(client: QueryClient, event: AppEvent, effects: Effects): void {
  switch (event.kind) {
    case "state_changed":
      void client.invalidateQueries({ queryKey: keys.appState });
      // What a sign-in may do decides what may be sent.
      void client.invalidateQueries({ queryKey: keys.writeState });
      void client.invalidateQueries({ queryKey: keys.backups });
      return;
    case "sign_in_changed":
      client.setQueryData(keys.signIn, event.status);
      return;
    case "sync_changed":
      // A state that is being read right now may be from before this event: it is read again.
      if (client.isFetching({ queryKey: keys.appState }) > 0) {
        void client.invalidateQueries({ queryKey: keys.appState });
      }
      client.setQueryData(keys.syncStatus, event.status);
      client.setQueryData<AppState>(keys.appState, (state) =>
        state?.workspace ? { ...state, workspace: { ...state.workspace, sync: event.status } } : state,
      );
      return;
    case "data_changed":
      for (const key of DATA_KEYS) void client.invalidateQueries({ queryKey: [key] });
      return;
    case "writes_changed":
      client.setQueryData(keys.writeState, event.state);
      void client.invalidateQueries({ queryKey: keys.changes });
      // While an act is under way its progress is in the state; the feed has it from its end on.
      if (event.state.run === null || event.state.run.ended) {
        void client.invalidateQueries({ queryKey: keys.activity });
        void client.invalidateQueries({ queryKey: keys.audit });
      }
      void client.invalidateQueries({ queryKey: keys.drafts });
      return;
    case "rules_changed":
      for (const key of RULE_KEYS) void client.invalidateQueries({ queryKey: [key] });
      return;
    case "backtest_moved":
      client.setQueryData<BacktestState>(keys.backtest, (state) => state && { ...state, ...stepsOf(event) });
      if (event.done >= event.of) void client.invalidateQueries({ queryKey: keys.backtest });
      return;
    case "studio_changed":
      void client.invalidateQueries({ queryKey: keys.studio });
      return;
    case "settings_changed":
      void client.invalidateQueries({ queryKey: keys.settings });
      void client.invalidateQueries({ queryKey: keys.messages });
      return;
    case "navigate":
      effects.navigate(event.to);
      return;
    case "features_switched":
      effects.switched?.(event);
      return;
    case "notice":
      effects.notice(event.error);
  }
}

const stepsOf = ({ done, of }: { done: number; of: number }) => ({ done, of });
