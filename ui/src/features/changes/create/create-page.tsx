import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useWorkspace } from "@/api/app-state";
import { useCreationPlace, useCreationRules } from "@/api/creating";
import { toIpcError } from "@/api/errors";
import { PageHead } from "@/components/page-head/page-head";
import { Select } from "@/components/ui/select";
import { EmptyState, ErrorState, LoadingRows } from "@/components/ui/view-states";
import { shortened } from "@/lib/text";
import type { Account, CreationPlace, WorkspaceState } from "@/platform";
import { parsePlace, placeText } from "@/view/create-place";
import { useViewState } from "@/view/use-view-state";
import { CreateForms } from "./components/create-forms";
import styles from "./create.module.css";
import { texts } from "./texts";

/** An account in which everything is still to be made. */
const emptyPlace = (accountId: string): CreationPlace => ({ accountId, campaign: null, adset: null });

function titleOf({ campaign, adset }: CreationPlace): string {
  if (adset !== null) return texts.title.ad;
  return campaign === null ? texts.title.campaign : texts.title.adset;
}

function AccountChoice({ workspace, account }: { workspace: WorkspaceState; account: Account }) {
  const navigate = useNavigate();
  return (
    <Select
      label={texts.account}
      value={account.id}
      options={workspace.accounts.map(({ id, name, currency }) => ({
        value: id,
        label: `${name} · ${currency}`,
      }))}
      onChange={(id) => void navigate({ to: "/create/{-$place}", params: { place: id }, search: true })}
    />
  );
}

/** Makes a campaign, an ad set or an ad, or all three in one act. Everything new is paused. */
export function CreatePage() {
  const workspace = useWorkspace();
  const { accounts } = useViewState();
  const { place: text } = useParams({ strict: false });
  const rules = useCreationRules();
  const wanted = parsePlace(text);
  const accountId = wanted.accountId ?? accounts[0]?.id ?? null;
  const account = workspace?.accounts.find(({ id }) => id === accountId) ?? null;
  const found = useCreationPlace(account === null ? null : wanted.object);

  if (workspace === null) return null;
  if (account === null) {
    return <EmptyState title={texts.title.campaign} text={texts.noAccount} />;
  }
  const place = wanted.object === null ? emptyPlace(account.id) : found.data;
  const error = rules.error ?? found.error;
  const inside = place?.adset ?? place?.campaign ?? null;
  const oneAccount = workspace.accounts.length > 1 ? "" : account.name;
  return (
    <div className={styles.page}>
      <PageHead
        title={place === undefined ? texts.title.campaign : titleOf(place)}
        beside={
          inside === null && workspace.accounts.length > 1 ? (
            <AccountChoice workspace={workspace} account={account} />
          ) : null
        }
        note={inside === null ? oneAccount : `${texts.inside(shortened(inside.name, 80))} · ${account.name}`}
      >
        <Link to="/explorer" search={true} className={styles.back ?? ""}>
          {texts.back}
        </Link>
      </PageHead>
      {error !== null && <ErrorState error={toIpcError(error)} />}
      {error === null && (rules.data === undefined || place === undefined) && (
        <LoadingRows label={texts.loading} />
      )}
      {rules.data !== undefined && place !== undefined && error === null && (
        <CreateForms
          key={placeText(account.id, wanted.object)}
          workspace={workspace}
          account={account}
          place={place}
          rules={rules.data}
        />
      )}
    </div>
  );
}
