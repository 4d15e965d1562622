import { useState } from "react";
import type { Consent } from "@/api/sending";
import { moneyText, parseMoney } from "@/components/money-field/amounts";
import { MoneyField } from "@/components/money-field/money-field";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { formatMoney } from "@/lib/money";
import type { ChangePreview, PreviewRow } from "@/platform";
import { consentTexts as texts } from "./consent-texts";
import { FindingList } from "./preview-body";

interface ConsentDialogProps {
  preview: ChangePreview;
  rows: readonly PreviewRow[];
  onOpenChange: (open: boolean) => void;
  onConsent: (consent: Consent) => void;
}

interface ToType {
  minor: number;
  currency: string;
  name: string;
  key: string;
}

/** Amounts that have to be typed once more, each once for each currency. */
function toType(preview: ChangePreview, rows: readonly PreviewRow[]): ToType[] {
  const found = new Map<string, ToType>();
  for (const row of rows) {
    for (const { severity, field } of row.findings) {
      if (severity !== "ask_amount") continue;
      const minor = row.fields.find((diff) => diff.field === field)?.afterMinor ?? null;
      if (minor === null || !preview.amountsToType.includes(minor)) continue;
      const key = `${minor}|${row.currency}`;
      if (!found.has(key)) found.set(key, { minor, currency: row.currency, name: row.name, key });
    }
  }
  return [...found.values()];
}

/** Asks what has to be said yes to before a preview is sent: jumps by ten or more, what cannot be taken back. */
export function ConsentDialog({ preview, rows, onOpenChange, onConsent }: ConsentDialogProps) {
  const amounts = toType(preview, rows);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const isRight = ({ key, minor, currency }: ToType): boolean => {
    const amount = parseMoney(typed[key] ?? "", currency);
    return amount.kind === "value" && amount.value === minor;
  };
  const asking = rows.filter(({ findings }) =>
    findings.some(({ severity }) => severity === "ask" || severity === "ask_amount"),
  );
  const ready = amounts.every(isRight);
  const handleSend = (): void => {
    if (ready) onConsent({ asked: true, amounts: amounts.map(({ minor }) => minor) });
  };
  return (
    <Dialog
      open
      onOpenChange={onOpenChange}
      title={texts.title(rows.length)}
      description={texts.text}
      actions={
        <>
          <Button onClick={() => onOpenChange(false)}>{texts.cancel}</Button>
          <Button kind="primary" data-testid="confirm" disabled={!ready} onClick={handleSend}>
            {texts.confirm}
          </Button>
        </>
      }
    >
      {asking.slice(0, 8).map((row) => (
        <div key={row.item}>
          <b>
            <bdi>{row.name}</bdi>
          </b>
          <FindingList findings={row.findings.filter(({ severity }) => severity !== "note")} />
        </div>
      ))}
      {asking.length > 8 && <p>{texts.more(asking.length - 8)}</p>}
      {amounts.map((one) => (
        <MoneyField
          key={one.key}
          label={texts.amount(formatMoney(one.minor, one.currency))}
          text={typed[one.key] ?? ""}
          onText={(text) => setTyped((now) => ({ ...now, [one.key]: text }))}
          currency={one.currency}
          placeholder={moneyText(0, one.currency)}
          quiet
          hint={one.name}
        />
      ))}
    </Dialog>
  );
}
