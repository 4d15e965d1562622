//! One insights row, borrowed from the answer it came in.

use std::borrow::Cow;
use std::fmt;

use domain::{AccountDay, Level};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::action::ActionList;
use crate::lenient;

/// Fields of a row at each level. Ratios are not asked for: they are computed from sums.
macro_rules! fields {
    ($ids:literal) => {
        concat!(
            $ids,
            "account_currency,spend,impressions,clicks,inline_link_clicks,reach,actions,action_values,",
            "attribution_setting"
        )
    };
}

pub(crate) const ACCOUNT_FIELDS: &str = fields!("account_id,");
pub(crate) const CAMPAIGN_FIELDS: &str = fields!("campaign_id,");
pub(crate) const ADSET_FIELDS: &str = fields!("campaign_id,adset_id,");
pub(crate) const AD_FIELDS: &str = fields!("campaign_id,adset_id,ad_id,");

/// One row: an object over one slice of time. Metrics Meta leaves out are `None`, which is not zero.
#[derive(Debug, Clone, Deserialize)]
pub struct InsightsRow<'a> {
    /// The account's digits.
    #[serde(borrow, default, deserialize_with = "text")]
    pub account_id: Option<Cow<'a, str>>,
    /// Set from campaign level down.
    #[serde(borrow, default, deserialize_with = "text")]
    pub campaign_id: Option<Cow<'a, str>>,
    /// Set from ad set level down.
    #[serde(borrow, default, deserialize_with = "text")]
    pub adset_id: Option<Cow<'a, str>>,
    /// Set at ad level.
    #[serde(borrow, default, deserialize_with = "text")]
    pub ad_id: Option<Cow<'a, str>>,
    /// First day of the slice, in the account's time zone.
    #[serde(deserialize_with = "day")]
    pub date_start: AccountDay,
    /// Last day of the slice.
    #[serde(deserialize_with = "day")]
    pub date_stop: AccountDay,
    /// Currency of the amounts.
    #[serde(borrow, default, deserialize_with = "text")]
    pub account_currency: Option<Cow<'a, str>>,
    /// Decimal text in major units, read with [`domain::Money::from_decimal_text`].
    #[serde(borrow, default, deserialize_with = "text")]
    pub spend: Option<Cow<'a, str>>,
    /// Times shown.
    #[serde(default, deserialize_with = "count")]
    pub impressions: Option<i64>,
    /// All clicks.
    #[serde(default, deserialize_with = "count")]
    pub clicks: Option<i64>,
    /// Clicks on the link.
    #[serde(default, deserialize_with = "count")]
    pub inline_link_clicks: Option<i64>,
    /// People reached. Cannot be added over days or objects.
    #[serde(default, deserialize_with = "count")]
    pub reach: Option<i64>,
    /// Counts by action type. The types overlap: pick one, never add them.
    #[serde(borrow, default)]
    pub actions: ActionList<'a>,
    /// Values by action type, as decimal text in major units.
    #[serde(borrow, default)]
    pub action_values: ActionList<'a>,
    /// How `value` of actions was attributed, like `7d_click_1d_view`.
    #[serde(borrow, default, deserialize_with = "text")]
    pub attribution_setting: Option<Cow<'a, str>>,
    /// Name of the object the row is about, where it was asked for.
    #[serde(borrow, default, deserialize_with = "text")]
    #[serde(rename = "ad_name", alias = "adset_name", alias = "campaign_name")]
    pub name: Option<Cow<'a, str>>,
    /// What the object is for, where its name was asked for: a campaign's objective, an ad set's optimisation goal.
    #[serde(borrow, default, deserialize_with = "text")]
    #[serde(rename = "objective", alias = "optimization_goal")]
    pub purpose: Option<Cow<'a, str>>,
}

