//! Splitting a row by age, place or hour. Additive figures of the cells sum to the row exactly; reach does not.

mod cells;

use serde_json::Value;

use self::cells::{AGES, COUNTRIES, DEVICES, GENDERS, HOURS, IMPRESSION_DEVICES, PLATFORMS, POSITIONS, REGIONS};

use super::figures::{Event, Figures, Window};
use crate::world::model::AdSet;
use crate::world::random::{between, join, unit};

/// A supported breakdown. Which combinations the API allows is for the insights edge to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Breakdown {
    /// `age`.
    Age,
    /// `gender`.
    Gender,
    /// `age,gender`.
    AgeGender,
    /// `country`.
    Country,
    /// `region`.
    Region,
    /// `publisher_platform`.
    PublisherPlatform,
    /// `publisher_platform,platform_position`.
    PlatformPosition,
    /// `device_platform`.
    DevicePlatform,
    /// `publisher_platform,impression_device`.
    ImpressionDevice,
    /// `hourly_stats_aggregated_by_advertiser_time_zone`.
    Hourly,
}

/// No breakdown has more cells.
pub(crate) const MAX_CELLS: usize = 48;

impl Breakdown {
    /// The breakdown for the `breakdowns` parameter, in any order; none when it is not one of ours.
    pub fn parse(names: &[&str]) -> Option<Self> {
        let mut names = names.to_vec();
        names.sort_unstable();
        match names.as_slice() {
            ["age"] => Some(Self::Age),
            ["gender"] => Some(Self::Gender),
            ["age", "gender"] => Some(Self::AgeGender),
            ["country"] => Some(Self::Country),
            ["region"] => Some(Self::Region),
            ["publisher_platform"] => Some(Self::PublisherPlatform),
            ["platform_position", "publisher_platform"] => Some(Self::PlatformPosition),
            ["device_platform"] => Some(Self::DevicePlatform),
            ["impression_device", "publisher_platform"] => Some(Self::ImpressionDevice),
            ["hourly_stats_aggregated_by_advertiser_time_zone"] => Some(Self::Hourly),
            _ => None,
        }
    }

    /// How many cells it may have at the most.
    pub fn cells(self) -> usize {
        match self {
            Self::Age => AGES.len(),
            Self::Gender => GENDERS.len(),
            Self::AgeGender => AGES.len() * GENDERS.len(),
            Self::Country => COUNTRIES.len(),
            Self::Region => REGIONS.len(),
            Self::PublisherPlatform => PLATFORMS.len(),
            Self::PlatformPosition => POSITIONS.len(),
            Self::DevicePlatform => DEVICES.len(),
            Self::ImpressionDevice => IMPRESSION_DEVICES.len(),
            Self::Hourly => HOURS.len(),
        }
    }

    /// The keys and values a row of this cell carries.
    pub fn labels(self, cell: usize) -> Vec<(&'static str, &'static str)> {
        let found = match self {
            Self::Age => AGES.get(cell).map(|(age, ..)| vec![("age", *age)]),
            Self::Gender => GENDERS.get(cell).map(|(gender, ..)| vec![("gender", *gender)]),
            Self::AgeGender => {
                let (age, gender) = (AGES.get(cell / GENDERS.len()), GENDERS.get(cell % GENDERS.len()));
                age.zip(gender).map(|(age, gender)| vec![("age", age.0), ("gender", gender.0)])
            }
            Self::Country => COUNTRIES.get(cell).map(|country| vec![("country", *country)]),
            Self::Region => REGIONS.get(cell).map(|(_, region)| vec![("region", *region)]),
            Self::PublisherPlatform => PLATFORMS.get(cell).map(|(it, ..)| vec![("publisher_platform", *it)]),
            Self::PlatformPosition => POSITIONS.get(cell).map(|(platform, position, ..)| {
                vec![("publisher_platform", *platform), ("platform_position", *position)]
            }),
            Self::DevicePlatform => DEVICES.get(cell).map(|(device, ..)| vec![("device_platform", *device)]),
            Self::ImpressionDevice => IMPRESSION_DEVICES
                .get(cell)
                .map(|(platform, device, ..)| vec![("publisher_platform", *platform), ("impression_device", *device)]),
            Self::Hourly => {
                HOURS.get(cell).map(|hour| vec![("hourly_stats_aggregated_by_advertiser_time_zone", *hour)])
            }
        };
        found.unwrap_or_default()
    }

