//! How a range of days is cut into requests. Pure arithmetic: fewest requests first, then the shortest chains.

use domain::DayRange;

/// Rows asked for in one page of insights. A request costs the same however many rows it brings.
pub(crate) const PAGE_ROWS: u32 = 5_000;

/// The longest chain of pages that one slice may need: a slice is stored whole, so this bounds memory too.
const CHAIN_PAGES: u64 = 4;

/// Rows of one day above which an asynchronous job is asked for instead of pages.
pub(crate) const ASYNC_ROWS: u64 = 20_000;

/// Days after which the cache's running sums begin anew: within such a block, days that arrive in order are cheapest.
const BLOCK_DAYS: i32 = 32;

/// Cuts `days` into slices when each day is expected to bring `rows_per_day` rows: the newest month or so first, from
/// its oldest day on.
///
/// The sum of pages is the smallest possible for chains of at most [`CHAIN_PAGES`]; of equal sums the shortest slices
/// are taken, since they run side by side and a crash loses less.
pub(crate) fn slices(days: &[DayRange], rows_per_day: u64, page_rows: u32) -> Vec<DayRange> {
    let mut out = Vec::new();
    for range in days {
        let length = slice_days(range.len_days(), rows_per_day, page_rows);
        out.extend(range.chunks(length));
    }
    let block = |range: &DayRange| range.since().number().div_euclid(BLOCK_DAYS);
    out.sort_by_key(|range| (std::cmp::Reverse(block(range)), range.since()));
    out
}

/// Pages that `days` days bring.
fn pages(days: u32, rows_per_day: u64, page_rows: u32) -> u64 {
    u64::from(days).saturating_mul(rows_per_day).div_ceil(u64::from(page_rows.max(1))).max(1)
}

/// Requests for `total` days in slices of `length` days, all as full as expected.
fn requests(total: u32, length: u32, rows_per_day: u64, page_rows: u32) -> u64 {
    let whole = u64::from(total / length) * pages(length, rows_per_day, page_rows);
    let rest = total % length;
    if rest == 0 { whole } else { whole + pages(rest, rows_per_day, page_rows) }
}

fn slice_days(total: u32, rows_per_day: u64, page_rows: u32) -> u32 {
    (1..=total)
        .filter(|length| *length == 1 || pages(*length, rows_per_day, page_rows) <= CHAIN_PAGES)
        .min_by_key(|length| (requests(total, *length, rows_per_day, page_rows), *length))
        .unwrap_or(1)
}

/// Both halves of a range, newest first; `None` for a single day.
pub(crate) fn halves(range: DayRange) -> Option<[DayRange; 2]> {
    if range.len_days() < 2 {
        return None;
    }
    let middle = range.since().plus_days(i64::from(range.len_days() / 2));
    let newer = DayRange::new(middle, range.until()).ok()?;
    let older = DayRange::new(range.since(), middle.plus_days(-1)).ok()?;
    Some([newer, older])
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::AccountDay;
    use proptest::prelude::*;

    fn last(days: u32) -> DayRange {
        DayRange::ending(AccountDay::parse("2026-11-23").unwrap(), days)
    }

    fn check(days: u32, rows_per_day: u64, slices_expected: usize, requests_expected: u64) {
        let made = slices(&[last(days)], rows_per_day, 5_000);
        let sum: u64 = made.iter().map(|s| pages(s.len_days(), rows_per_day, 5_000)).sum();
        assert_eq!((made.len(), sum), (slices_expected, requests_expected), "{days} days of {rows_per_day} rows");
    }

    #[test]
    fn requests_are_as_few_as_the_rows_allow() {
        // A month of 2,500 ads: 75,000 rows in fifteen full pages, all side by side.
        check(30, 2_500, 15, 15);
        // Two days of 3,000 ads do not fit one page; five days fit three.
        check(30, 3_000, 6, 18);
        check(30, 500, 3, 3);
        check(90, 1, 1, 1);
        check(90, 0, 1, 1);
        check(7, 50_000, 7, 70);
        check(1, 2_500, 1, 1);
    }

    #[test]
    fn the_newest_block_comes_first_and_its_days_in_order() {
        let made = slices(&[last(90)], 2_500, 5_000);
        let blocks: Vec<i32> = made.iter().map(|slice| slice.since().number().div_euclid(BLOCK_DAYS)).collect();
        assert!(blocks.windows(2).all(|pair| pair[1] <= pair[0]), "{blocks:?}");
        let of_newest: Vec<_> =
            made.iter().take_while(|s| s.since().number().div_euclid(BLOCK_DAYS) == blocks[0]).collect();
        assert!(of_newest.windows(2).all(|pair| pair[0].until() < pair[1].since()));
        assert_eq!(of_newest.last().unwrap().until(), last(1).until());
    }

    #[test]
    fn a_single_day_has_no_halves() {
        assert_eq!(halves(last(1)), None);
        let [newer, older] = halves(last(7)).unwrap();
        assert_eq!((newer.len_days(), older.len_days()), (4, 3));
    }

    proptest! {
        #[test]
        fn every_day_is_in_exactly_one_slice(total in 1u32..1200, rows in 0u64..60_000, page in 1u32..6_000) {
            let made = slices(&[last(total)], rows, page);
            let mut days: Vec<_> = made.iter().flat_map(DayRange::days).collect();
            days.sort();
            prop_assert_eq!(days, last(total).days().collect::<Vec<_>>());
        }

        #[test]
        fn slicing_costs_little_over_one_endless_chain(total in 1u32..100, rows in 1u64..5_000) {
            let made = slices(&[last(total)], rows, 5_000);
            let sum: u64 = made.iter().map(|s| pages(s.len_days(), rows, 5_000)).sum();
            let ideal = pages(total, rows, 5_000);
            prop_assert!(sum <= ideal + ideal / 3 + 1, "{} for {}", sum, ideal);
        }
    }
}