impl<'a> InsightsRow<'a> {
    /// Id of the object the row is about; the account's digits at account level.
    pub fn object_id(&self, level: Level) -> Option<&str> {
        match level {
            Level::Account => self.account_id.as_deref(),
            Level::Campaign => self.campaign_id.as_deref(),
            Level::Adset => self.adset_id.as_deref(),
            Level::Ad => self.ad_id.as_deref(),
        }
    }

    /// Count of the first of these action types that is present, as decimal text. `None` when none is.
    pub fn action(&self, types: &[&str]) -> Option<&'a str> {
        self.actions.first_of(types)
    }

    /// Value of the first of these action types that is present, as decimal text in major units.
    pub fn action_value(&self, types: &[&str]) -> Option<&'a str> {
        self.action_values.first_of(types)
    }
}

/// A scalar as text, borrowed where the answer holds it as text without escapes.
struct ScalarText;

impl<'de> Visitor<'de> for ScalarText {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text or a number")
    }
    fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(v)))
    }
    fn visit_str<E>(self, v: &str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(v.to_owned())))
    }
    fn visit_i64<E>(self, v: i64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(v.to_string())))
    }
    fn visit_u64<E>(self, v: u64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(v.to_string())))
    }
    fn visit_f64<E>(self, v: f64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(v.to_string())))
    }
    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }
    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Cow<'de, str>>, D::Error> {
    deserializer.deserialize_any(ScalarText)
}

fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(text(deserializer)?.and_then(|text| text.parse().ok()))
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<AccountDay, D::Error> {
    let text = text(deserializer)?.ok_or_else(|| D::Error::custom("a day expected"))?;
    parse_day(text.as_bytes()).ok_or_else(|| D::Error::custom("not a day"))
}

/// `YYYY-MM-DD`, without the detour over a format string: each row holds two.
fn parse_day(text: &[u8]) -> Option<AccountDay> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else { return None };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0u32, |sum, b| b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0')))
    };
    let year = i32::try_from(number(&[y1, y2, y3, y4])?).ok()?;
    let date = chrono::NaiveDate::from_ymd_opt(year, number(&[m1, m2])?, number(&[d1, d2])?)?;
    AccountDay::from_date(date)
}

/// Parameter that asks for [`InsightsTotals`].
pub(crate) const SUMMARY: &str = r#"["spend","impressions","clicks"]"#;

/// Meta's own totals of a question, to check the rows against.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct InsightsTotals {
    /// Decimal text in major units.
    #[serde(default, deserialize_with = "lenient::text")]
    pub spend: Option<String>,
    /// Times shown.
    #[serde(default, deserialize_with = "lenient::int")]
    pub impressions: Option<i64>,
    /// All clicks.
    #[serde(default, deserialize_with = "lenient::int")]
    pub clicks: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_row_borrows_its_text_and_tolerates_what_it_does_not_know() {
        let row: InsightsRow<'_> = serde_json::from_str(
            r#"{"ad_id":"12","date_start":"2026-03-01","date_stop":"2026-03-01","spend":"12.34",
                "impressions":"1500","clicks":7,"new_metric":[{"x":1}],"reach":null,
                "actions":[{"action_type":"purchase","value":"3","1d_view":"1"},{"action_type":"odd"},
                           {"action_type":"lead","value":2}]}"#,
        )
        .unwrap();
        assert!(matches!(row.ad_id, Some(Cow::Borrowed("12"))));
        assert_eq!((row.impressions, row.clicks, row.reach), (Some(1500), Some(7), None));
        assert_eq!(row.action(&["omni_purchase", "purchase"]), Some("3"));
        assert_eq!(row.action(&["lead"]), Some("2"));
        assert_eq!(row.action_value(&["purchase"]), None);
        assert_eq!(row.object_id(Level::Ad), Some("12"));
    }

    proptest! {
        #[test]
        fn days_are_read_as_the_domain_reads_them(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}|.{0,12}") {
            prop_assert_eq!(parse_day(text.as_bytes()), AccountDay::parse(&text).ok());
        }
    }
}
