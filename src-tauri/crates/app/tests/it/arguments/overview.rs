//! The same for the overview, clients, targets and notes.

use app::dto::{
    ExportReport, ObjectKey, OverviewRequest, Range, ReconcileRequest, ReportPaper, ReportPart, ReportSchedule,
    SaveClient, SaveNote, SaveReportSettings, SetTarget, TargetKind,
};
use app::{App, Error};

use super::Given;

/// How many calls [`call`] knows.
pub(super) const CALLS: u32 = 11;

pub(super) async fn call(app: &App, which: u32, given: &Given, folder: &std::path::Path) -> Result<(), Error> {
    let [a, b, c, ..] = given.texts.clone();
    let range = || Range { since: given.texts[0].clone(), until: given.texts[1].clone() };
    let object = || ObjectKey { account_id: given.texts[0].clone(), level: given.level, id: given.texts[1].clone() };
    match which {
        0 => {
            let compare = given.flags[0].then(range);
            let input = OverviewRequest { account_ids: given.ids.clone(), range: range(), compare };
            app.overview(input).await.map(drop)
        }
        1 => {
            let id = given.flags[0].then_some(b);
            app.save_client(SaveClient { id, name: a, account_ids: given.ids.clone() }).await.map(drop)
        }
        2 => app.delete_client(&a).await.map(drop),
        3 => {
            let kinds = [TargetKind::Account, TargetKind::Campaign, TargetKind::Client];
            let input = SetTarget {
                kind: kinds[given.number as usize % kinds.len()],
                account_id: a,
                id: b,
                month: c,
                budget_minor: given.flags[0].then_some(given.float),
                cpa_minor: given.flags[1].then_some(given.float),
                roas: given.flags[2].then_some(given.float),
            };
            app.set_target(input).await
        }
        4 => app.notes(object()).await.map(drop),
        5 => {
            let (id, day) = (given.flags[0].then_some(b), given.flags[1].then_some(a));
            app.save_note(SaveNote { id, object: object(), day, text: c }).await.map(drop)
        }
        6 => app.delete_note(&a).await,
        8 => app.report_settings(given.flags[0].then_some(a)).await.map(drop),
        9 => {
            let schedules = [ReportSchedule::Never, ReportSchedule::Weekly, ReportSchedule::Monthly];
            let input = SaveReportSettings {
                client_id: given.flags[0].then_some(a),
                colour: if given.flags[1] { "#12ab34".into() } else { b },
                logo_path: given.flags[2].then_some(c.clone()),
                remove_logo: given.flags[3],
                paper: ReportPaper::Letter,
                parts: vec![ReportPart::Notes; given.number as usize % 9],
                schedule: schedules[given.number as usize % schedules.len()],
                folder: given.flags[3].then_some(c),
            };
            app.save_report_settings(input).await.map(drop)
        }
        10 => {
            let compare = given.flags[0].then(range);
            let input = ExportReport {
                path: folder.join(c.replace(['/', '\0'], "_")).to_string_lossy().into_owned(),
                client_id: given.flags[1].then_some(a),
                account_ids: given.ids.clone(),
                range: range(),
                compare,
            };
            app.export_report(input).await.map(drop)
        }
        _ => {
            let input = ReconcileRequest { account_id: a, range: Range { since: b, until: c }, below: given.level };
            app.reconcile(input).await.map(drop)
        }
    }
}
