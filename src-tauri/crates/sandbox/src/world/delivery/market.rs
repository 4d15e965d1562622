//! What advertising costs and brings: prices by currency, and rates by the goal of an ad set.

use serde_json::Value;

use super::figures::{Event, Figures};
use crate::world::model::{Account, AdSet, Campaign};

/// Minor units of a currency for one US dollar, roughly. Unknown currencies count like the dollar.
pub(crate) fn minor_per_usd(account: &Account) -> f64 {
    let rate = match account.currency.as_str() {
        "EUR" => 0.92,
        "GBP" => 0.78,
        "CHF" => 0.88,
        "NOK" => 10.6,
        "SEK" => 10.4,
        "DKK" => 6.9,
        "PLN" => 3.9,
        "CZK" => 23.0,
        "HUF" => 360.0,
        "JPY" => 150.0,
        "KRW" => 1_360.0,
        "TWD" => 32.0,
        "INR" => 84.0,
        "BRL" => 5.5,
        "MXN" => 18.5,
        "AUD" => 1.5,
        "CAD" => 1.37,
        "ILS" => 3.7,
        "AED" => 3.67,
        _ => 1.0,
    };
    rate * account.currency_offset as f64
}

/// What the delivery of an ad set is steered towards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Goal {
    Sales,
    WebLeads,
    FormLeads,
    Registrations,
    Traffic,
    LandingViews,
    Engagement,
    Messages,
    Video,
    Awareness,
    AppInstalls,
}

impl Goal {
    pub(crate) fn of(campaign: &Campaign, adset: &AdSet) -> Self {
        let event = adset.promoted_object.as_ref().and_then(|it| it.get("custom_event_type")).and_then(Value::as_str);
        match (adset.optimization_goal.as_str(), event) {
            ("OFFSITE_CONVERSIONS" | "VALUE", Some("LEAD")) => Self::WebLeads,
            ("OFFSITE_CONVERSIONS" | "VALUE", Some("COMPLETE_REGISTRATION")) => Self::Registrations,
            ("APP_INSTALLS" | "APP_INSTALLS_AND_OFFSITE_CONVERSIONS", _) => Self::AppInstalls,
            ("LEAD_GENERATION" | "QUALITY_LEAD" | "QUALITY_CALL", _) => Self::FormLeads,
            ("LANDING_PAGE_VIEWS", _) => Self::LandingViews,
            ("LINK_CLICKS", _) => Self::Traffic,
            ("POST_ENGAGEMENT" | "PAGE_LIKES" | "EVENT_RESPONSES", _) => Self::Engagement,
            ("CONVERSATIONS", _) => Self::Messages,
            ("THRUPLAY", _) => Self::Video,
            ("REACH" | "IMPRESSIONS" | "AD_RECALL_LIFT", _) => Self::Awareness,
            _ => Self::of_objective(&campaign.objective),
        }
    }

    fn of_objective(objective: &str) -> Self {
        match objective {
            "OUTCOME_LEADS" | "LEAD_GENERATION" => Self::WebLeads,
            "OUTCOME_TRAFFIC" | "LINK_CLICKS" => Self::Traffic,
            "OUTCOME_ENGAGEMENT" | "POST_ENGAGEMENT" => Self::Engagement,
            "OUTCOME_AWARENESS" | "BRAND_AWARENESS" | "REACH" => Self::Awareness,
            "OUTCOME_APP_PROMOTION" | "APP_INSTALLS" => Self::AppInstalls,
            "MESSAGES" => Self::Messages,
            "VIDEO_VIEWS" => Self::Video,
            _ => Self::Sales,
        }
    }

    /// The count that is a result for this goal.
    pub(crate) fn results(self, figures: &Figures) -> i64 {
        match self {
            Self::Sales => figures.event(Event::Purchase),
            Self::WebLeads => figures.event(Event::PixelLead),
            Self::FormLeads => figures.event(Event::FormLead),
            Self::Registrations => figures.event(Event::Registration),
            Self::Traffic => figures.inline_link_clicks,
            Self::LandingViews => figures.event(Event::LandingPageView),
            Self::Engagement => figures.event(Event::PostReaction) + figures.inline_link_clicks,
            Self::Messages => figures.event(Event::Conversation),
            Self::Video => figures.event(Event::ThruPlay),
            Self::Awareness => figures.reach,
            Self::AppInstalls => figures.event(Event::AppInstall),
        }
    }

    pub(crate) fn rates(self) -> &'static Rates {
        match self {
            Self::Sales => &SALES,
            Self::WebLeads => &WEB_LEADS,
            Self::FormLeads => &FORM_LEADS,
            Self::Registrations => &REGISTRATIONS,
            Self::Traffic => &TRAFFIC,
            Self::LandingViews => &LANDING_VIEWS,
            Self::Engagement => &ENGAGEMENT,
            Self::Messages => &MESSAGES,
            Self::Video => &VIDEO,
            Self::Awareness => &AWARENESS,
            Self::AppInstalls => &APP_INSTALLS,
        }
    }
}

