import { Link, useParams } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useAppState } from "@/api/app-state";
import { useSettings, useUpdateSettings } from "@/api/settings";
import { PageHead } from "@/components/page-head/page-head";
import { TextField } from "@/components/ui/text-field";
import { LoadingRows } from "@/components/ui/view-states";
import { useHotkeys } from "@/lib/use-hotkeys";
import { type SettingsPatch, toIpcError } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { AccountsSection } from "./components/accounts-section";
import { AboutSection, AppearanceSection } from "./components/appearance-section";
import { BackupsSection } from "./components/backups-section";
import { ConnectionSection } from "./components/connection-section";
import { DataSection } from "./components/data-section";
import { NamingSection } from "./components/naming-section";
import { NotificationsSection } from "./components/notifications-section";
import { SettingsSearch } from "./components/row";
import { RulesSection } from "./components/rules-section";
import { SecuritySection } from "./components/security-section";
import { ServicesSection } from "./components/services-section";
import { SyncSection } from "./components/sync-section";
import { SECTIONS } from "./sections";
import styles from "./settings-page.module.css";
import { texts } from "./texts";

function Sections() {
  return (
    <nav className={styles.nav} aria-label={texts.sections}>
      {SECTIONS.map(({ id, title }) => (
        <Link
          key={id}
          to="/settings/{-$section}"
          params={{ section: id }}
          search={true}
          className={styles.link ?? ""}
          activeProps={{ className: styles.on ?? "" }}
          activeOptions={{ includeSearch: false }}
        >
          {title}
        </Link>
      ))}
    </nav>
  );
}

/** Scrolls to the section the address names. */
function useScrollTo(section: string | undefined, ready: boolean): void {
  useEffect(() => {
    if (!ready || section === undefined) return;
    document.getElementById(`settings-${section}`)?.scrollIntoView({ block: "start" });
  }, [section, ready]);
}

/** All settings on one page, found by typing, applied at once. */
export function SettingsPage() {
  const state = useAppState();
  const settings = useSettings();
  const update = useUpdateSettings();
  const { notice } = useFrameActs();
  const { section } = useParams({ strict: false });
  const [typed, setTyped] = useState("");
  const find = useRef<HTMLInputElement>(null);
  const workspace = state?.workspace ?? null;
  const ready = settings !== undefined && workspace !== null;
  useScrollTo(section, ready);
  useHotkeys([{ keys: "/", label: texts.find, group: texts.title, run: () => find.current?.focus() }]);

  const handleChange = (patch: Partial<SettingsPatch>) =>
    update.mutate(patch, { onError: (error) => notice(toIpcError(error)) });

  return (
    <div className={styles.page}>
      <PageHead title={texts.title} note={texts.applied}>
        <TextField
          ref={find}
          className={styles.find}
          label={texts.find}
          hideLabel
          placeholder={texts.find}
          type="search"
          icon="search"
          size="small"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </PageHead>
      <div className={styles.body}>
        <Sections />
        <SettingsSearch value={typed}>
          <div className={styles.content}>
            {!ready && <LoadingRows label={texts.title} />}
            {ready && (
              <>
                <ConnectionSection workspace={workspace} />
                <AccountsSection workspace={workspace} />
                <SyncSection settings={settings} onChange={handleChange} />
                <RulesSection />
                <NotificationsSection settings={settings} onChange={handleChange} />
                <NamingSection />
                <ServicesSection />
                <DataSection settings={settings} workspace={workspace} />
                <BackupsSection settings={settings} onChange={handleChange} />
                <SecuritySection workspace={workspace} />
                <AppearanceSection settings={settings} onChange={handleChange} />
                <AboutSection version={state?.version ?? ""} />
                <p className={styles.nothing}>{texts.nothing(typed)}</p>
              </>
            )}
          </div>
        </SettingsSearch>
      </div>
    </div>
  );
}
