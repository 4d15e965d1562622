//! Reports for clients: their figures are the overview's, and those by schedule come once their days are over and read.

use std::path::{Path, PathBuf};

use app::App;
use app::dto::{
    Client, ErrorCode, ExportReport, ObjectKey, ObjectLevel, OverviewRequest, ReportPaper, ReportPart, ReportSchedule,
    SaveClient, SaveNote, SaveReportSettings,
};
use sandbox::world::Size;

use crate::desk::{Desk, complete, everything, flat, told};

const THREE: Size = Size::Exact { accounts: 3, campaigns: 2, adsets: 2, ads: 2 };
const DAY_MS: i64 = 86_400_000;

async fn client(app: &App, accounts: &[String]) -> Client {
    let input = SaveClient { id: None, name: "Nordwind".into(), account_ids: accounts.to_vec() };
    app.save_client(input).await.unwrap().remove(0)
}

fn ids(desk: &Desk, app_accounts: &[app::rows::AccountRow]) -> Vec<String> {
    assert_eq!(app_accounts.len(), 3, "{}", desk.folder.path().display());
    app_accounts.iter().map(|row| row.id.clone()).collect()
}

fn export(desk: &Desk, path: &Path, client_id: Option<String>) -> ExportReport {
    let path = path.to_str().unwrap().into();
    ExportReport { path, client_id, account_ids: Vec::new(), range: desk.days(30), compare: None }
}

fn settings(client_id: Option<String>) -> SaveReportSettings {
    SaveReportSettings {
        client_id,
        colour: "#0A7D5A".into(),
        logo_path: None,
        remove_logo: false,
        paper: ReportPaper::Letter,
        parts: vec![ReportPart::Notes, ReportPart::Campaigns, ReportPart::Campaigns],
        schedule: ReportSchedule::Never,
        folder: None,
    }
}

