import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Select } from "@/components/ui/select";
import { ErrorState, LoadingRows } from "@/components/ui/view-states";
import { type Account, type RuleTemplate, toIpcError } from "@/platform";
import { useTemplates } from "../api/rules";
import { RuleSentences } from "../editor/rule-sentences";
import { parseRule } from "../model/rule";
import { texts } from "../texts";
import styles from "./templates-dialog.module.css";

type Props = {
  accounts: readonly Account[];
  onClose: () => void;
  onTemplate: (id: string | null, accountId: string | null) => void;
};

function TemplateCard({ template, onUse }: { template: RuleTemplate; onUse: (id: string) => void }) {
  const rule = parseRule(template.rule);
  if (rule === null) return null;
  return (
    <li className={styles.card}>
      <div className={styles.head}>
        <div>
          <h3>{rule.name}</h3>
          <p className={styles.what}>{template.whatFor}.</p>
        </div>
        <Button
          size="small"
          aria-label={texts.templates.use(rule.name)}
          onClick={() => onUse(rule.id)}
          data-testid={`template-${rule.id}`}
        >
          {texts.templates.use("this")}
        </Button>
      </div>
      <RuleSentences words={template.words} />
    </li>
  );
}

/** Every template with its sentences, in the currency of an account. */
export function TemplatesDialog({ accounts, onClose, onTemplate }: Props) {
  const [accountId, setAccountId] = useState(accounts[0]?.id ?? null);
  const templates = useTemplates(accountId, true);
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={texts.templates.title}
      description={texts.templates.text}
      actions={<Button onClick={() => onTemplate(null, accountId)}>{texts.templates.empty}</Button>}
    >
      {accounts.length > 1 && accountId !== null && (
        <div className={styles.account}>
          <span>{texts.templates.account}</span>
          <Select
            label={texts.templates.account}
            value={accountId}
            options={accounts.map(({ id, name, currency }) => ({
              value: id,
              label: `${name} · ${currency}`,
            }))}
            onChange={setAccountId}
          />
        </div>
      )}
      {templates.isError && <ErrorState error={toIpcError(templates.error)} />}
      {templates.isPending && <LoadingRows label={texts.templates.loading} rows={8} />}
      <ul className={styles.list}>
        {templates.data?.map((template) => (
          <TemplateCard key={template.rule} template={template} onUse={(id) => onTemplate(id, accountId)} />
        ))}
      </ul>
    </Dialog>
  );
}
