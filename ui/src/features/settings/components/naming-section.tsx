import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import {
  useCreationRules,
  useLinkReport,
  useNaming,
  useNamingPreview,
  useUpdateNaming,
} from "@/api/creating";
import { toIpcError } from "@/api/errors";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { formatCount } from "@/lib/numbers";
import { isolated, shortened } from "@/lib/text";
import type { LinkRow, Naming, NamingPreview } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { useViewState } from "@/view/use-view-state";
import { viewToSearch } from "@/view/view-state";
import { texts } from "../texts";
import styles from "./naming.module.css";
import { Row, Section } from "./row";

const t = texts.naming;
const LEVELS = ["campaign", "adset", "ad"] as const;

function Examples({ preview }: { preview: NamingPreview | undefined }) {
  const examples = preview?.examples ?? [];
  if (examples.length === 0) return null;
  return (
    <table className={styles.table} aria-label={t.examples}>
      <thead>
        <tr>
          <th scope="col">{t.now}</th>
          <th scope="col">{t.becomes}</th>
        </tr>
      </thead>
      <tbody>
        {examples.map(({ level, now, becomes }, index) => (
          // Objects may share a name; their order is all that tells them apart.
          // biome-ignore lint/suspicious/noArrayIndexKey: a list that is replaced as a whole
          <tr key={`${level}|${index}`}>
            <td className="ellipsis">{isolated(shortened(now, 120))}</td>
            <td className="ellipsis">{becomes === "" ? t.empty : isolated(shortened(becomes, 120))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Tokens({ level }: { level: (typeof LEVELS)[number] }) {
  const { data } = useCreationRules();
  const tokens = (data?.tokens ?? []).filter(({ levels }) => levels.includes(level));
  return (
    <span className={styles.tokens}>
      {tokens.map(({ token, words, example }) => (
        <code key={token} title={`${words}, such as ${example}`}>
          {`{${token}}`}
        </code>
      ))}
    </span>
  );
}

function Templates({ kept }: { kept: Naming }) {
  const [typed, setTyped] = useState<Naming>(kept);
  const preview = useNamingPreview(typed);
  const save = useUpdateNaming();
  const { notice } = useFrameActs();
  // Another window or a restore may change them; what is being typed stays until it is kept or dropped.
  useEffect(() => setTyped(kept), [kept]);
  const fault = (template: string): string | undefined =>
    preview.data?.faults.find((one) => one.template === template)?.text;
  const changed = JSON.stringify(typed) !== JSON.stringify(kept);
  const wrong = (preview.data?.faults.length ?? 0) > 0;
  const handleSave = () => save.mutate(typed, { onError: (error) => notice(toIpcError(error)) });
  return (
    <>
      {LEVELS.map((level) => (
        <Row key={level} label={t.levels[level]} hint={t.hints[level]} words="name template token naming">
          <TextField
            label={t.levels[level]}
            hideLabel
            mono
            placeholder={t.placeholders[level]}
            value={typed[level]}
            onChange={(event) => setTyped((now) => ({ ...now, [level]: event.target.value }))}
            error={fault(level)}
          />
          <Tokens level={level} />
        </Row>
      ))}
      <Row label={t.utm} hint={t.utmHint} words="utm link tracking parameter template">
        <TextField
          label={t.utm}
          hideLabel
          mono
          placeholder={t.utmPlaceholder}
          value={typed.utm}
          onChange={(event) => setTyped((now) => ({ ...now, utm: event.target.value }))}
          error={fault("utm")}
        />
      </Row>
      <Row label={t.keep} hint={t.keepHint} words="name template naming utm save">
        <Examples preview={preview.data} />
        <div className={styles.acts}>
          <Button
            kind="primary"
            disabled={!changed || wrong || preview.isFetching}
            busy={save.isPending}
            onClick={handleSave}
          >
            {t.save}
          </Button>
          {changed && <Button onClick={() => setTyped(kept)}>{t.drop}</Button>}
        </div>
      </Row>
    </>
  );
}

function LinkLine({ row }: { row: LinkRow }) {
  const navigate = useNavigate();
  const { view } = useViewState();
  const { accountId, id } = row.ad;
  const open = () =>
    void navigate({
      to: "/explorer",
      search: viewToSearch({ ...view, accounts: [accountId], object: { accountId, id, level: "ad" } }),
    });
  return (
    <tr>
      <td className="ellipsis">
        <button type="button" className={styles.ad} onClick={open}>
          {isolated(shortened(row.name, 120))}
        </button>
      </td>
      <td className="ellipsis">{row.accountName}</td>
      <td>{row.faults.join("; ")}</td>
    </tr>
  );
}

function Links() {
  const report = useLinkReport();
  const { data } = report;
  return (
    <Row
      label={t.links}
      hint={t.linksHint}
      words="link utm lint tracking"
      end={
        data === undefined ? undefined : data.faulty === 0 ? (
          <span className={styles.good}>{t.allGood(formatCount(data.checked))}</span>
        ) : (
          t.faulty(formatCount(data.faulty), formatCount(data.checked))
        )
      }
    >
      {report.isError && (
        <p className={styles.bad} role="alert">
          {toIpcError(report.error).message}
        </p>
      )}
      {data !== undefined && data.rows.length > 0 && (
        <table className={styles.table} aria-label={t.links}>
          <thead>
            <tr>
              <th scope="col">{t.columns.ad}</th>
              <th scope="col">{t.columns.account}</th>
              <th scope="col">{t.columns.faults}</th>
            </tr>
          </thead>
          <tbody>
            {data.rows.slice(0, MOST).map((row) => (
              <LinkLine key={`${row.ad.accountId}|${row.ad.id}`} row={row} />
            ))}
          </tbody>
        </table>
      )}
      {data !== undefined && data.faulty > MOST && <p>{t.more(formatCount(data.faulty - MOST))}</p>}
    </Row>
  );
}

const MOST = 50;

/** How things are called and how links are tagged, and which ads do not keep to it. */
export function NamingSection() {
  const naming = useNaming();
  return (
    <Section id="naming" title="Naming and UTM">
      {naming.isError && (
        <p className={styles.bad} role="alert">
          {toIpcError(naming.error).message}
        </p>
      )}
      {naming.data !== undefined && <Templates kept={naming.data} />}
      <Links />
    </Section>
  );
}
