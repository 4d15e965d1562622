//! Days by the zone of the account.

use chrono::{Days, NaiveDate};

use super::*;
use crate::world::delivery::breakdown::Breakdown;
use crate::world::delivery::calendar::{Day, day_of, day_start_ms, zone};

#[test]
fn days_follow_the_clock_changes_of_their_zone() {
    let cases = [
        ("Europe/Oslo", "2026-03-29", 23, 23),
        ("Europe/Oslo", "2026-10-25", 25, 25),
        ("America/Los_Angeles", "2026-11-01", 25, 25),
        ("Asia/Tokyo", "2026-11-01", 24, 24),
        ("Pacific/Auckland", "2026-09-27", 23, 23),
        ("Asia/Kolkata", "2026-11-01", 24, 24),
        ("America/Santiago", "2026-09-06", 23, 23),
        ("Africa/Cairo", "2026-04-24", 23, 23),
        ("Australia/Lord_Howe", "2026-10-04", 24, 24),
    ];
    for (name, date, hours, pieces) in cases {
        let (zone, date): (_, NaiveDate) = (zone(name), date.parse().expect("a date"));
        let day = Day::new(zone, date);
        let length = (day.end_ms - day.start_ms) as f64 / HOUR as f64;
        assert_eq!(length.ceil() as i64, hours, "{name} {date} has {length} hours");
        assert_eq!(day.hours().count(), pieces);
        assert_eq!(day.share_before(day.start_ms), 0.0);
        assert_eq!(day.share_before(day.end_ms), 1.0);
        assert_eq!(day_of(zone, day.start_ms), date);
        assert_eq!(day_of(zone, day.end_ms - 1), date);
        assert_eq!(day_of(zone, day.end_ms), date + Days::new(1));
        let shares: Vec<f64> =
            (0..=200).map(|step| day.share_before(day.start_ms + step * (day.end_ms - day.start_ms) / 200)).collect();
        assert!(shares.windows(2).all(|pair| pair[0] <= pair[1]), "{name}");
    }
}

#[test]
fn a_day_of_25_hours_still_reports_24_names_and_its_exact_sum() {
    let world = World::generate(5, Size::Exact { accounts: 1, campaigns: 2, adsets: 2, ads: 2 }, NOW);
    let account = world.accounts()[0].id;
    let date: NaiveDate = "2026-10-25".parse().expect("a date");
    let mut hourly = query(account, Level::Account, vec![Slice { since: date, until: date }], NOW);
    let whole = total(&rows(&world, hourly.clone()));
    hourly.breakdown = Some(Breakdown::Hourly);
    let hours = rows(&world, hourly);
    assert_eq!(hours.len(), 24);
    assert_eq!(total(&hours), whole);
    assert!(hours[2].figures.impressions > hours[3].figures.impressions * 3 / 2, "two o'clock came twice");
}

#[test]
fn midnight_belongs_to_the_zone_of_the_account() {
    let world = small();
    let tokyo = &world.accounts()[1];
    assert_eq!(tokyo.timezone_name, "Asia/Tokyo");
    let today = last_days(&world, tokyo.id, 1).1;
    let midnight = day_start_ms(zone("Asia/Tokyo"), today);
    assert_eq!(midnight.rem_euclid(DAY), 15 * HOUR, "midnight in Tokyo is 15:00 UTC");
    let slice = Slice { since: today, until: today };
    assert!(world.figures(tokyo.id, slice, midnight).is_none(), "the day has not begun");
    assert!(world.figures(tokyo.id, slice, midnight + HOUR).is_some());
}
