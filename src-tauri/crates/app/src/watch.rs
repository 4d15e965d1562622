//! Background care for an open workspace: every page checked once, a backup a day, sign-ins that are about to end.

use std::sync::Weak;
use std::time::Duration;

use domain::TimestampMillis;

use crate::app::App;
use crate::dto::{AppEvent, ConnectionStatus};
use crate::error::with_remedy;
use crate::session::Session;

/// How often to look whether a backup is due or a sign-in about to end.
const LOOK_EVERY: Duration = Duration::from_secs(60 * 60);
/// The first look waits until the window has drawn.
const FIRST_LOOK: Duration = Duration::from_secs(15);

/// Takes care of the workspace until it is closed.
pub(crate) async fn integrity(app: App, session: Weak<Session>) {
    tokio::time::sleep(FIRST_LOOK).await;
    if let Some(open) = session.upgrade() {
        check_pages(&app, &open).await;
    }
    let mut warned = None;
    loop {
        let Some(open) = session.upgrade() else { return };
        back_up(&app, &open).await;
        warned = warn_of_end(&app, &open, warned);
        drop(open);
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn check_pages(app: &App, session: &Session) {
    match session.store.check().await {
        Ok(report) if report.is_clean() => {}
        Ok(report) => {
            for (file, problems) in &report.problems {
                tracing::error!(%file, ?problems, "pages are damaged");
            }
            let error = with_remedy(
                crate::dto::ErrorCode::Damaged,
                "Some pages of this workspace's files are damaged",
                "Restore the newest backup under Settings; what cannot be read is pulled again",
            );
            app.inner.bus.event(AppEvent::Notice { error });
        }
        Err(error) => tracing::warn!(%error, "the files could not be checked"),
    }
}

async fn back_up(app: &App, session: &Session) {
    let keep = app.inner.settings.get().backups_kept as usize;
    let store = session.store.clone();
    match tokio::task::spawn_blocking(move || store.backup_daily_blocking(keep)).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => tracing::warn!(%error, "today's backup could not be made"),
        Err(error) => tracing::warn!(%error, "today's backup did not finish"),
    }
}

/// Warns once a day while the sign-in is about to end.
fn warn_of_end(app: &App, session: &Session, warned: Option<TimestampMillis>) -> Option<TimestampMillis> {
    const DAY_MS: i64 = 24 * 3_600_000;
    let now = app.inner.clock.now();
    let connection = crate::state::connection(session.facts(), now);
    if connection.status != ConnectionStatus::EndingSoon || warned.is_some_and(|at| now.millis_since(at) < DAY_MS) {
        return warned;
    }
    let ends = [connection.token_expires_at_ms, connection.data_access_expires_at_ms].into_iter().flatten();
    let left = ends.fold(f64::INFINITY, f64::min) - now.0 as f64;
    let days = (left / DAY_MS as f64).ceil().max(1.0);
    app.inner.bus.alarm(
        "Meta will end this sign-in soon",
        format!("{}: {days:.0} days left. Sign in again under Settings; nothing is interrupted.", session.file().name),
    );
    Some(now)
}
