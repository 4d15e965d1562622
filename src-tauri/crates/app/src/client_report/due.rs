//! Reports that are written by themselves: of the last whole week or month, once all its days have been read.

use std::path::Path;

use chrono::Datelike;
use domain::{AccountDay, DayRange};
use store::Db;

use super::kept::{self, Place};
use super::write;
use crate::Error;
use crate::app::App;
use crate::bus::AlarmAct;
use crate::dto::{ReportSchedule, WrittenReport};
use crate::overview::month_of;
use crate::session::Session;
use crate::state;

/// Longest part of a file's name that is a client's.
const MOST_NAME: usize = 80;

impl App {
    /// Writes the reports that are due by their schedules, and answers with them. One whose days have not all been read
    /// since they were over waits for a later sync; one that cannot be written does not stop the others.
    ///
    /// # Errors
    /// When no workspace is open, when its ledger cannot be read, and the first error of a report that was due.
    pub async fn write_due_reports(&self) -> Result<Vec<WrittenReport>, Error> {
        let session = self.session().await?;
        let clients = session.store.read(Db::clients).await?;
        let mut written = Vec::new();
        let mut failed = None;
        for place in clients.into_iter().map(Place::from).chain([Place::ALL]) {
            match self.write_due(&session, &place).await {
                Ok(report) => written.extend(report),
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        failed.map_or(Ok(written), Err)
    }

    /// The same for the program that stays open, which tells of it.
    pub(crate) async fn keep_reports_written(&self) {
        if !self.is_scheduled() {
            return;
        }
        match self.write_due_reports().await {
            Ok(written) => {
                for report in written {
                    let title = format!("The report for {} was written", report.client);
                    self.inner.bus.alarm_with(title, report.path, AlarmAct::Open("/".into()));
                }
            }
            Err(error) => {
                let told = "A report could not be written by itself";
                self.inner.bus.alarm_with(told, error.to_string(), AlarmAct::Open("/".into()));
            }
        }
    }

    async fn write_due(&self, session: &Session, place: &Place) -> Result<Option<WrittenReport>, Error> {
        let own = place.clone();
        let read = move |db: &Db| {
            Ok::<_, store::Error>((kept::settings(db, &own)?, kept::written_until(db, &own)?, db.accounts()?))
        };
        let (settings, written, rows) = session.store.read(read).await?;
        let Some(folder) = settings.folder else { return Ok(None) };
        let chosen = session.chosen();
        let accounts = place.accounts.clone().unwrap_or_else(|| chosen.iter().map(domain::AccountId::node).collect());
        let now = self.inner.clock.now();
        let rows: Vec<_> = rows.into_iter().filter(|row| accounts.contains(&row.id.node())).collect();
        // The days have to be over everywhere.
        let Some(today) = rows.iter().filter_map(|row| state::today(&row.timezone_name, now)).min() else {
            return Ok(None);
        };
        let Some(range) = period(settings.schedule, today) else { return Ok(None) };
        let until = range.until().to_string();
        if written.is_some_and(|written| written >= until) {
            return Ok(None);
        }
        let report = self.report(session, place, accounts, range, None).await?;
        let over = range.until().plus_days(1);
        let read = report.pulled_at.is_some_and(|at| {
            // Every figure was read after its last day was over in the account's zone.
            rows.iter().all(|row| state::today(&row.timezone_name, at).is_none_or(|day| day >= over))
        });
        if report.missing_days > 0 || !read {
            return Ok(None);
        }
        let name = file_name(&report.client, range);
        let file = write(report, &Path::new(&folder).join(name)).await?;
        let place = place.clone();
        session.store.write(move |tx| kept::set_written(tx, &place, &until)).await?;
        Ok(Some(file))
    }
}

/// The last week or month that is over on a day.
fn period(schedule: ReportSchedule, today: AccountDay) -> Option<DayRange> {
    match schedule {
        ReportSchedule::Never => None,
        ReportSchedule::Weekly => {
            let monday = today.plus_days(-i64::from(today.date().weekday().num_days_from_monday()));
            Some(DayRange::ending(monday.plus_days(-1), 7))
        }
        ReportSchedule::Monthly => Some(month_of(month_of(today).since().plus_days(-1))),
    }
}

/// A file's name every system takes.
fn file_name(client: &str, range: DayRange) -> String {
    let plain = |one: char| if one.is_alphanumeric() || matches!(one, ' ' | '-' | '_') { one } else { '_' };
    let name: String = client.trim().chars().take(MOST_NAME).map(plain).collect();
    format!("{} {} {}.pdf", name.trim(), range.since(), range.until()).trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_whole_week_or_month_is_due() {
        let cases = [
            (ReportSchedule::Weekly, "2026-11-23", Some(("2026-11-16", "2026-11-22"))),
            (ReportSchedule::Weekly, "2026-11-29", Some(("2026-11-16", "2026-11-22"))),
            (ReportSchedule::Weekly, "2027-01-03", Some(("2026-12-21", "2026-12-27"))),
            (ReportSchedule::Monthly, "2026-11-23", Some(("2026-10-01", "2026-10-31"))),
            (ReportSchedule::Monthly, "2026-03-01", Some(("2026-02-01", "2026-02-28"))),
            (ReportSchedule::Monthly, "2027-01-01", Some(("2026-12-01", "2026-12-31"))),
            (ReportSchedule::Never, "2026-11-23", None),
        ];
        for (schedule, today, expected) in cases {
            let due = period(schedule, AccountDay::parse(today).unwrap());
            let due = due.map(|range| (range.since().to_string(), range.until().to_string()));
            assert_eq!(due, expected.map(|(since, until)| (since.to_owned(), until.to_owned())), "{today}");
        }
    }

    #[test]
    fn a_file_is_called_so_that_it_stays_in_its_folder() {
        let range = DayRange::ending(AccountDay::parse("2026-11-22").unwrap(), 7);
        for (client, name) in [
            ("Nordwind GmbH", "Nordwind GmbH 2026-11-16 2026-11-22.pdf"),
            ("../../etc/passwd", "______etc_passwd 2026-11-16 2026-11-22.pdf"),
            ("a:b*c?\u{202e}\n", "a_b_c__ 2026-11-16 2026-11-22.pdf"),
            ("秋のセール", "秋のセール 2026-11-16 2026-11-22.pdf"),
            ("", "2026-11-16 2026-11-22.pdf"),
        ] {
            assert_eq!(file_name(client, range), name);
        }
        assert!(file_name(&"x".repeat(5_000), range).len() < 120);
    }
}