    /// Share of the impressions and liveliness of each cell for one ad set.
    fn shape(self, adset: &AdSet, key: u64) -> Shape {
        let mut shape = Shape { weights: [0.0; MAX_CELLS], rates: [1.0; MAX_CELLS] };
        let mut set = |cell: usize, weight: f64, rate: f64| {
            let luck = between(join(key, cell as u64), 0.6, 1.5);
            if let (Some(weights), Some(rates)) = (shape.weights.get_mut(cell), shape.rates.get_mut(cell)) {
                (*weights, *rates) = (weight * luck, rate * between(join(key, 100 + cell as u64), 0.8, 1.25));
            }
        };
        match self {
            Self::Age => AGES.iter().enumerate().for_each(|(cell, (_, share, rate))| set(cell, *share, *rate)),
            Self::Gender => GENDERS.iter().enumerate().for_each(|(cell, (_, share, rate))| set(cell, *share, *rate)),
            Self::AgeGender => {
                for (age, (_, age_share, age_rate)) in AGES.iter().enumerate() {
                    for (gender, (_, share, rate)) in GENDERS.iter().enumerate() {
                        set(age * GENDERS.len() + gender, age_share * share, age_rate * rate);
                    }
                }
            }
            Self::Country => countries(adset).for_each(|cell| set(cell, unit(join(key, 200 + cell as u64)) + 0.2, 1.0)),
            Self::Region => regions(adset).for_each(|cell| set(cell, unit(join(key, 300 + cell as u64)) + 0.1, 1.0)),
            Self::PublisherPlatform => {
                PLATFORMS.iter().enumerate().for_each(|(cell, (_, share, rate))| set(cell, *share, *rate));
            }
            Self::PlatformPosition => {
                POSITIONS.iter().enumerate().for_each(|(cell, (_, _, share, rate))| set(cell, *share, *rate));
            }
            Self::DevicePlatform => {
                DEVICES.iter().enumerate().for_each(|(cell, (_, share, rate))| set(cell, *share, *rate));
            }
            Self::ImpressionDevice => {
                let cells = IMPRESSION_DEVICES.iter().enumerate();
                cells.for_each(|(cell, (_, _, share, rate))| set(cell, *share, *rate));
            }
            Self::Hourly => {}
        }
        shape
    }
}

struct Shape {
    weights: [f64; MAX_CELLS],
    rates: [f64; MAX_CELLS],
}

/// The cells of the countries an ad set is aimed at; the United States when it names none that we know.
fn countries(adset: &AdSet) -> impl Iterator<Item = usize> {
    let listed = adset.targeting.pointer("/geo_locations/countries").and_then(Value::as_array);
    let known = |code: &Value| COUNTRIES.iter().position(|country| Some(*country) == code.as_str());
    let cells: Vec<usize> = listed.into_iter().flatten().filter_map(known).collect();
    let fallback = cells.is_empty().then_some(0);
    cells.into_iter().chain(fallback)
}

/// The cells of the regions of those countries; where none of them is known, the one for everywhere else.
fn regions(adset: &AdSet) -> impl Iterator<Item = usize> {
    let countries: Vec<&str> = countries(adset).filter_map(|cell| COUNTRIES.get(cell).copied()).collect();
    let cells = REGIONS.iter().enumerate().filter(|(_, (country, _))| countries.contains(country));
    let cells: Vec<usize> = cells.map(|(cell, _)| cell).collect();
    let fallback = cells.is_empty().then_some(REGIONS.len() - 1);
    cells.into_iter().chain(fallback)
}

