//! Calls about formulas, groups, saved views and tables as files.

use app::dto::{
    BreakdownKind, BreakdownMetric, BreakdownRequest, DeleteView, ExportTable, GroupBy, GroupKind, GroupRequest, Range,
    SaveView, StartBreakdown, TableColumn, TableFormat,
};
use app::{App, Error};

use super::{Given, explorer};

pub(super) const CALLS: u32 = 9;

pub(super) fn by(given: &Given) -> GroupBy {
    let kinds = [GroupKind::Token, GroupKind::Label, GroupKind::Objective, GroupKind::Creative];
    GroupBy { kind: kinds[given.number as usize % 4], separator: given.texts[2].clone(), position: given.number as i32 }
}

fn breakdown(given: &Given) -> BreakdownRequest {
    let [account_id, id, since, until] = given.texts.clone();
    let by = if given.flags[0] { BreakdownKind::Hour } else { BreakdownKind::AgeGender };
    let range = Range { since, until };
    BreakdownRequest { account_id, id, level: given.level, range, by, metric: BreakdownMetric::Conversions }
}

pub(super) async fn call(app: &App, which: u32, given: &Given, folder: &std::path::Path) -> Result<(), Error> {
    let [a, b, c, d] = given.texts.clone();
    match which {
        0 => {
            let check = app.check_formula(&a);
            assert_eq!(check.unit.is_none(), check.fault.is_some());
            Ok(())
        }
        1 => {
            let input = GroupRequest { explorer: explorer(given), level: given.level, by: by(given) };
            app.group_explorer(input).await.map(drop)
        }
        2 => app.saved_views().await.map(drop),
        3 => {
            let view = if given.flags[0] { b } else { "{}".into() };
            let input = SaveView { name: a, view, is_default: given.flags[1], replaces: given.flags[2].then_some(c) };
            app.save_view(input).await.map(drop)
        }
        6 => app.breakdown(breakdown(given)).await.map(drop),
        7 => {
            let input = StartBreakdown { breakdown: breakdown(given), again: given.flags[1] };
            app.start_breakdown(input).await.map(drop)
        }
        8 => app.query_sql(a, &Range { since: b, until: c }, given.number as usize).await.map(drop),
        4 => app.delete_view(DeleteView { name: a }).await.map(drop),
        _ => {
            let column = TableColumn { column: Some(given.column), formula: None, label: d };
            let name = a.replace(['/', '\0'], "_");
            let input = ExportTable {
                // A folder that is not there, so that nothing is written beside the tests.
                path: if given.flags[0] {
                    format!("{a}/{b}").trim_start_matches('/').into()
                } else {
                    folder.join(name).to_string_lossy().into_owned()
                },
                format: if given.flags[1] { TableFormat::Csv } else { TableFormat::Xlsx },
                explorer: explorer(given),
                groups: given.flags[2].then(|| by(given)),
                group_level: given.flags[3].then_some(given.level),
                columns: vec![column],
            };
            app.export_table(input).await.map(drop)
        }
    }
}
