import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { usePlatform } from "@/api/platform-context";
import { PreviewBody } from "@/components/changes/preview-body";
import { parseMoney } from "@/components/money-field/amounts";
import { MoneyField } from "@/components/money-field/money-field";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/text-field";
import { ErrorState, LoadingRows } from "@/components/ui/view-states";
import { type SettingsRow, toIpcError } from "@/platform";
import type { RowsRequest } from "../api/rows";
import { ActOutcome } from "./act-outcome";
import styles from "./acts.module.css";
import { type CopyWish, copiesOf, copyName, MOST_COPIES, type Original } from "./copies";
import { ParentPicker } from "./parent-picker";
import type { Targets } from "./targets";
import { actTexts } from "./texts";
import { useActPreview } from "./use-act-preview";

const texts = actTexts.duplicate;

interface DuplicateDialogProps {
  targets: Targets;
  request: RowsRequest;
  onClose: () => void;
  /** The dialog has gone. */
  onClosed: () => void;
  /** Something to say in the status line. */
  onSaid: (text: string) => void;
}

/** What is typed into the form. */
interface Typed {
  suffix: string;
  count: string;
  deep: boolean;
  budget: string;
  parentId: string | null;
}

const FIRST: Typed = { suffix: " - Copy", count: "1", deep: true, budget: "", parentId: null };

/** The one setting row the copies are about, where it has a budget that a copy may have otherwise. */
function budgetOf(rows: readonly SettingsRow[]) {
  const [row] = rows;
  if (row === undefined || rows.length !== 1 || row.level === "ad") return null;
  const { currency, dailyBudgetMinor: daily, lifetimeBudgetMinor: lifetime } = row;
  if (daily !== null) return { currency, minor: daily, field: "daily_budget" as const };
  return lifetime === null ? null : { currency, minor: lifetime, field: "lifetime_budget" as const };
}

const countOf = (text: string): number | null => (/^\d{1,3}$/.test(text.trim()) ? Number(text) : null);

type Budget = ReturnType<typeof budgetOf>;

/** The wish as it stands; a sentence where it is none. */
function wishOf(typed: Typed, budget: Budget, originals: number): CopyWish | { why: string } {
  const count = countOf(typed.count);
  const most = Math.max(1, Math.floor(MOST_COPIES / Math.max(1, originals)));
  if (count === null || count < 1 || count > most) return { why: texts.countWrong(most) };
  const amount = budget === null ? null : parseMoney(typed.budget, budget.currency);
  if (amount?.kind === "refused") return { why: amount.why };
  return {
    suffix: typed.suffix,
    count,
    deep: typed.deep,
    budgetMinor: amount?.kind === "value" ? amount.value : null,
    budgetField: budget?.field ?? "daily_budget",
    parentId: typed.parentId,
  };
}

/** Copies of what is selected or focused: how many, called what, in what, and with what below them. */
export function DuplicateDialog({ targets, request, onClose, onClosed, onSaid }: DuplicateDialogProps) {
  const platform = usePlatform();
  const [typed, setTyped] = useState<Typed>(FIRST);
  const { objects, selection, counts } = targets;
  const settings = useQuery({
    queryKey: ["copy_originals", objects],
    queryFn: () => platform.listSettings({ selection, ids: [] }),
    enabled: objects.length > 0,
    staleTime: 0,
  });
  const rows = settings.data;
  const budget = budgetOf(rows ?? []);
  const wish = wishOf(typed, budget, objects.length);
  const originals = useMemo(
    (): Original[] =>
      (rows ?? []).map(({ accountId, level, id, name }) => ({ key: { accountId, level, id }, name })),
    [rows],
  );
  const text = "why" in wish ? null : JSON.stringify(wish);
  const wanted = useMemo(
    () =>
      text === null || originals.length === 0
        ? null
        : { changes: [], new: copiesOf(originals, JSON.parse(text) as CopyWish) },
    [text, originals],
  );
  const act = useActPreview(wanted);
  const { preview, sending, online, blocked } = act;
  const sent = sending.changeId !== null;
  const total = "why" in wish ? 0 : wish.count * objects.length;
  const can = preview !== null && preview.canBeSent > 0 && blocked === null;
  const patch = (next: Partial<Typed>): void => setTyped((now) => ({ ...now, ...next }));
  const whole = objects.length === 0;
  const tooMany = objects.length > MOST_COPIES;

  const send = online ? (
    <Button
      kind="primary"
      icon="copy"
      data-testid="confirm"
      busy={act.looking || sending.busy}
      disabled={!can}
      onClick={() => preview !== null && sending.send(preview.id, { asked: true, amounts: [] })}
    >
      {texts.confirm(total)}
    </Button>
  ) : (
    <Button
      data-testid="keep"
      busy={act.keeping}
      disabled={preview === null}
      onClick={() =>
        act.keep(texts.title(counts), () => {
          onSaid(actTexts.kept);
          onClose();
        })
      }
    >
      {actTexts.keep}
    </Button>
  );

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      onClosed={onClosed}
      title={texts.title(counts)}
      description={whole ? texts.whole : tooMany ? texts.tooMany(MOST_COPIES) : texts.text}
      actions={
        <>
          <Button onClick={onClose}>{sent ? actTexts.close : actTexts.cancel}</Button>
          {!sent && !whole && !tooMany && send}
        </>
      }
    >
      {sent ? (
        <ActOutcome sending={sending} />
      ) : (
        !whole &&
        !tooMany && (
          <div className={styles.body}>
            {rows === undefined ? (
              settings.error === null ? (
                <LoadingRows label={actTexts.looking} rows={3} />
              ) : (
                <ErrorState error={toIpcError(settings.error)} />
              )
            ) : (
              <CopyFields
                typed={typed}
                onTyped={patch}
                targets={targets}
                request={request}
                originals={originals}
                budget={budget}
                countError={countErrorOf(typed, wish)}
              />
            )}
            {blocked !== null && <p className={styles.blocked}>{blocked}</p>}
            {!online && <p className={styles.quiet}>{actTexts.offline}</p>}
            {act.error !== null && <ErrorState error={act.error} />}
            {preview !== null && (
              <div className={styles.preview}>
                <PreviewBody preview={preview} named most={3} />
              </div>
            )}
          </div>
        )
      )}
    </Dialog>
  );
}

