//! Formulas, groups, saved views and tables as files, from the page's side.

use std::io::Read;

use app::dto::{
    DeleteView, ErrorCode, ExplorerColumn, ExplorerRequest, ExportTable, FormulaUnit, GroupBy, GroupFilter, GroupKind,
    GroupRequest, ObjectLevel, Range, SaveView, SavedView, TableColumn, TableFormat,
};
use sandbox::world::Size;

use crate::desk::{Desk, every_row, flat, no_filter, told};

const EXACT: Size = Size::Exact { accounts: 2, campaigns: 3, adsets: 2, ads: 3 };

fn by_token(position: i32) -> GroupBy {
    GroupBy { kind: GroupKind::Token, separator: " ".into(), position }
}

fn asked(desk: &Desk) -> ExplorerRequest {
    let week = desk.days(7);
    ExplorerRequest {
        compare: Some(Range { since: desk.days(14).since, until: desk.days(8).since }),
        formulas: vec!["spend / clicks".into(), "(value - spend) / spend * 100".into()],
        ..flat(ObjectLevel::Ad, week)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_formula_says_the_same_as_the_column_it_spells_out_and_sorts_rows() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let request = ExplorerRequest { sort_formula: Some(0), ..asked(&desk) };
    let page = app.query_explorer(request.clone()).await.unwrap();
    assert_eq!(page.formulas[0].unit, Some(FormulaUnit::Money));
    assert_eq!(page.formulas[1].unit, Some(FormulaUnit::Percent));
    let figures = page.rows.iter().map(|row| &row.metrics).chain(page.totals.iter().map(|total| &total.metrics));
    let mut values = 0;
    for metrics in figures {
        assert_eq!(metrics.formulas[0].is_some(), metrics.cpc_minor.is_some());
        if let (Some(own), Some(known)) = (metrics.formulas[0], metrics.cpc_minor) {
            assert!((own - known).abs() < 1e-9, "{own} {known}");
            values += 1;
        }
    }
    assert!(values > 20, "{values}");
    let one_currency: Vec<f64> = page
        .rows
        .iter()
        .filter(|row| row.currency == page.rows[0].currency)
        .filter_map(|row| row.metrics.formulas[0])
        .collect();
    assert!(one_currency.is_sorted_by(|a, b| a >= b), "{one_currency:?}");
    for (formula, code) in [("spend / reach", ErrorCode::InvalidInput), ("", ErrorCode::InvalidInput)] {
        let wrong = ExplorerRequest { formulas: vec![formula.into()], ..request.clone() };
        assert_eq!(told(app.query_explorer(wrong).await).code, code, "{formula}");
    }
    let without = ExplorerRequest { compare: None, by_change: true, ..request };
    assert_eq!(told(app.query_explorer(without).await).code, ErrorCode::InvalidInput);
    let fault = app.check_formula("spend / reach").fault.unwrap();
    assert_eq!((fault.at, fault.len), (8, 5));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn groups_come_to_the_totals_and_each_leads_to_its_objects() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let request = GroupRequest { explorer: asked(&desk), level: ObjectLevel::Ad, by: by_token(1) };
    let groups = app.group_explorer(request.clone()).await.unwrap();
    let ads = every_row(&app, asked(&desk)).await;
    assert!(!groups.rows.is_empty());
    assert_eq!(groups.rows.iter().map(|group| group.objects as usize).sum::<usize>(), ads.len());
    for total in &groups.totals {
        let here = || groups.rows.iter().filter(|group| group.currency == total.currency);
        let spend: f64 = here().map(|group| group.metrics.spend_minor).sum();
        assert_eq!(spend, total.metrics.spend_minor);
        let before: f64 = here().map(|group| group.compare.as_ref().unwrap().spend_minor).sum();
        assert_eq!(before, total.compare.as_ref().unwrap().spend_minor);
    }
    let group = &groups.rows[0];
    let mut within = asked(&desk);
    let bound = GroupFilter { by: by_token(1), level: ObjectLevel::Ad, key: group.key.clone() };
    within.filter = app::dto::ExplorerFilter { group: Some(bound), ..no_filter() };
    let found = app.query_explorer(within).await.unwrap();
    let spend: f64 =
        found.totals.iter().filter(|total| total.currency == group.currency).map(|t| t.metrics.spend_minor).sum();
    assert_eq!(spend, group.metrics.spend_minor);
    let accounts = GroupRequest { level: ObjectLevel::Account, ..request };
    assert_eq!(told(app.group_explorer(accounts).await).code, ErrorCode::InvalidInput);
}

fn view(name: &str, is_default: bool, replaces: Option<&str>) -> SaveView {
    SaveView { name: name.into(), view: r#"{"range":"last_7"}"#.into(), is_default, replaces: replaces.map(Into::into) }
}

fn names(views: &[SavedView]) -> Vec<(&str, bool)> {
    views.iter().map(|view| (view.name.as_str(), view.is_default)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn views_are_saved_renamed_and_removed_and_one_is_the_default() {
    let desk = Desk::new(Size::Small);
    let app = desk.synced().await;
    app.save_view(view("Weekly check", true, None)).await.unwrap();
    let views = app.save_view(view(" Creatives ", true, None)).await.unwrap();
    assert_eq!(names(&views), [("Creatives", true), ("Weekly check", false)]);
    assert_eq!(views[0].view, r#"{"range":"last_7"}"#);
    let views = app.save_view(view("Monday", false, Some("Weekly check"))).await.unwrap();
    assert_eq!(names(&views), [("Creatives", true), ("Monday", false)]);
    for wrong in [
        view("Creatives", false, None),
        view("Creatives", false, Some("Monday")),
        view("", false, None),
        view("a\nb", false, None),
        SaveView { view: "[]".into(), ..view("List", false, None) },
        SaveView { view: format!("{{\"a\":\"{}\"}}", "x".repeat(70_000)), ..view("Long", false, None) },
    ] {
        assert_eq!(told(app.save_view(wrong.clone()).await).code, ErrorCode::InvalidInput, "{:.40?}", wrong.name);
    }
    assert_eq!(told(app.save_view(view("New", false, Some("Gone"))).await).code, ErrorCode::NotFound);
    let views = app.delete_view(DeleteView { name: "Creatives".into() }).await.unwrap();
    assert_eq!(names(&views), [("Monday", false)]);
    assert_eq!(app.saved_views().await.unwrap(), views);
}

fn export(desk: &Desk, path: &std::path::Path, format: TableFormat) -> ExportTable {
    let known = |column, label: &str| TableColumn { column: Some(column), formula: None, label: label.into() };
    ExportTable {
        path: path.to_string_lossy().into_owned(),
        format,
        explorer: asked(desk),
        groups: None,
        group_level: None,
        columns: vec![
            known(ExplorerColumn::Name, "Name"),
            known(ExplorerColumn::Delivery, "Delivery"),
            known(ExplorerColumn::Spend, "Spend"),
            TableColumn { column: None, formula: Some(0), label: "=cmd".into() },
        ],
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_as_a_file_has_every_row_and_totals_and_nothing_in_it_runs() {
    let desk = Desk::new(EXACT);
    let app = desk.synced().await;
    let folder = tempfile::tempdir().unwrap();
    let rows = every_row(&app, asked(&desk)).await;
    let totals = app.query_explorer(asked(&desk)).await.unwrap().totals;

    let path = folder.path().join("table.csv");
    std::fs::write(&path, "something older").unwrap();
    let written = app.export_table(export(&desk, &path, TableFormat::Csv)).await.unwrap();
    assert_eq!(written.rows as usize, rows.len());
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    let heading = "Id,Level,In,Name,Delivery,Spend,Spend before,Spend change,'=cmd,'=cmd before,'=cmd change,\
                   Currency,Counted as conversion";
    assert_eq!(lines[0], heading);
    assert_eq!(lines.len(), 1 + rows.len() + totals.len());
    for (line, row) in lines[1..].iter().zip(&rows) {
        assert!(line.starts_with(&format!("{},Ad,", row.id)), "{line}");
    }
    let spend = |minor: f64, currency: &str| match currency {
        "JPY" => format!("{minor}"),
        _ => format!("{:.2}", minor / 100.0),
    };
    for (line, total) in lines[1 + rows.len()..].iter().zip(&totals) {
        let amount = spend(total.metrics.spend_minor, &total.currency);
        assert!(line.starts_with(&format!("Total {},,,,,{amount},", total.currency)), "{line}");
    }

    let path = folder.path().join("table.xlsx");
    app.export_table(export(&desk, &path, TableFormat::Xlsx)).await.unwrap();
    let mut book = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
    let mut sheet = String::new();
    book.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
    assert!(!sheet.contains("<f>"), "no formulas");
    for row in &rows {
        let amount = row.metrics.spend_minor / if row.currency == "JPY" { 1.0 } else { 100.0 };
        assert!(sheet.contains(&format!("<v>{amount}</v>")), "{amount}");
    }

    let grouped = ExportTable {
        groups: Some(by_token(1)),
        group_level: Some(ObjectLevel::Ad),
        ..export(&desk, &folder.path().join("groups.csv"), TableFormat::Csv)
    };
    let written = app.export_table(grouped).await.unwrap();
    assert!(written.rows > 0 && (written.rows as usize) < rows.len());
    for path in [folder.path().join("no/such/folder.csv"), folder.path().to_path_buf()] {
        let error = told(app.export_table(export(&desk, &path, TableFormat::Csv)).await);
        assert_eq!(error.code, ErrorCode::InvalidInput, "{error:?}");
    }
}
