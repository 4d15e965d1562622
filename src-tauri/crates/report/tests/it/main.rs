//! What a PDF says, read back by a program that shares nothing with the one that wrote it.

mod world;

use domain::{Metric, MetricSums};
use proptest::prelude::*;
use report::{Campaign, Colour, Error, Logo, Look, Paper, Part, Report, figure, money, pdf};
use world::{NAMES, day, report, section};

/// All letters of a PDF, spaces squeezed.
fn text_of(bytes: &[u8]) -> String {
    let text = pdf_extract::extract_text_from_mem(bytes).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn pages_of(bytes: &[u8]) -> usize {
    pdf_extract::Document::load_mem(bytes).unwrap().get_pages().len()
}

#[test]
fn a_report_says_every_figure_it_was_given() {
    let report = report();
    let text = text_of(&pdf(&report).unwrap());
    for section in &report.sections {
        for kpi in &section.kpis {
            let value = figure(kpi.metric, kpi.now, section.currency);
            assert!(text.contains(&value), "{value} is missing from {text}");
        }
        for campaign in &section.campaigns {
            let spend = money(campaign.now.spend_minor, section.currency);
            assert!(text.contains(&spend), "{spend} is missing");
        }
    }
    for words in [
        "Nordwind Outdoor GmbH",
        "25 Oct – 23 Nov 2026",
        "25 Sep – 24 Oct 2026",
        "Europe/Berlin",
        "Results in EUR",
        "Results in JPY",
        "Purchases",
        "19,000.00 of 25,000.00 spent · Over pace",
        "Daily budget 400.00 → 350.00",
        "the tag fired twice until noon",
        "7d_click_1d_view",
        "Different currencies are never added",
        "1 day of this range",
        "conversions still arrive",
    ] {
        assert!(text.contains(words), "{words} is missing from {text}");
    }
}

#[test]
fn names_of_all_scripts_can_be_copied_out_again() {
    // The reader sees a space where one font ends and the next begins.
    let text = text_of(&pdf(&report()).unwrap()).replace(' ', "");
    for name in [NAMES[0], NAMES[1], NAMES[4]] {
        assert!(text.contains(&name.replace(' ', "")), "{name} is missing from {text}");
    }
    // What is written from right to left stands in the order it is seen, which readers turn round themselves.
    for letter in NAMES[2].chars().filter(|one| one.is_alphabetic()) {
        assert!(text.contains(letter), "{letter}");
    }
}

#[test]
fn the_same_report_has_the_same_bytes() {
    assert_eq!(pdf(&report()).unwrap(), pdf(&report()).unwrap());
    let later = Report { made_at: report().made_at.plus_millis(60_000), ..report() };
    assert_ne!(pdf(&report()).unwrap(), pdf(&later).unwrap());
}

#[test]
fn parts_that_were_not_chosen_are_left_out() {
    let look = Look { parts: vec![Part::Movers], ..Look::default() };
    let text = text_of(&pdf(&Report { look, ..report() }).unwrap());
    assert!(text.contains("Spend moved most"));
    for words in ["Campaigns", "Budget pacing", "Spend by day", "What rules did", "the tag fired"] {
        assert!(!text.contains(words), "{words}");
    }
}

#[test]
fn sheets_have_the_size_of_the_paper() {
    for (paper, width) in [(Paper::A4, 595.28), (Paper::Letter, 612.0)] {
        let look = Look { paper, ..Look::default() };
        let bytes = pdf(&Report { look, ..report() }).unwrap();
        let file = pdf_extract::Document::load_mem(&bytes).unwrap();
        for page in file.get_pages().values() {
            let sheet = file.get_dictionary(*page).unwrap().get(b"MediaBox").unwrap().as_array().unwrap();
            assert!((sheet[2].as_float().unwrap() - width).abs() < 0.01);
        }
    }
}

#[test]
fn hostile_names_neither_stop_a_report_nor_leave_their_place() {
    let long = "A very long name without end ".repeat(170);
    let zalgo = format!("z{}", "\u{301}\u{316}".repeat(2_000));
    let hostile = [
        "\u{202e}txt.exe\u{2066}",
        "\u{0}\u{1}\u{7}\u{1b}[2J\r\n\t",
        long.as_str(),
        zalgo.as_str(),
        "x".repeat(5_000).leak(),
        "🔥".repeat(2_500).leak(),
        "\u{e0041}\u{fffe}\u{10ffff}\u{feff}",
        "(a) Tj ET \\ % <</JS (app.alert(1))>>",
        "",
    ];
    let mut report = report();
    for (campaign, name) in report.sections[0].campaigns.iter_mut().zip(hostile) {
        campaign.name = name.to_owned();
    }
    let section = &mut report.sections[0];
    section.pacing.iter_mut().zip(hostile).for_each(|(pace, name)| pace.name = name.to_owned());
    section.rules.iter_mut().zip(hostile).for_each(|(act, name)| act.name = name.to_owned());
    section.notes = hostile
        .iter()
        .map(|text| report::Note {
            day: day("2026-11-05"),
            about: (*text).to_owned(),
            text: text.repeat(3),
            author: (*text).to_owned(),
        })
        .collect();
    section.conversion = long.clone();
    report.client = hostile[7].to_owned();
    report.accounts = hostile.iter().map(|name| ((*name).to_owned(), (*name).to_owned())).collect();
    report.attribution = hostile.iter().map(|name| (*name).to_owned()).collect();
    let bytes = pdf(&report).unwrap();
    assert!(pages_of(&bytes) < 20);
    let file = pdf_extract::Document::load_mem(&bytes).unwrap();
    let active = |object: &pdf_extract::Object| {
        object.as_dict().is_ok_and(|dict| dict.has(b"JS") || dict.has(b"OpenAction") || dict.has(b"URI"))
    };
    assert!(!file.objects.values().any(active), "a name became more than text");
}

#[test]
fn a_client_without_figures_gets_a_report_that_says_so() {
    let empty = Report { sections: Vec::new(), pulled_at: None, ..report() };
    let text = text_of(&pdf(&empty).unwrap());
    assert!(text.contains("There are no figures of these days yet."));
    assert!(text.contains("nothing was read yet"));
}

#[test]
fn many_campaigns_go_on_over_sheets_with_their_heads() {
    let mut report = Report { sections: vec![section("EUR")], ..report() };
    let one = report.sections[0].campaigns[0].clone();
    report.sections[0].campaigns =
        (0..200).map(|at| Campaign { name: format!("Campaign number {at}."), ..one.clone() }).collect();
    let bytes = pdf(&report).unwrap();
    let text = text_of(&bytes);
    assert!((0..200).all(|at| text.contains(&format!("Campaign number {at}."))));
    assert!(pages_of(&bytes) >= 6);
    assert!(text.matches("Spend EUR").count() >= 4, "heads are repeated");
}

#[test]
fn figures_are_told_to_screen_readers() {
    let bytes = pdf(&report()).unwrap();
    let file = pdf_extract::Document::load_mem(&bytes).unwrap();
    let kinds: Vec<Vec<u8>> = file
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok()?.get(b"S").ok()?.as_name().ok().map(<[u8]>::to_vec))
        .collect();
    for kind in ["H1", "H2", "H3", "P", "Figure", "Table", "TR", "TH", "TD"] {
        assert!(kinds.iter().any(|one| one == kind.as_bytes()), "{kind}");
    }
}