const countErrorOf = (typed: Typed, wish: CopyWish | { why: string }): string | undefined => {
  const count = countOf(typed.count);
  const isCount = count !== null && count >= 1 && !("why" in wish);
  return isCount || !("why" in wish) ? undefined : wish.why;
};

interface CopyFieldsProps {
  typed: Typed;
  onTyped: (patch: Partial<Typed>) => void;
  targets: Targets;
  request: RowsRequest;
  originals: readonly Original[];
  budget: Budget;
  countError: string | undefined;
}

function CopyFields({ typed, onTyped, targets, request, originals, budget, countError }: CopyFieldsProps) {
  const { counts, objects } = targets;
  const [first] = originals;
  const levels = counts.map(([level]) => level);
  const [level] = levels;
  const oneAccount = new Set(objects.map(({ accountId }) => accountId)).size === 1;
  const withParent = levels.length === 1 && (level === "adset" || level === "ad") && oneAccount;
  const deepLevel = levels.includes("campaign") ? "campaign" : levels.includes("adset") ? "adset" : null;
  const count = countOf(typed.count) ?? 1;
  const isCountWrong = countError !== undefined && (budget === null || typed.budget === "" || count < 1);
  return (
    <div className={styles.fields}>
      <TextField
        label={texts.suffix}
        size="small"
        value={typed.suffix}
        hint={
          first === undefined ? "" : texts.example(copyName(first.name, { suffix: typed.suffix, count }, 0))
        }
        onChange={(event) => onTyped({ suffix: event.target.value })}
      />
      <TextField
        label={texts.count}
        size="small"
        inputMode="numeric"
        value={typed.count}
        error={isCountWrong ? countError : undefined}
        onChange={(event) => onTyped({ count: event.target.value })}
      />
      {budget !== null && (
        <div className={styles.wide}>
          <MoneyField
            label={budget.field === "daily_budget" ? texts.budget : texts.lifetime}
            size="small"
            text={typed.budget}
            placeholder={texts.asIs}
            currency={budget.currency}
            nowMinor={budget.minor}
            onText={(text) => onTyped({ budget: text })}
          />
        </div>
      )}
      {deepLevel !== null && (
        <div className={styles.wide}>
          <Checkbox checked={typed.deep} onChange={(deep) => onTyped({ deep })}>
            {texts.deep(deepLevel)}
          </Checkbox>
          {typed.deep && <p className={styles.quiet}>{texts.deepHint}</p>}
        </div>
      )}
      {withParent && (level === "adset" || level === "ad") && (
        <div className={styles.wide}>
          <ParentPicker
            level={level}
            accountId={objects[0]?.accountId ?? ""}
            request={request}
            value={typed.parentId}
            onValue={(parentId) => onTyped({ parentId })}
          />
        </div>
      )}
    </div>
  );
}