/// Typical rates of a goal. Each is a share of the count it follows from, so a funnel never widens downwards.
#[derive(Debug)]
pub(crate) struct Rates {
    /// US dollars for a thousand impressions.
    pub(crate) cpm_usd: f64,
    /// US dollars for one result: what a bid is measured against.
    pub(crate) result_usd: f64,
    /// Clicks of impressions.
    pub(crate) clicks: f64,
    /// Link clicks of clicks.
    pub(crate) link: f64,
    /// Landing page views of link clicks.
    pub(crate) landing: f64,
    /// Product views of landing page views.
    pub(crate) view: f64,
    /// Baskets of product views.
    pub(crate) basket: f64,
    /// Checkouts of baskets.
    pub(crate) checkout: f64,
    /// Purchases of checkouts.
    pub(crate) purchase: f64,
    /// Site leads of landing page views.
    pub(crate) pixel_lead: f64,
    /// Registrations of landing page views.
    pub(crate) registration: f64,
    /// Form leads of link clicks.
    pub(crate) form_lead: f64,
    /// Conversations of link clicks.
    pub(crate) conversation: f64,
    /// Installations of link clicks.
    pub(crate) install: f64,
    /// Reactions of impressions; comments, shares and saves are shares of them.
    pub(crate) reaction: f64,
    /// Follows of impressions.
    pub(crate) follow: f64,
    /// Three-second views of impressions, for ads with a video.
    pub(crate) video: f64,
}

const SALES: Rates = Rates {
    cpm_usd: 11.5,
    result_usd: 34.0,
    clicks: 0.021,
    link: 0.68,
    landing: 0.79,
    view: 0.82,
    basket: 0.2,
    checkout: 0.62,
    purchase: 0.6,
    pixel_lead: 0.0,
    registration: 0.006,
    form_lead: 0.0,
    conversation: 0.0,
    install: 0.0,
    reaction: 0.004,
    follow: 0.000_06,
    video: 0.24,
};
const WEB_LEADS: Rates = Rates {
    cpm_usd: 12.5,
    result_usd: 18.0,
    view: 0.35,
    basket: 0.02,
    pixel_lead: 0.075,
    registration: 0.03,
    reaction: 0.003,
    ..SALES
};
const FORM_LEADS: Rates =
    Rates { cpm_usd: 10.5, result_usd: 9.0, landing: 0.02, form_lead: 0.09, reaction: 0.003, ..SALES };
const REGISTRATIONS: Rates =
    Rates { cpm_usd: 10.8, result_usd: 14.0, view: 0.4, basket: 0.03, registration: 0.09, ..SALES };
const TRAFFIC: Rates = Rates {
    cpm_usd: 6.2,
    result_usd: 0.32,
    clicks: 0.028,
    link: 0.8,
    landing: 0.64,
    view: 0.5,
    basket: 0.05,
    purchase: 0.38,
    reaction: 0.002,
    ..SALES
};
const LANDING_VIEWS: Rates =
    Rates { cpm_usd: 7.1, result_usd: 0.48, clicks: 0.025, landing: 0.86, basket: 0.06, ..TRAFFIC };
const ENGAGEMENT: Rates = Rates {
    cpm_usd: 4.4,
    result_usd: 0.09,
    clicks: 0.034,
    link: 0.18,
    landing: 0.6,
    view: 0.3,
    basket: 0.05,
    purchase: 0.3,
    reaction: 0.031,
    follow: 0.001_1,
    ..SALES
};
const MESSAGES: Rates =
    Rates { cpm_usd: 7.8, result_usd: 3.2, clicks: 0.024, link: 0.7, landing: 0.02, conversation: 0.17, ..SALES };
const VIDEO: Rates = Rates {
    cpm_usd: 4.8,
    result_usd: 0.03,
    clicks: 0.008,
    link: 0.35,
    landing: 0.6,
    basket: 0.05,
    reaction: 0.006,
    video: 0.46,
    ..SALES
};
const AWARENESS: Rates = Rates {
    cpm_usd: 3.6,
    result_usd: 0.004,
    clicks: 0.006,
    link: 0.42,
    landing: 0.58,
    basket: 0.04,
    purchase: 0.3,
    reaction: 0.0016,
    ..SALES
};
const APP_INSTALLS: Rates =
    Rates { cpm_usd: 9.2, result_usd: 3.4, clicks: 0.026, landing: 0.02, install: 0.22, ..SALES };
