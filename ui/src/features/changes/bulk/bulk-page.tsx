import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useSettings } from "@/api/settings";
import { PageHead } from "@/components/page-head/page-head";
import { Button, ButtonRow } from "@/components/ui/button";
import { RadioGroup } from "@/components/ui/radio-group";
import { EmptyState } from "@/components/ui/view-states";
import { useHotkeys } from "@/lib/use-hotkeys";
import { type BulkSubject, useBulkSubject } from "@/view/bulk-subject";
import { ActResult } from "./act-result";
import { type Answers, Asks, isAnswered, NO_ANSWERS } from "./asks";
import { BulkBanners } from "./bulk-banners";
import styles from "./bulk-page.module.css";
import { ChangeForm } from "./change-form";
import { PreviewPane } from "./preview-pane";
import { SendBar, sendRefusal } from "./send-bar";
import { SheetForm } from "./sheet-form";
import { bulkTexts } from "./texts";
import { type Bulk, type ChangeFrom, useBulk } from "./use-bulk";
import { countsWords } from "./words";

const GROUP = bulkTexts.keyGroup;

/** Makes one change to many objects: what it is, what it does to each, and then what became of each. */
export function BulkPage() {
  const [subject, setSubject] = useBulkSubject();
  const navigate = useNavigate();
  const leave = () => void navigate({ to: "/explorer", search: true });
  if (subject === null) return <NoSubject onPaste={() => setSubject(EMPTY_SHEET)} onLeave={leave} />;
  const key = subject.kind === "undo" ? subject.changeId : subject.kind;
  return <BulkScreen key={key} subject={subject} onSubject={setSubject} onLeave={leave} />;
}

const EMPTY_SHEET: BulkSubject = { kind: "sheet", text: "" };

function NoSubject({ onPaste, onLeave }: { onPaste: () => void; onLeave: () => void }) {
  const { empty, title } = bulkTexts;
  return (
    <div className={styles.page}>
      <PageHead title={title.none} />
      <EmptyState
        title={empty.title}
        text={empty.text}
        action={
          <ButtonRow>
            <Button kind="primary" onClick={onLeave}>
              {empty.action}
            </Button>
            <Button onClick={onPaste}>{empty.paste}</Button>
          </ButtonRow>
        }
      />
    </div>
  );
}

interface ScreenProps {
  subject: BulkSubject;
  onSubject: (subject: BulkSubject) => void;
  onLeave: () => void;
}

function titleOf(subject: BulkSubject, from: ChangeFrom): string {
  const { title } = bulkTexts;
  if (subject.kind === "undo") return title.undo;
  return from === "form" && subject.kind === "chosen"
    ? title.chosen(countsWords(subject.counts))
    : title.sheet;
}

/** What has to be answered, with the currency of each amount as far as the rows at hand say it. */
function questionOf({ counts, amounts, preview, form }: Bulk) {
  const rows = preview?.rows ?? [];
  const common = form.around?.accounts[0]?.currency ?? rows[0]?.currency ?? "USD";
  const currencyOf = (minor: number): string =>
    rows.find(({ fields }) => fields.some(({ afterMinor }) => afterMinor === minor))?.currency ?? common;
  const asks = preview?.asks === true ? (counts?.asks ?? 0) : 0;
  return { asks, amounts, currencyOf };
}

function BulkScreen({ subject, onSubject, onLeave }: ScreenProps) {
  const bulk = useBulk(subject);
  const [answers, setAnswers] = useState<Answers>(NO_ANSWERS);
  const rowHeight = useSettings()?.density === "comfortable" ? 32 : 28;
  const { head, sending, leftOut } = bulk;
  const isSent = sending.changeId !== null;
  const question = questionOf(bulk);
  const answered = isAnswered(question, answers);
  const ready = head !== null && leftOut.narrowed !== null && bulk.planned && !sending.busy;
  const canSend =
    ready && bulk.checked && answered && head.canBeSent > 0 && sendRefusal(bulk) === null && !isSent;

  const send = (): void => {
    if (!canSend) return;
    sending.send(head.id, { asked: question.asks > 0 && answers.yes, amounts: [...question.amounts] });
  };
  const keep = (): void => {
    if (!ready || head.canBeSent === 0 || bulk.from === "undo") return;
    const name = bulk.sentence === "" ? titleOf(subject, bulk.from) : bulkTexts.send.draftName(bulk.sentence);
    sending.keep(head.id, name);
  };
  useHotkeys([
    { keys: "Ctrl+Enter", label: bulkTexts.send.send(head?.canBeSent ?? 0), group: GROUP, run: send },
    { keys: "Ctrl+S", label: bulkTexts.send.draft, group: GROUP, run: keep },
    { keys: "Escape", label: bulkTexts.back, group: GROUP, run: onLeave },
  ]);

  return (
    <div className={styles.page}>
      <PageHead
        title={titleOf(subject, bulk.from)}
        titleTestId="bulk-title"
        before={
          <Button kind="quiet" size="small" icon="chevron-left" keys="Escape" onClick={onLeave}>
            {bulkTexts.back}
          </Button>
        }
      >
        {!isSent && <SendBar bulk={bulk} answered={answered} onSend={send} onKeep={keep} />}
      </PageHead>
      <div className={styles.split}>
        <section className={styles.left} aria-label={bulkTexts.form.label}>
          <Source bulk={bulk} subject={subject} locked={isSent} />
          {!isSent && <Asks question={question} answers={answers} onAnswers={setAnswers} />}
        </section>
        <div className={styles.right}>
          <BulkBanners bulk={bulk} />
          {isSent ? (
            <ActResult
              bulk={bulk}
              rowHeight={rowHeight}
              onUndo={(changeId) => onSubject({ kind: "undo", changeId })}
              onLeave={onLeave}
            />
          ) : (
            <PreviewPane bulk={bulk} rowHeight={rowHeight} />
          )}
        </div>
      </div>
    </div>
  );
}

interface SourceProps {
  bulk: Bulk;
  subject: BulkSubject;
  /** It was sent: what it was can be read, but no longer changed. */
  locked: boolean;
}

function Source({ bulk, subject, locked }: SourceProps) {
  const { form, undo } = bulkTexts;
  const { from, sheet } = bulk;
  if (from === "undo") {
    return (
      <div className={styles.form}>
        <p className={styles.sentence}>{undo.sentence}</p>
        <p className={styles.note}>{undo.cannot}</p>
      </div>
    );
  }
  const { around, result, wish, setWish } = bulk.form;
  if (locked) {
    const summary =
      sheet.edits === null ? "" : bulkTexts.sheet.summary(sheet.edits.objects, sheet.edits.unchanged);
    return <p className={styles.sentence}>{from === "form" ? bulk.sentence : summary}</p>;
  }
  return (
    <>
      {subject.kind === "chosen" && (
        <RadioGroup<ChangeFrom>
          label={form.kinds}
          className={styles.kinds}
          value={from}
          options={[
            { value: "form", label: form.one },
            { value: "sheet", label: form.sheet },
          ]}
          onChange={bulk.setFrom}
        />
      )}
      {from === "form" && around !== null ? (
        <ChangeForm wish={wish} around={around} result={result} onWish={setWish} />
      ) : (
        <SheetForm text={bulk.pasted} sheet={sheet} onText={bulk.setPasted} />
      )}
    </>
  );
}
