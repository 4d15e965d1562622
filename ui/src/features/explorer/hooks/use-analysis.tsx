import { useState } from "react";
import { useUpdateSettings } from "@/api/settings";
import { useHotkeys } from "@/lib/use-hotkeys";
import type { ExplorerColumn } from "@/platform";
import { MOST_OWN, type OwnFigure } from "@/view/view-analysis";
import type { ViewState } from "@/view/view-state";
import { OwnFigureDialog } from "../analysis/own-figure-dialog";
import { TargetsDialog } from "../analysis/targets-dialog";
import { analysisTexts } from "../analysis-texts";
import { COLUMNS, type ColumnSpec, ownPlace } from "../model/columns";
import { explorerTexts } from "../texts";

interface AnalysisInput {
  view: ViewState;
  setView: (patch: Partial<ViewState>) => void;
  /** Columns of one's own as they are shown. */
  own: readonly ColumnSpec[];
  currency: string | null;
}

/** A view without the figure of its own at a place; what names later ones names them by their new places. */
function withoutOwn(view: ViewState, at: number): Partial<ViewState> {
  const moved = (place: number): number => (place > at ? place - 1 : place);
  const targets = Object.entries(view.targets).flatMap(([key, target]) => {
    const place = ownPlace(key as keyof ViewState["targets"]);
    if (place === at) return [];
    return [[place === null ? key : `own_${moved(place)}`, target]];
  });
  const figures = view.filter.figures
    .filter(({ formula }) => formula !== at)
    .map((bound) => ({ ...bound, formula: bound.formula === null ? null : moved(bound.formula) }));
  const isSorted = view.sortOwn === at;
  return {
    own: view.own.filter((_, place) => place !== at),
    targets: Object.fromEntries(targets),
    filter: { ...view.filter, figures },
    sortOwn: view.sortOwn === null || isSorted ? null : moved(view.sortOwn),
    ...(isSorted ? { sort: "spend", byChange: false } : {}),
  };
}

/** Figures of one's own, targets and columns of the view: what the column menu does. */
export function useAnalysis({ view, setView, own, currency }: AnalysisInput) {
  const update = useUpdateSettings();
  const [editing, setEditing] = useState<number | "new" | null>(null);
  const [targeting, setTargeting] = useState(false);
  const canAdd = view.own.length < MOST_OWN;
  const begin = (at: number | null): void => {
    if (at !== null || canAdd) setEditing(at ?? "new");
  };
  useHotkeys([
    {
      keys: "Shift+N",
      label: analysisTexts.own.keys,
      group: explorerTexts.keys.group,
      run: () => begin(null),
    },
  ]);
  const keep = (figure: OwnFigure): void => {
    const next = editing === "new" ? [...view.own, figure] : view.own.with(Number(editing), figure);
    setView({ own: next });
    setEditing(null);
  };
  const figures = [...COLUMNS.filter((spec) => spec.value !== null), ...own];
  const dialog =
    editing !== null ? (
      <OwnFigureDialog
        figure={editing === "new" ? null : (view.own[editing] ?? null)}
        onFigure={keep}
        onRemove={
          editing === "new"
            ? null
            : () => {
                setView(withoutOwn(view, editing));
                setEditing(null);
              }
        }
        onClose={() => setEditing(null)}
      />
    ) : targeting ? (
      <TargetsDialog
        columns={figures.filter(
          ({ sense, kind }) => sense !== "neutral" && kind !== "count" && kind !== "fraction",
        )}
        targets={view.targets}
        currency={currency}
        onTargets={(targets) => {
          setView({ targets });
          setTargeting(false);
        }}
        onClose={() => setTargeting(false)}
      />
    ) : null;
  return {
    /** Every column of figures, for bounds. */
    figures,
    dialog,
    beginOwn: begin,
    beginTargets: () => setTargeting(true),
    /** Columns of a saved view are its own; those of no view are the settings'. */
    setColumns: (explorerColumns: ExplorerColumn[]): void => {
      if (view.saved !== null || view.columns !== null) setView({ columns: explorerColumns });
      else update.mutate({ explorerColumns });
    },
  };
}