fn text_of(path: &Path) -> String {
    let text = pdf_extract::extract_text(path).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An amount as reports write it.
fn amount(minor: f64, currency: &str) -> String {
    let digits = if currency == "JPY" { 0 } else { 2 };
    let plain = format!("{:.digits$}", minor / 10_f64.powi(digits as i32));
    let (whole, rest) = plain.split_once('.').map_or((plain.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let groups: Vec<&str> =
        whole.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
    rest.map_or_else(|| groups.join(","), |rest| format!("{}.{rest}", groups.join(",")))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_says_what_the_overview_says_and_its_campaigns_come_to_the_totals() {
    let desk = Desk::new(THREE);
    let app = desk.synced().await;
    let path = desk.folder.path().join("report.pdf");
    let written = app.export_report(export(&desk, &path, None)).await.unwrap();
    assert_eq!(u64::from(written.bytes), std::fs::metadata(&path).unwrap().len());
    let text = text_of(&path);
    let input = OverviewRequest { account_ids: Vec::new(), range: desk.days(30), compare: None };
    let overview = app.overview(input).await.unwrap();
    let table = app.query_explorer(flat(ObjectLevel::Campaign, desk.days(30))).await.unwrap();
    assert_eq!(overview.currencies.len(), 3);
    for money in &overview.currencies {
        assert!(text.contains(&format!("Results in {}", money.currency)));
        let spend = amount(money.kpis[0].now.unwrap(), &money.currency);
        assert!(
            text.contains(&format!("Spend{spend}")) || text.contains(&format!("Spend {spend}")),
            "{spend} in {text}"
        );
        let total = table.totals.iter().find(|total| total.currency == money.currency).unwrap();
        let listed = format!("Total {}", amount(total.metrics.spend_minor, &money.currency));
        assert!(text.contains(&listed), "{listed} in {text}");
        for row in table.rows.iter().filter(|row| row.currency == money.currency && row.metrics.spend_minor > 0.0) {
            let spent = amount(row.metrics.spend_minor, &row.currency);
            assert!(text.contains(&spent), "{spent} of {} in {text}", row.name);
        }
    }
    app.export_report(export(&desk, &path, None)).await.unwrap();
    let error = told(app.export_report(export(&desk, &desk.folder.path().join("no/such.pdf"), None)).await);
    assert_eq!(error.code, ErrorCode::InvalidInput);
    let error = told(app.export_report(export(&desk, &path, Some("nobody".into()))).await);
    assert_eq!(error.code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_has_a_look_of_its_own_and_its_notes() {
    let desk = Desk::new(THREE);
    let app = desk.synced().await;
    let accounts = ids(&desk, &app.account_rows().await.unwrap());
    let client = client(&app, &accounts[..1]).await;
    let standard = app.report_settings(Some(client.id.clone())).await.unwrap();
    assert_eq!((standard.parts.len(), standard.paper, standard.has_logo), (6, ReportPaper::A4, false));

    let logo = desk.folder.path().join("logo.png");
    std::fs::write(&logo, PIXEL).unwrap();
    let wanted =
        SaveReportSettings { logo_path: logo.to_str().map(str::to_owned), ..settings(Some(client.id.clone())) };
    let kept = app.save_report_settings(wanted).await.unwrap();
    assert_eq!(kept.parts, [ReportPart::Campaigns, ReportPart::Notes], "each once, in the order of a report");
    assert_eq!((kept.colour.as_str(), kept.has_logo), ("#0a7d5a", true));
    assert_eq!(app.report_settings(Some(client.id.clone())).await.unwrap(), kept);
    let others = app.report_settings(None).await.unwrap();
    assert!(!others.has_logo, "one client's logo is no other's");

    let object = ObjectKey { account_id: accounts[0].clone(), level: ObjectLevel::Account, id: accounts[0].clone() };
    let day = Some(desk.days(3).since);
    app.save_note(SaveNote { id: None, object, day, text: "Sale began at noon".into() }).await.unwrap();
    let path = desk.folder.path().join("client.pdf");
    let written = app.export_report(export(&desk, &path, Some(client.id.clone()))).await.unwrap();
    assert_eq!(written.client, "Nordwind");
    let text = text_of(&path);
    assert!(text.contains("Nordwind") && text.contains("Sale began at noon"), "{text}");
    assert!(!text.contains("Spend by day") && text.matches("Results in").count() == 1, "{text}");

    let without = SaveReportSettings { remove_logo: true, ..settings(Some(client.id.clone())) };
    assert!(!app.save_report_settings(without).await.unwrap().has_logo);
    let text = desk.folder.path().join("logo.txt");
    std::fs::write(&text, "no picture").unwrap();
    let path = text.to_str().map(str::to_owned);
    let nowhere = desk.folder.path().join("nowhere").to_str().map(str::to_owned);
    for wrong in [
        SaveReportSettings { colour: "red".into(), ..settings(None) },
        SaveReportSettings { logo_path: path, ..settings(None) },
        SaveReportSettings { logo_path: Some("/".into()), ..settings(None) },
        SaveReportSettings { schedule: ReportSchedule::Weekly, ..settings(None) },
        SaveReportSettings { schedule: ReportSchedule::Weekly, folder: Some("relative".into()), ..settings(None) },
        SaveReportSettings { schedule: ReportSchedule::Monthly, folder: nowhere, ..settings(None) },
    ] {
        assert_eq!(told(app.save_report_settings(wrong).await).code, ErrorCode::InvalidInput);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_weekly_report_is_written_once_after_its_days_were_read_again() {
    let desk = Desk::new(THREE);
    let app = desk.synced().await;
    let folder = desk.folder.path().join("reports");
    std::fs::create_dir(&folder).unwrap();
    let files = || -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        files
    };
    assert!(app.write_due_reports().await.unwrap().is_empty(), "nothing was asked for");
    let weekly = SaveReportSettings {
        schedule: ReportSchedule::Weekly,
        folder: folder.to_str().map(str::to_owned),
        ..settings(None)
    };
    app.save_report_settings(weekly).await.unwrap();
    // It is Monday the 23rd, and the week before has been read today.
    let first = app.write_due_reports().await.unwrap();
    assert_eq!(first.len(), 1);
    assert_eq!((first[0].range.since.as_str(), first[0].range.until.as_str()), ("2026-11-16", "2026-11-22"));
    assert_eq!(files(), [PathBuf::from(&first[0].path)]);
    assert!(text_of(&files()[0]).contains("16 Nov – 22 Nov 2026"));
    assert_eq!(app.report_settings(None).await.unwrap().written_until.as_deref(), Some("2026-11-22"));
    assert!(app.write_due_reports().await.unwrap().is_empty(), "once");

    // A week later its figures are those of a week ago until the next sync.
    desk.step(7 * DAY_MS);
    assert!(app.write_due_reports().await.unwrap().is_empty(), "days that were not read since are no report");
    assert_eq!(files().len(), 1);
    complete(&app.sync_now(everything()).await.unwrap());
    assert_eq!(app.write_due_reports().await.unwrap().len(), 1);
    assert_eq!(files().len(), 2);

    // A folder that went away is told, and nothing counts as written.
    desk.step(7 * DAY_MS);
    complete(&app.sync_now(everything()).await.unwrap());
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(told(app.write_due_reports().await).code, ErrorCode::InvalidInput);
    assert_eq!(app.report_settings(None).await.unwrap().written_until.as_deref(), Some("2026-11-29"));
}

/// A PNG of one pixel.
const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00,
    0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x06, 0x00, 0x00, 0x00, 0x1f, 0x15, 0xc4, 0x89, 0x00, 0x00, 0x00, 0x0d, 0x49,
    0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xe0, 0xaa, 0x8d, 0xfa, 0x0f, 0x00, 0x03, 0x57, 0x01, 0xe1, 0x08, 0xbd, 0xe8,
    0x89, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];
