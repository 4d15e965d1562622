//! Background care for an open workspace: every page checked once, a backup a day, sign-ins that are about to end.

use std::sync::Weak;
use std::time::Duration;

use domain::TimestampMillis;

use crate::app::App;
use crate::bus::AlarmAct;
use crate::dto::{AppEvent, Connection, ConnectionStatus};
use crate::error::with_remedy;
use crate::session::Session;

/// How often to look whether a backup is due or a sign-in about to end.
const LOOK_EVERY: Duration = Duration::from_secs(60 * 60);
const DAY_MS: i64 = 24 * 3_600_000;
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
    let now = app.inner.clock.now();
    let connection = crate::state::connection(session.facts(), now);
    let Some(days) = days_to_tell(&connection, now, warned) else { return warned };
    app.inner.bus.alarm_with(
        "Meta will end this sign-in soon",
        format!("{}: {days} days left. Sign in again under Settings; nothing is interrupted.", session.file().name),
        AlarmAct::Open("/settings/connection".into()),
    );
    Some(now)
}

/// How many days to say are left until the nearer of the two ends; nothing where it is far, over, or told today.
fn days_to_tell(connection: &Connection, now: TimestampMillis, warned: Option<TimestampMillis>) -> Option<i64> {
    let told = warned.is_some_and(|at| now.millis_since(at) < DAY_MS);
    if told || connection.status != ConnectionStatus::EndingSoon {
        return None;
    }
    let ends = [connection.token_expires_at_ms, connection.data_access_expires_at_ms].into_iter().flatten();
    let first = ends.min_by(f64::total_cmp)?;
    let left = TimestampMillis(first as i64).millis_since(now);
    Some(left.saturating_add(DAY_MS - 1) / DAY_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::SignInFacts;
    use crate::state::connection;

    #[test]
    fn either_clock_warns_a_week_ahead_and_once_a_day() {
        let now = TimestampMillis(1_795_435_200_000);
        let at = |days: Option<i64>| days.map(|days| now.0 + days * DAY_MS);
        for (token, data, warned_hours_ago, expected) in [
            (Some(60), Some(90), None, None),
            (Some(6), Some(90), None, Some(6)),
            (None, Some(3), None, Some(3)),
            (Some(6), Some(2), None, Some(2)),
            (Some(6), Some(2), Some(23), None),
            (Some(6), Some(2), Some(24), Some(2)),
            (Some(0), Some(90), None, None),
            (None, None, None, None),
        ] {
            let facts =
                SignInFacts { expires_at_ms: at(token), data_access_expires_at_ms: at(data), ..SignInFacts::default() };
            let warned = warned_hours_ago.map(|hours: i64| now.plus_millis(-hours * 3_600_000));
            let told = days_to_tell(&connection(Some(facts), now), now, warned);
            assert_eq!(told, expected, "{token:?} {data:?} {warned_hours_ago:?}");
        }
    }
}