/// Adds the cells of one ad's day to `out`, which has one entry a cell. Not for [`Breakdown::Hourly`].
pub(crate) fn split(
    breakdown: Breakdown,
    whole: &Figures,
    adset: &AdSet,
    adset_key: u64,
    day_key: u64,
    out: &mut [Figures],
) {
    let shape = breakdown.shape(adset, join(adset_key, breakdown as u64));
    let mut cells = Cells { key: join(day_key, 0xce11), count: breakdown.cells().min(MAX_CELLS), draws: 0 };
    let impressions = cells.share(whole.impressions, &shape.weights, None);
    let spend = cells.share(whole.spend, &weights(&impressions), None);
    let mut lively = weights(&impressions);
    lively.iter_mut().zip(&shape.rates).for_each(|(weight, rate)| *weight *= rate);
    let clicks = cells.share(whole.clicks, &lively, Some(&impressions));
    let link = cells.share(whole.inline_link_clicks, &weights(&clicks), Some(&clicks));
    let outbound = cells.share(whole.outbound_clicks, &weights(&link), Some(&link));
    let reach = cells.share(whole.reach, &weights(&impressions), Some(&impressions));
    let mut parts = [Figures::default(); MAX_CELLS];
    for (cell, part) in parts.iter_mut().enumerate().take(cells.count) {
        part.impressions = impressions[cell];
        part.spend = spend[cell];
        part.clicks = clicks[cell];
        part.inline_link_clicks = link[cell];
        part.outbound_clicks = outbound[cell];
        part.reach = reach[cell].max(i64::from(impressions[cell] > 0));
        part.reach_sum = part.reach;
        part.parts = 1;
    }
    for (place, total) in whole.events.iter().enumerate().filter(|(_, total)| **total > 0) {
        let from = if on_link(place) { &link } else { &impressions };
        let counts = cells.share(*total, &first_useful(&[from, &impressions]), None);
        parts.iter_mut().zip(counts).for_each(|(part, count)| part.events[place] = count);
    }
    for (place, windows) in whole.windows.iter().enumerate() {
        let counts = parts.map(|part| part.events[Event::FIRST_OFFSITE + place]);
        for (window, total) in windows.iter().enumerate().filter(|(_, total)| **total > 0) {
            let split = cells.share(*total, &first_useful(&[&counts, &link, &impressions]), None);
            parts.iter_mut().zip(split).for_each(|(part, count)| part.windows[place][window] = count);
        }
    }
    let orders = parts.map(|part| part.events[Event::Purchase as usize]);
    let by_order = first_useful(&[&orders, &link, &impressions]);
    let value = cells.share(whole.purchase_value, &by_order, None);
    parts.iter_mut().zip(value).for_each(|(part, value)| part.purchase_value = value);
    for window in 0..Window::COUNT {
        let value = cells.share(whole.value_windows[window], &by_order, None);
        parts.iter_mut().zip(value).for_each(|(part, value)| part.value_windows[window] = value);
    }
    if breakdown == Breakdown::Region {
        // What happened outside Meta is silently missing by region.
        parts.iter_mut().for_each(Figures::forget_offsite);
    }
    out.iter_mut().zip(&parts).for_each(|(sum, part)| sum.add(part));
}

/// Whether an event follows from a click on the link rather than from seeing the ad.
fn on_link(event: usize) -> bool {
    event == Event::LandingPageView as usize
        || event == Event::FormLead as usize
        || event == Event::Conversation as usize
        || event >= Event::FIRST_OFFSITE
}

fn weights(counts: &[i64; MAX_CELLS]) -> [f64; MAX_CELLS] {
    counts.map(|count| count as f64)
}

/// The first of some counts that is not all zero, as weights.
fn first_useful(candidates: &[&[i64; MAX_CELLS]]) -> [f64; MAX_CELLS] {
    let found = candidates.iter().find(|counts| counts.iter().any(|count| *count > 0));
    found.map_or([1.0; MAX_CELLS], |counts| weights(counts))
}

struct Cells {
    key: u64,
    count: usize,
    draws: u64,
}

impl Cells {
    /// Splits a total by weights into whole parts that sum to it exactly, none above its cap where there are caps.
    fn share(&mut self, total: i64, weights: &[f64; MAX_CELLS], caps: Option<&[i64; MAX_CELLS]>) -> [i64; MAX_CELLS] {
        let mut parts = [0; MAX_CELLS];
        self.draws += 1;
        if total <= 0 {
            return parts;
        }
        let sum: f64 = weights.iter().take(self.count).sum();
        if sum <= 0.0 {
            parts[0] = total;
            return parts;
        }
        let luck = unit(join(self.key, self.draws));
        let (mut seen, mut given, mut owed) = (0.0, 0, 0);
        let last = weights.iter().take(self.count).rposition(|weight| *weight > 0.0).unwrap_or(0);
        for cell in 0..=last {
            seen += weights[cell];
            let until = if cell == last { total } else { ((total as f64 * seen / sum + luck) as i64).min(total) };
            let wanted = until - given + owed;
            given = until;
            parts[cell] = caps.map_or(wanted, |caps| wanted.min(caps[cell]));
            owed = wanted - parts[cell];
        }
        // What did not fit goes where there is room; a total within the sum of the caps always finds some.
        for cell in 0..self.count {
            let room = caps.map_or(owed, |caps| caps[cell] - parts[cell]).clamp(0, owed);
            parts[cell] += room;
            owed -= room;
        }
        parts
    }
}
