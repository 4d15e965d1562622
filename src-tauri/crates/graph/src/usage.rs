//! Meta's usage headers: how much of which limit is used.

use std::collections::HashMap;

use domain::AccountId;
use serde::Deserialize;

use crate::governor::AccessTier;
use crate::lenient;

/// What one answer said about the limits. Percentages are of Meta's limit; 100 or more means blocked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Usage {
    /// Worst counter of the app-wide limit.
    pub app_percent: Option<f64>,
    /// Score of the ad account.
    pub account_percent: Option<f64>,
    /// Seconds until that score is gone.
    pub account_reset_seconds: Option<u32>,
    /// Business use case counters, one for each type.
    pub use_cases: Vec<BucUsage>,
    /// Load of the insights platform, for the app and for the account.
    pub insights_app_percent: Option<f64>,
    /// See [`Usage::insights_app_percent`].
    pub insights_account_percent: Option<f64>,
    /// The Marketing API access tier, where a header named it.
    pub tier: Option<AccessTier>,
}

/// One business use case counter.
#[derive(Debug, Clone, PartialEq)]
pub struct BucUsage {
    /// `ads_insights`, `ads_management`, `custom_audience` and others.
    pub kind: String,
    /// Worst of calls, CPU and time.
    pub percent: f64,
    /// Minutes Meta says to wait; 0 when calls may go on.
    pub regain_minutes: u32,
}

#[derive(Deserialize, Default)]
struct Counters {
    #[serde(default, deserialize_with = "lenient::float")]
    call_count: Option<f64>,
    #[serde(default, deserialize_with = "lenient::float")]
    total_time: Option<f64>,
    #[serde(default, deserialize_with = "lenient::float")]
    total_cputime: Option<f64>,
    #[serde(default, deserialize_with = "lenient::float")]
    estimated_time_to_regain_access: Option<f64>,
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    ads_api_access_tier: Option<String>,
}

impl Counters {
    fn worst(&self) -> Option<f64> {
        [self.call_count, self.total_time, self.total_cputime]
            .into_iter()
            .flatten()
            .filter_map(percent)
            .reduce(f64::max)
    }
}

#[derive(Deserialize, Default)]
struct Utilisation {
    #[serde(default, deserialize_with = "lenient::float")]
    acc_id_util_pct: Option<f64>,
    #[serde(default, deserialize_with = "lenient::float")]
    app_id_util_pct: Option<f64>,
    #[serde(default, deserialize_with = "lenient::float")]
    reset_time_duration: Option<f64>,
    #[serde(default, deserialize_with = "lenient::text")]
    ads_api_access_tier: Option<String>,
}

fn percent(value: f64) -> Option<f64> {
    value.is_finite().then(|| value.clamp(0.0, 1000.0))
}

/// Rounds up, so that a wait is never a fraction too short; a day is the longest any limit lasts.
fn whole(value: f64, most: u32) -> u32 {
    if value.is_finite() && value > 0.0 { value.ceil().min(f64::from(most)) as u32 } else { 0 }
}

impl Usage {
    /// Reads the headers of an answer about `account`. Names may have any case; unreadable values are skipped.
    pub fn parse<'a>(headers: impl IntoIterator<Item = (&'a str, &'a str)>, account: Option<&AccountId>) -> Self {
        let mut usage = Self::default();
        for (name, value) in headers {
            match name.to_ascii_lowercase().as_str() {
                "x-app-usage" => usage.app_percent = read::<Counters>(value).worst(),
                "x-ad-account-usage" => usage.read_account(&read(value)),
                "x-business-use-case-usage" => usage.read_use_cases(value, account),
                "x-fb-ads-insights-throttle" => usage.read_insights(&read(value)),
                _ => {}
            }
        }
        usage
    }

    fn read_account(&mut self, value: &Utilisation) {
        self.account_percent = value.acc_id_util_pct.and_then(percent);
        self.account_reset_seconds = value.reset_time_duration.map(|seconds| whole(seconds, 86_400));
        self.note_tier(value.ads_api_access_tier.as_deref());
    }

    fn read_insights(&mut self, value: &Utilisation) {
        self.insights_app_percent = value.app_id_util_pct.and_then(percent);
        self.insights_account_percent = value.acc_id_util_pct.and_then(percent);
        self.note_tier(value.ads_api_access_tier.as_deref());
    }

    fn read_use_cases(&mut self, value: &str, account: Option<&AccountId>) {
        let keys: HashMap<String, serde_json::Value> = serde_json::from_str(value).unwrap_or_default();
        // Keys are business ids in the documentation and ad account ids in practice: where ours is among them only
        // ours counts, otherwise all do, which errs on the safe side.
        let ours = account.filter(|id| keys.contains_key(id.digits()));
        for (key, entries) in keys {
            if ours.is_some_and(|id| id.digits() != key) {
                continue;
            }
            let entries: Vec<serde_json::Value> = serde_json::from_value(entries).unwrap_or_default();
            for counters in entries.into_iter().filter_map(|entry| serde_json::from_value::<Counters>(entry).ok()) {
                self.note_use_case(&counters);
            }
        }
    }

    fn note_use_case(&mut self, counters: &Counters) {
        self.note_tier(counters.ads_api_access_tier.as_deref());
        let regain_minutes = counters.estimated_time_to_regain_access.map_or(0, |minutes| whole(minutes, 1_440));
        let (Some(kind), percent) = (&counters.kind, counters.worst().unwrap_or(0.0)) else { return };
        match self.use_cases.iter_mut().find(|known| &known.kind == kind) {
            Some(known) => {
                known.percent = known.percent.max(percent);
                known.regain_minutes = known.regain_minutes.max(regain_minutes);
            }
            None => self.use_cases.push(BucUsage { kind: kind.clone(), percent, regain_minutes }),
        }
    }

    fn note_tier(&mut self, name: Option<&str>) {
        let Some(tier) = name.map(AccessTier::parse) else { return };
        // Where headers disagree the lower tier is the safe one.
        self.tier = Some(self.tier.map_or(tier, |known| known.min(tier)));
    }
}

