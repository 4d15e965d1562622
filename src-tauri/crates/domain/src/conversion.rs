//! The one canonical conversion per goal. Meta's action types overlap, so they are chosen, never added up.

use serde::{Deserialize, Serialize};

/// What counts as a conversion for an object, chosen from its goal.
///
/// `purchase` already contains its pixel, app and on-site parts, and `omni_purchase` is the same roll-up under another
/// name: exactly one action type is read for each of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConversionAction {
    /// Nothing is counted: reach and awareness goals.
    None,
    /// A purchase anywhere.
    Purchase,
    /// A lead from a form or a site.
    Lead,
    /// An app installation.
    AppInstall,
    /// A landing page that finished loading.
    LandingPageView,
    /// A click on the link.
    LinkClick,
    /// Any engagement with the post.
    PostEngagement,
    /// A messaging conversation started within seven days.
    Conversation,
    /// A completed registration.
    Registration,
    /// Something put into a basket.
    AddToCart,
    /// A video watched to the end or for 15 seconds.
    ThruPlay,
}

impl ConversionAction {
    /// Every value, in the order of [`ConversionAction::code`].
    pub const ALL: [Self; 11] = [
        Self::None,
        Self::Purchase,
        Self::Lead,
        Self::AppInstall,
        Self::LandingPageView,
        Self::LinkClick,
        Self::PostEngagement,
        Self::Conversation,
        Self::Registration,
        Self::AddToCart,
        Self::ThruPlay,
    ];

    /// The action for an ad set's `optimization_goal`, its `promoted_object.custom_event_type` where it has one, and
    /// its campaign's `objective`.
    pub fn for_goal(objective: &str, optimization_goal: &str, custom_event_type: Option<&str>) -> Self {
        match (optimization_goal, custom_event_type) {
            ("OFFSITE_CONVERSIONS" | "VALUE" | "APP_INSTALLS_AND_OFFSITE_CONVERSIONS", Some(event)) => {
                Self::for_event(event)
            }
            ("APP_INSTALLS" | "APP_INSTALLS_AND_OFFSITE_CONVERSIONS", _) => Self::AppInstall,
            ("LEAD_GENERATION" | "QUALITY_LEAD" | "QUALITY_CALL", _) => Self::Lead,
            ("LANDING_PAGE_VIEWS", _) => Self::LandingPageView,
            ("LINK_CLICKS", _) => Self::LinkClick,
            ("POST_ENGAGEMENT" | "PAGE_LIKES" | "EVENT_RESPONSES", _) => Self::PostEngagement,
            ("CONVERSATIONS", _) => Self::Conversation,
            ("THRUPLAY", _) => Self::ThruPlay,
            ("REACH" | "IMPRESSIONS" | "AD_RECALL_LIFT", _) => Self::None,
            _ => Self::for_objective(objective),
        }
    }

    /// The action for a campaign's objective, where the goal of its ad sets does not decide.
    pub fn for_objective(objective: &str) -> Self {
        match objective {
            "OUTCOME_SALES" | "CONVERSIONS" | "PRODUCT_CATALOG_SALES" => Self::Purchase,
            "OUTCOME_LEADS" | "LEAD_GENERATION" => Self::Lead,
            "OUTCOME_APP_PROMOTION" | "APP_INSTALLS" => Self::AppInstall,
            "OUTCOME_TRAFFIC" | "LINK_CLICKS" => Self::LinkClick,
            "OUTCOME_ENGAGEMENT" | "POST_ENGAGEMENT" => Self::PostEngagement,
            "MESSAGES" => Self::Conversation,
            "VIDEO_VIEWS" => Self::ThruPlay,
            _ => Self::None,
        }
    }

    fn for_event(event: &str) -> Self {
        match event {
            "LEAD" => Self::Lead,
            "COMPLETE_REGISTRATION" => Self::Registration,
            "ADD_TO_CART" => Self::AddToCart,
            _ => Self::Purchase,
        }
    }

    /// Meta's action types that may carry this conversion, best first; the first one present is read, the others not.
    pub fn action_types(self) -> &'static [&'static str] {
        match self {
            Self::None => &[],
            Self::Purchase => &["purchase", "omni_purchase", "offsite_conversion.fb_pixel_purchase"],
            Self::Lead => &["lead", "onsite_conversion.lead_grouped", "offsite_conversion.fb_pixel_lead"],
            Self::AppInstall => &["mobile_app_install", "app_install", "omni_app_install"],
            Self::LandingPageView => &["landing_page_view"],
            Self::LinkClick => &["link_click"],
            Self::PostEngagement => &["post_engagement"],
            Self::Conversation => &["onsite_conversion.messaging_conversation_started_7d"],
            Self::Registration => &[
                "complete_registration",
                "omni_complete_registration",
                "offsite_conversion.fb_pixel_complete_registration",
            ],
            Self::AddToCart => &["add_to_cart", "omni_add_to_cart", "offsite_conversion.fb_pixel_add_to_cart"],
            Self::ThruPlay => &["video_thruplay_watched_actions", "video_view"],
        }
    }

    /// The name in files and answers, `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Purchase => "purchase",
            Self::Lead => "lead",
            Self::AppInstall => "app_install",
            Self::LandingPageView => "landing_page_view",
            Self::LinkClick => "link_click",
            Self::PostEngagement => "post_engagement",
            Self::Conversation => "conversation",
            Self::Registration => "registration",
            Self::AddToCart => "add_to_cart",
            Self::ThruPlay => "thru_play",
        }
    }

    /// A stable number for the cache.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The action with this [`code`](Self::code); `None` for a code this version does not know.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_goal_has_one_conversion() {
        use ConversionAction as A;
        for (objective, goal, event, expected) in [
            ("OUTCOME_SALES", "OFFSITE_CONVERSIONS", Some("PURCHASE"), A::Purchase),
            ("OUTCOME_SALES", "VALUE", None, A::Purchase),
            ("OUTCOME_LEADS", "LEAD_GENERATION", None, A::Lead),
            ("OUTCOME_LEADS", "OFFSITE_CONVERSIONS", Some("COMPLETE_REGISTRATION"), A::Registration),
            ("OUTCOME_APP_PROMOTION", "APP_INSTALLS", None, A::AppInstall),
            ("OUTCOME_TRAFFIC", "LANDING_PAGE_VIEWS", None, A::LandingPageView),
            ("OUTCOME_AWARENESS", "REACH", None, A::None),
            ("OUTCOME_ENGAGEMENT", "THRUPLAY", None, A::ThruPlay),
        ] {
            assert_eq!(A::for_goal(objective, goal, event), expected, "{objective} {goal}");
        }
    }

    #[test]
    fn codes_are_positions_and_come_back() {
        for (position, action) in ConversionAction::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(action.code()), position);
            assert_eq!(ConversionAction::from_code(action.code()), Some(action));
        }
        assert_eq!(ConversionAction::from_code(200), None);
    }
}
