//! The columns of an insight row: which there are, and how each comes out of the figures.

use super::query::Query;
use crate::http::error::{GraphError, Result};
use crate::http::fields::Field;
use crate::world::delivery::breakdown::Breakdown;
use crate::world::delivery::figures::{Action, Event, Figures, Window};

/// A column with its key as it is written.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) key: Vec<u8>,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    AccountId,
    AccountName,
    AccountCurrency,
    CampaignId,
    CampaignName,
    AdSetId,
    AdSetName,
    AdId,
    AdName,
    Objective,
    OptimizationGoal,
    BuyingType,
    AttributionSetting,
    CreatedTime,
    UpdatedTime,
    Ranking,
    /// A whole number as text.
    Count(Count),
    /// Whole units of the currency as text.
    Money(Count),
    /// A quotient; left out when the denominator is zero.
    Ratio(Ratio),
    /// The list `actions`.
    Actions,
    ActionValues,
    CostPerActionType,
    /// A list with one entry.
    Single(&'static str, Count),
    SingleRatio(&'static str, Ratio),
    PurchaseRoas(&'static str),
    /// A field of the type that this world has no value for, or that is written anyway.
    Silent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    Impressions,
    Reach,
    Clicks,
    UniqueClicks,
    LinkClicks,
    OutboundClicks,
    PostEngagement,
    Spend,
    Of(Event),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ratio {
    /// A hundred times one count through another.
    Percent(Count, Count),
    Plain(Count, Count),
    /// Spend in whole units for each of a count.
    CostPer(Count),
    /// Spend in whole units for each thousand of a count.
    CostPerThousand(Count),
}

const SILENT: &[&str] = &[
    "date_start",
    "date_stop",
    "app_store_clicks",
    "canvas_avg_view_percent",
    "canvas_avg_view_time",
    "catalog_segment_actions",
    "catalog_segment_value",
    "conversion_values",
    "conversions",
    "converted_product_quantity",
    "converted_product_value",
    "cost_per_15_sec_video_view",
    "cost_per_2_sec_continuous_video_view",
    "cost_per_ad_click",
    "cost_per_conversion",
    "cost_per_estimated_ad_recallers",
    "cost_per_objective_result",
    "cost_per_result",
    "cost_per_unique_action_type",
    "cost_per_unique_conversion",
    "cost_per_unique_outbound_click",
    "dda_results",
    "estimated_ad_recall_rate",
    "estimated_ad_recallers",
    "full_view_impressions",
    "full_view_reach",
    "instant_experience_clicks_to_open",
    "instant_experience_outbound_clicks",
    "interactive_component_tap",
    "mobile_app_purchase_roas",
    "objective_result_rate",
    "objective_results",
    "place_page_name",
    "qualifying_question_qualify_answer_rate",
    "result_rate",
    "result_values_performance_indicator",
    "results",
    "shops_assisted_purchases",
    "social_spend",
    "unique_actions",
    "unique_conversions",
    "unique_outbound_clicks",
    "video_30_sec_watched_actions",
    "video_avg_time_watched_actions",
    "video_play_curve_actions",
    "video_time_watched_actions",
    "wish_bid",
];

fn kind(name: &str) -> Option<Kind> {
    use Count::{Clicks, Impressions, LinkClicks, Of, OutboundClicks, PostEngagement, Reach, Spend, UniqueClicks};
    use Ratio::{CostPer, CostPerThousand, Percent, Plain};
    Some(match name {
        "account_id" => Kind::AccountId,
        "account_name" => Kind::AccountName,
        "account_currency" => Kind::AccountCurrency,
        "campaign_id" => Kind::CampaignId,
        "campaign_name" => Kind::CampaignName,
        "adset_id" => Kind::AdSetId,
        "adset_name" => Kind::AdSetName,
        "ad_id" => Kind::AdId,
        "ad_name" => Kind::AdName,
        "objective" => Kind::Objective,
        "optimization_goal" => Kind::OptimizationGoal,
        "buying_type" => Kind::BuyingType,
        "attribution_setting" => Kind::AttributionSetting,
        "created_time" => Kind::CreatedTime,
        "updated_time" => Kind::UpdatedTime,
        "quality_ranking" | "engagement_rate_ranking" | "conversion_rate_ranking" => Kind::Ranking,
        "impressions" => Kind::Count(Impressions),
        "reach" => Kind::Count(Reach),
        "clicks" => Kind::Count(Clicks),
        "unique_clicks" => Kind::Count(UniqueClicks),
        "inline_link_clicks" => Kind::Count(LinkClicks),
        "inline_post_engagement" => Kind::Count(PostEngagement),
        "spend" => Kind::Money(Spend),
        "frequency" => Kind::Ratio(Plain(Impressions, Reach)),
        "ctr" => Kind::Ratio(Percent(Clicks, Impressions)),
        "unique_ctr" => Kind::Ratio(Percent(UniqueClicks, Reach)),
        "inline_link_click_ctr" => Kind::Ratio(Percent(LinkClicks, Impressions)),
        "cpc" => Kind::Ratio(CostPer(Clicks)),
        "cost_per_unique_click" => Kind::Ratio(CostPer(UniqueClicks)),
        "cost_per_inline_link_click" => Kind::Ratio(CostPer(LinkClicks)),
        "cost_per_inline_post_engagement" => Kind::Ratio(CostPer(PostEngagement)),
        "cpm" => Kind::Ratio(CostPerThousand(Impressions)),
        "cpp" => Kind::Ratio(CostPerThousand(Reach)),
        "actions" => Kind::Actions,
        "action_values" => Kind::ActionValues,
        "cost_per_action_type" => Kind::CostPerActionType,
        "outbound_clicks" => Kind::Single("outbound_click", OutboundClicks),
        "outbound_clicks_ctr" => Kind::SingleRatio("outbound_click", Percent(OutboundClicks, Impressions)),
        "website_ctr" => Kind::SingleRatio("link_click", Percent(LinkClicks, Impressions)),
        "cost_per_outbound_click" => Kind::SingleRatio("outbound_click", CostPer(OutboundClicks)),
        "cost_per_thruplay" => Kind::SingleRatio("video_view", CostPer(Of(Event::ThruPlay))),
        "purchase_roas" => Kind::PurchaseRoas("omni_purchase"),
        "website_purchase_roas" => Kind::PurchaseRoas("offsite_conversion.fb_pixel_purchase"),
        "video_play_actions" => Kind::Single("video_view", Of(Event::VideoPlay)),
        "video_p25_watched_actions" => Kind::Single("video_view", Of(Event::Video25)),
        "video_p50_watched_actions" => Kind::Single("video_view", Of(Event::Video50)),
        "video_p75_watched_actions" => Kind::Single("video_view", Of(Event::Video75)),
        "video_p95_watched_actions" => Kind::Single("video_view", Of(Event::Video95)),
        "video_p100_watched_actions" => Kind::Single("video_view", Of(Event::Video100)),
        "video_thruplay_watched_actions" => Kind::Single("video_view", Of(Event::ThruPlay)),
        name if SILENT.contains(&name) => Kind::Silent,
        _ => return None,
    })
}

/// Reads the asked-for fields. With an hourly breakdown nothing unique and no video
/// can be had, by region no quarters of videos.
pub(crate) fn parse(fields: &[Field], breakdown: Option<Breakdown>) -> Result<Vec<Column>> {
    let mut columns = Vec::with_capacity(fields.len());
    for field in fields {
        let mut kind = kind(&field.name).ok_or_else(|| {
            let text = format!("{} is not valid for fields param. please check https://developers.facebook.com/docs/marketing-api/reference/ads-insights/ for all valid values", field.name);
            GraphError::invalid(&text).blame(&["fields"])
        })?;
        let is_lost = match breakdown {
            Some(Breakdown::Hourly) => is_lost_by_hour(&field.name),
            Some(Breakdown::Region) => field.name.starts_with("video_p"),
            _ => false,
        };
        if is_lost {
            kind = Kind::Silent;
        }
        columns.push(Column { key: format!("\"{}\":", field.key()).into_bytes(), kind });
    }
    Ok(columns)
}

fn is_lost_by_hour(name: &str) -> bool {
    name.starts_with("unique_") || name.starts_with("video_") || name.starts_with("cost_per_unique_")
}

/// A count of the figures.
#[inline]
pub(crate) fn count(figures: &Figures, count: Count) -> i64 {
    match count {
        Count::Impressions => figures.impressions,
        Count::Reach => figures.reach,
        Count::Clicks => figures.clicks,
        // About one in twelve clicks comes from somebody who clicked before.
        Count::UniqueClicks => (figures.clicks - figures.clicks / 12).min(figures.reach.max(0)),
        Count::LinkClicks => figures.inline_link_clicks,
        Count::OutboundClicks => figures.outbound_clicks,
        Count::PostEngagement => figures.post_engagement(),
        Count::Spend => figures.spend,
        Count::Of(event) => figures.event(event),
    }
}

/// Numerator and denominator; none where there is nothing to divide by.
#[inline]
pub(crate) fn ratio(figures: &Figures, ratio: Ratio, offset: i64) -> Option<(i128, i128)> {
    let of = |which| i128::from(count(figures, which));
    let offset = i128::from(offset);
    let (top, bottom) = match ratio {
        Ratio::Percent(top, bottom) => (of(top) * 100, of(bottom)),
        Ratio::Plain(top, bottom) => (of(top), of(bottom)),
        Ratio::CostPer(each) => (of(Count::Spend), of(each) * offset),
        Ratio::CostPerThousand(each) => (of(Count::Spend) * 1000, of(each) * offset),
    };
    (bottom > 0).then_some((top, bottom))
}

/// A metric as a number, for filters and sorting; none when the column is no plain number.
pub(crate) fn number(query: &Query, figures: &Figures, name: &str) -> Option<f64> {
    match kind(name)? {
        Kind::Count(which) => Some(count(figures, which) as f64),
        Kind::Money(which) => Some(count(figures, which) as f64 / query.offset as f64),
        Kind::Ratio(which) => {
            Some(ratio(figures, which, query.offset).map_or(0.0, |(top, bottom)| top as f64 / bottom as f64))
        }
        _ => None,
    }
}

/// One entry of an action list as a number, for sorting.
pub(crate) fn action_number(query: &Query, figures: &Figures, list: &str, action_type: &str) -> f64 {
    let find = |actions: Vec<Action>| {
        actions.iter().find(|action| action.action_type == action_type).map_or(0.0, |action| action.count as f64)
    };
    match list {
        "actions" => find(figures.actions()),
        "action_values" => find(figures.action_values()) / query.offset as f64,
        "cost_per_action_type" => match find(figures.actions()) {
            count if count > 0.0 => figures.spend as f64 / query.offset as f64 / count,
            _ => 0.0,
        },
        _ => 0.0,
    }
}

/// The count of an action in a window.
pub(crate) fn in_window(action: &Action, window: Window) -> i64 {
    action.windows.get(window as usize).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::fields;

    #[test]
    fn unknown_columns_are_refused_and_hourly_ones_fall_silent() {
        let asked = fields::parse("impressions,nonsense").unwrap();
        assert_eq!(parse(&asked, None).unwrap_err().code, 100);
        let asked = fields::parse("unique_clicks,impressions").unwrap();
        let columns = parse(&asked, Some(Breakdown::Hourly)).unwrap();
        assert_eq!(columns[0].kind, Kind::Silent);
        assert_eq!(columns[1].kind, Kind::Count(Count::Impressions));
    }

    #[test]
    fn ratios_are_those_of_the_definition() {
        let figures = Figures { impressions: 4000, clicks: 50, spend: 1234, reach: 3200, ..Figures::default() };
        let value = |which| ratio(&figures, which, 100).map(|(top, bottom)| top as f64 / bottom as f64);
        assert_eq!(value(Ratio::Percent(Count::Clicks, Count::Impressions)), Some(1.25));
        assert_eq!(value(Ratio::CostPer(Count::Clicks)), Some(0.2468));
        assert_eq!(value(Ratio::CostPerThousand(Count::Impressions)), Some(3.085));
        assert_eq!(value(Ratio::CostPer(Count::LinkClicks)), None);
    }
}