fn read<T: Default + serde::de::DeserializeOwned>(value: &str) -> T {
    serde_json::from_str(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn account(digits: &str) -> AccountId {
        AccountId::parse(digits).unwrap()
    }

    #[test]
    fn the_documented_headers_are_read_in_any_case() {
        let usage = Usage::parse(
            [
                ("X-App-Usage", r#"{"call_count":28,"total_time":25,"total_cputime":31}"#),
                (
                    "x-AD-account-usage",
                    r#"{"acc_id_util_pct":9.67,"reset_time_duration":100,"ads_api_access_tier":"standard_access"}"#,
                ),
                (
                    "x-business-use-case-usage",
                    r#"{"7":[{"type":"ads_management","call_count":95,"total_cputime":20,"total_time":20,
                        "estimated_time_to_regain_access":3}],
                        "8":[{"type":"ads_management","call_count":99,"estimated_time_to_regain_access":50}]}"#,
                ),
                ("X-FB-Ads-Insights-Throttle", r#"{"app_id_util_pct":100,"acc_id_util_pct":"10"}"#),
            ],
            Some(&account("7")),
        );
        assert_eq!(usage.app_percent, Some(31.0));
        assert_eq!((usage.account_percent, usage.account_reset_seconds), (Some(9.67), Some(100)));
        let ours = BucUsage { kind: "ads_management".into(), percent: 95.0, regain_minutes: 3 };
        assert_eq!(usage.use_cases, [ours], "another account's entry does not count");
        assert_eq!((usage.insights_app_percent, usage.insights_account_percent), (Some(100.0), Some(10.0)));
        assert_eq!(usage.tier, Some(AccessTier::Full));
    }

    #[test]
    fn an_unknown_key_counts_as_ours() {
        let header =
            r#"{"999":[{"type":"ads_insights","call_count":40}],"998":[{"type":"ads_insights","total_time":80}]}"#;
        let usage = Usage::parse([("x-business-use-case-usage", header)], Some(&account("7")));
        assert_eq!(usage.use_cases, [BucUsage { kind: "ads_insights".into(), percent: 80.0, regain_minutes: 0 }]);
    }

    #[test]
    fn a_fraction_of_a_minute_is_a_whole_minute() {
        let header = r#"{"7":[{"type":"ads_insights","estimated_time_to_regain_access":"1.2"}]}"#;
        let usage = Usage::parse([("x-business-use-case-usage", header)], None);
        assert_eq!(usage.use_cases.first().map(|u| u.regain_minutes), Some(2));
    }

    proptest! {
        #[test]
        fn any_header_text_is_survived_and_percentages_stay_in_range(
            name in prop::sample::select(vec![
                "x-app-usage", "x-ad-account-usage", "x-business-use-case-usage", "x-fb-ads-insights-throttle",
            ]),
            number in any::<f64>(),
            noise in ".{0,40}",
            cut in 0usize..200,
        ) {
            let whole = format!(
                r#"{{"call_count":{number:?},"acc_id_util_pct":{number:?},"reset_time_duration":"{number:?}",
                "7":[{{"type":"ads_insights","call_count":{number:?},"estimated_time_to_regain_access":{number:?}}}]}}{noise}"#
            );
            let header: String = whole.chars().take(cut).collect();
            for value in [whole.as_str(), header.as_str(), noise.as_str()] {
                let usage = Usage::parse([(name, value)], None);
                let percents = [usage.app_percent, usage.account_percent, usage.insights_account_percent];
                prop_assert!(percents.iter().flatten().all(|p| (0.0..=1000.0).contains(p)));
                prop_assert!(usage.use_cases.iter().all(|u| u.regain_minutes <= 1_440));
            }
        }
    }
}