#[test]
fn a_logo_is_a_picture_or_is_refused() {
    let picture = Logo::read(&png(1_600, 400)).unwrap();
    let again = Logo::read(&picture.png().unwrap()).unwrap();
    assert_eq!(picture, again, "what is kept is what was read");
    let look = Look { logo: Some(again), colour: Colour([250, 240, 60]), ..Look::default() };
    let plain = pdf(&report()).unwrap();
    assert!(pdf(&Report { look, ..report() }).unwrap().len() > plain.len());
    let mut cut = png(64, 64);
    cut.truncate(60);
    for bytes in [&b""[..], b"GIF89a", b"<svg/>", &cut, &png(8_001, 1)] {
        assert_eq!(Logo::read(bytes), Err(Error::NoPicture));
    }
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    let paint = |x: u32, y: u32| image::Rgba([(x % 256) as u8, (y % 256) as u8, 40, 255]);
    image::RgbaImage::from_fn(width, height, paint).write_to(&mut file, image::ImageFormat::Png).unwrap();
    file.into_inner()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_total_is_the_sum_of_its_rows_to_the_minor_unit(
        rows in proptest::collection::vec((0..1_000_000_000_i64, 0..100_000_i64, 0..1_000_000_000_i64), 1..40),
        yen in any::<bool>(),
    ) {
        let mut section = section(if yen { "JPY" } else { "EUR" });
        section.campaigns = rows
            .iter()
            .map(|(spend, results, value)| Campaign {
                name: "C".into(),
                now: world::sums(*spend, *results, *value),
                before: MetricSums::default(),
            })
            .collect();
        let spend: i64 = rows.iter().map(|row| row.0).sum();
        let results: i64 = rows.iter().map(|row| row.1).sum();
        let look = Look { parts: vec![Part::Campaigns], ..Look::default() };
        let currency = section.currency;
        let text = text_of(&pdf(&Report { sections: vec![section], look, ..report() }).unwrap());
        let total = text.split("Total ").nth(1).unwrap_or_default();
        prop_assert!(total.starts_with(&money(spend, currency)), "{} {}", money(spend, currency), total);
        let counted = figure(Metric::Conversions, Some(results as f64), currency);
        prop_assert!(total.contains(&counted), "{} {}", counted, total);
    }
}
