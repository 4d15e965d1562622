//! How even the frames are while 50,000 ads scroll by in the real window, beside a bare list on the same display, and
//! while 5,000 of them are filtered, selected and previewed.

use anyhow::Result;

use super::table::Table;
use crate::packages::{self, Need};
use crate::shell::{cargo, must, target};
use crate::{display, page, run};

/// Accounts x campaigns x ad sets x ads: 50,000 ads in one account.
const SIZE: &str = "1x100x10x50";
const TEST: &str = "scroll::a_long_list_scrolls_from_end_to_end_and_no_row_stays_blank";
/// 5,000 ads, all of which are changed together.
const BULK_SIZE: &str = "1x10x10x50";
const BULK_TEST: &str = "bulk::many_ads_are_filtered_selected_and_previewed_and_no_row_stays_blank";

/// Prints the table of frames. The part of the end-to-end suite that scrolls measures it.
///
/// # Errors
/// When a build fails or the window does not come.
pub(super) fn bench(table: &mut Table) -> Result<()> {
    if cfg!(not(target_os = "linux")) {
        table.not_measured("P14", "frames while scrolling", "the real window is only driven on Linux");
        return Ok(());
    }
    packages::ensure(Need::Test)?;
    page::build()?;
    run::build_programs(true)?;
    let tests = ["test", "--workspace", "--features", "sextant/e2e", "--test", "e2e"];
    // Built outside the session, so that a slow build cannot be mistaken for a slow window.
    must(cargo(&[&tests[..], &["--no-run"]].concat()))?;
    let screen = display::Display::start(1600, 1000)?;
    for (test, size, of) in [(TEST, "SEXTANT_SCROLL", SIZE), (BULK_TEST, "SEXTANT_BULK", BULK_SIZE)] {
        let mut measure = cargo(&[&tests[..], &["--", "--exact", test, "--nocapture"]].concat());
        display::steady(&mut measure, &screen);
        measure.env("SEXTANT_PROGRAMS", target().join("release")).env(size, of);
        must(display::in_session(&measure))?;
    }
    table.told(
        "P14",
        "frames while 5,000 ads are filtered, selected and previewed",
        "in the table above",
        "16.7 ms p99",
    );
    table.told("P14", "frames while 50,000 ads scroll by", "in the table of its part above", "16.7 ms p99");
    Ok(())
}
