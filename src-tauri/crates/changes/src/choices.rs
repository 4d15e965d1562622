//! What fits what when something is made: objectives, where an ad set leads, goals, what is paid for, bids, places.
//!
//! This is the only list of it. The rules judge by it, and the page is given it to choose from.

/// One of Meta's constants and what a person calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Meta's spelling.
    pub value: &'static str,
    /// What a person calls it.
    pub words: &'static str,
}

/// What an ad set has to promote before it can follow a goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promotes {
    /// Nothing.
    Nothing,
    /// A page: `page_id`.
    Page,
    /// A pixel and one of its events: `pixel_id`, `custom_event_type`.
    Pixel,
    /// A page, and a pixel that sees what comes of it: `page_id`, `pixel_id`.
    PageAndPixel,
    /// An app: `application_id`, `object_store_url`.
    App,
}

impl Promotes {
    /// Keys the promoted object must have.
    pub fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Nothing => &[],
            Self::Page => &["page_id"],
            Self::Pixel => &["pixel_id", "custom_event_type"],
            Self::PageAndPixel => &["page_id", "pixel_id"],
            Self::App => &["application_id", "object_store_url"],
        }
    }

    /// What is asked for, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Page => "a page",
            Self::Pixel => "a pixel and one of its events",
            Self::PageAndPixel => "a page and a pixel",
            Self::App => "an app and its address in the store",
        }
    }
}

/// A goal as it is offered at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GoalAt {
    /// The goal.
    pub goal: &'static str,
    /// What it needs there.
    pub promotes: Promotes,
}

/// Where the ads of an ad set lead: Meta's `destination_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Destination {
    /// Meta's spelling; none where it is left out.
    pub value: Option<&'static str>,
    /// What a person calls it.
    pub words: &'static str,
    /// Goals, the usual one first.
    pub goals: &'static [GoalAt],
}

/// An objective with everything that fits it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Objective {
    /// Meta's spelling.
    pub value: &'static str,
    /// What a person calls it.
    pub words: &'static str,
    /// What it is for.
    pub hint: &'static str,
    /// Where its ad sets can lead, the usual one first.
    pub destinations: &'static [Destination],
}

/// What can be bought and bid for with a goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goal {
    /// Meta's spelling.
    pub value: &'static str,
    /// What a person calls it.
    pub words: &'static str,
    /// What can be paid for, the usual one first.
    pub billing: &'static [&'static str],
    /// Bid strategies that work with it.
    pub strategies: &'static [&'static str],
}

/// A platform ads are shown on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Platform {
    /// Meta's spelling in `publisher_platforms`.
    pub value: &'static str,
    /// What a person calls it.
    pub words: &'static str,
    /// The targeting key of its positions.
    pub key: &'static str,
    /// Its positions.
    pub positions: &'static [Choice],
}

const fn choice(value: &'static str, words: &'static str) -> Choice {
    Choice { value, words }
}

const fn goal(goal: &'static str) -> GoalAt {
    GoalAt { goal, promotes: Promotes::Nothing }
}

const fn with(goal: &'static str, promotes: Promotes) -> GoalAt {
    GoalAt { goal, promotes }
}

const fn at(value: &'static str, words: &'static str, goals: &'static [GoalAt]) -> Destination {
    Destination { value: Some(value), words, goals }
}

use Promotes::{App, Page, PageAndPixel, Pixel};

/// The six objectives. Catalogue sales are left out: they need a catalogue and product sets, which are not chosen here.
pub const OBJECTIVES: &[Objective] = &[
    Objective {
        value: "OUTCOME_AWARENESS",
        words: "Awareness",
        hint: "Show ads to people who are likely to remember them",
        destinations: &[Destination {
            value: None,
            words: "Anywhere",
            goals: &[
                with("REACH", Page),
                with("IMPRESSIONS", Page),
                with("AD_RECALL_LIFT", Page),
                with("THRUPLAY", Page),
            ],
        }],
    },
    Objective {
        value: "OUTCOME_TRAFFIC",
        words: "Traffic",
        hint: "Send people to a site, an app or a chat",
        destinations: &[
            at(
                "WEBSITE",
                "Website",
                &[goal("LINK_CLICKS"), goal("LANDING_PAGE_VIEWS"), goal("REACH"), goal("IMPRESSIONS")],
            ),
            at("APP", "App", &[with("LINK_CLICKS", App), with("REACH", App), with("IMPRESSIONS", App)]),
            at("MESSENGER", "Messenger", &[with("LINK_CLICKS", Page), with("REACH", Page), with("IMPRESSIONS", Page)]),
            at("WHATSAPP", "WhatsApp", &[with("LINK_CLICKS", Page), with("REACH", Page), with("IMPRESSIONS", Page)]),
            at("PHONE_CALL", "Phone call", &[with("QUALITY_CALL", Page), with("LINK_CLICKS", Page)]),
        ],
    },
    Objective {
        value: "OUTCOME_ENGAGEMENT",
        words: "Engagement",
        hint: "Get messages, video views, reactions or event responses",
        destinations: &[
            at("ON_POST", "Post", &[goal("POST_ENGAGEMENT"), goal("REACH")]),
            at("ON_VIDEO", "Video", &[goal("THRUPLAY")]),
            at("ON_PAGE", "Page", &[with("PAGE_LIKES", Page)]),
            at(
                "ON_EVENT",
                "Event",
                &[goal("EVENT_RESPONSES"), goal("POST_ENGAGEMENT"), goal("REACH"), goal("IMPRESSIONS")],
            ),
            at("MESSENGER", "Messenger", &[with("CONVERSATIONS", Page), with("LINK_CLICKS", Page)]),
            at("WHATSAPP", "WhatsApp", &[with("CONVERSATIONS", Page), with("LINK_CLICKS", Page)]),
            at("INSTAGRAM_DIRECT", "Instagram messages", &[with("CONVERSATIONS", Page), with("LINK_CLICKS", Page)]),
            at(
                "WEBSITE",
                "Website",
                &[
                    with("OFFSITE_CONVERSIONS", Pixel),
                    goal("LANDING_PAGE_VIEWS"),
                    goal("LINK_CLICKS"),
                    goal("REACH"),
                    goal("IMPRESSIONS"),
                ],
            ),
        ],
    },
    Objective {
        value: "OUTCOME_LEADS",
        words: "Leads",
        hint: "Collect contacts through a form, a call or a site",
        destinations: &[
            at("ON_AD", "Instant form", &[with("LEAD_GENERATION", Page), with("QUALITY_LEAD", Page)]),
            at(
                "WEBSITE",
                "Website",
                &[
                    with("OFFSITE_CONVERSIONS", Pixel),
                    goal("LANDING_PAGE_VIEWS"),
                    goal("LINK_CLICKS"),
                    goal("REACH"),
                    goal("IMPRESSIONS"),
                ],
            ),
            at("PHONE_CALL", "Phone call", &[with("QUALITY_CALL", Page)]),
        ],
    },
    Objective {
        value: "OUTCOME_APP_PROMOTION",
        words: "App promotion",
        hint: "Get people to install an app and use it",
        destinations: &[at(
            "APP",
            "App",
            &[
                with("APP_INSTALLS", App),
                with("LINK_CLICKS", App),
                with("OFFSITE_CONVERSIONS", App),
                with("APP_INSTALLS_AND_OFFSITE_CONVERSIONS", App),
                with("VALUE", App),
            ],
        )],
    },
    Objective {
        value: "OUTCOME_SALES",
        words: "Sales",
        hint: "Find people who are likely to buy",
        destinations: &[
            at(
                "WEBSITE",
                "Website",
                &[
                    with("OFFSITE_CONVERSIONS", Pixel),
                    with("VALUE", Pixel),
                    with("LANDING_PAGE_VIEWS", Pixel),
                    with("LINK_CLICKS", Pixel),
                    with("REACH", Pixel),
                    with("IMPRESSIONS", Pixel),
                ],
            ),
            at("APP", "App", &[with("OFFSITE_CONVERSIONS", App), with("LINK_CLICKS", App)]),
            at("MESSENGER", "Messenger", &[with("CONVERSATIONS", PageAndPixel)]),
        ],
    },
];

/// Strategies that need no more than a budget or a bid.
const WITHOUT_COST_CAP: &[&str] = &["LOWEST_COST_WITHOUT_CAP", "LOWEST_COST_WITH_BID_CAP"];
const CAPS: &[&str] = &["LOWEST_COST_WITHOUT_CAP", "COST_CAP", "LOWEST_COST_WITH_BID_CAP"];
const WITH_ROAS: &[&str] =
    &["LOWEST_COST_WITHOUT_CAP", "COST_CAP", "LOWEST_COST_WITH_BID_CAP", "LOWEST_COST_WITH_MIN_ROAS"];
const IMPRESSIONS: &[&str] = &["IMPRESSIONS"];

const fn bought(
    value: &'static str,
    words: &'static str,
    billing: &'static [&'static str],
    strategies: &'static [&'static str],
) -> Goal {
    Goal { value, words, billing, strategies }
}

/// Every goal that is offered.
pub const GOALS: &[Goal] = &[
    bought("REACH", "Reach", IMPRESSIONS, WITHOUT_COST_CAP),
    bought("IMPRESSIONS", "Impressions", IMPRESSIONS, WITHOUT_COST_CAP),
    bought("AD_RECALL_LIFT", "Ad recall", IMPRESSIONS, &["LOWEST_COST_WITHOUT_CAP"]),
    bought("THRUPLAY", "ThruPlays", &["IMPRESSIONS", "THRUPLAY"], CAPS),
    bought("LINK_CLICKS", "Link clicks", &["IMPRESSIONS", "LINK_CLICKS"], CAPS),
    bought("LANDING_PAGE_VIEWS", "Landing page views", IMPRESSIONS, CAPS),
    bought("QUALITY_CALL", "Calls", IMPRESSIONS, CAPS),
    bought("POST_ENGAGEMENT", "Post engagement", &["IMPRESSIONS", "POST_ENGAGEMENT"], CAPS),
    bought("PAGE_LIKES", "Page likes", &["IMPRESSIONS", "PAGE_LIKES"], CAPS),
    bought("EVENT_RESPONSES", "Event responses", IMPRESSIONS, CAPS),
    bought("CONVERSATIONS", "Conversations", IMPRESSIONS, CAPS),
    bought("LEAD_GENERATION", "Leads", IMPRESSIONS, CAPS),
    bought("QUALITY_LEAD", "Conversion leads", IMPRESSIONS, CAPS),
    bought("OFFSITE_CONVERSIONS", "Conversions", IMPRESSIONS, CAPS),
    bought("VALUE", "Value of conversions", IMPRESSIONS, WITH_ROAS),
    bought("APP_INSTALLS", "App installs", IMPRESSIONS, CAPS),
    bought("APP_INSTALLS_AND_OFFSITE_CONVERSIONS", "App installs and events", IMPRESSIONS, CAPS),
];

/// What is paid for.
pub const BILLING_EVENTS: &[Choice] = &[
    choice("IMPRESSIONS", "Impressions"),
    choice("LINK_CLICKS", "Link clicks"),
    choice("THRUPLAY", "ThruPlays"),
    choice("POST_ENGAGEMENT", "Post engagement"),
    choice("PAGE_LIKES", "Page likes"),
];

/// How bids are made.
pub const BID_STRATEGIES: &[Choice] = &[
    choice("LOWEST_COST_WITHOUT_CAP", "Highest volume"),
    choice("COST_CAP", "Cost per result goal"),
    choice("LOWEST_COST_WITH_BID_CAP", "Bid cap"),
    choice("LOWEST_COST_WITH_MIN_ROAS", "ROAS goal"),
];

/// Strategies under which every ad set names a bid.
pub const WITH_BID: &[&str] = &["LOWEST_COST_WITH_BID_CAP", "COST_CAP"];

/// Categories that Meta restricts.
pub const CATEGORIES: &[Choice] = &[
    choice("HOUSING", "Housing"),
    choice("EMPLOYMENT", "Employment"),
    choice("FINANCIAL_PRODUCTS_SERVICES", "Financial products and services"),
    choice("CREDIT", "Credit"),
    choice("ISSUES_ELECTIONS_POLITICS", "Social issues, elections or politics"),
    choice("ONLINE_GAMBLING_AND_GAMING", "Online gambling and gaming"),
];

/// Categories under which an audience cannot be narrowed by age, gender or postcode.
pub const RESTRICTING: &[&str] = &["HOUSING", "EMPLOYMENT", "CREDIT", "FINANCIAL_PRODUCTS_SERVICES"];

/// Events of a pixel that can be optimised for.
pub const EVENTS: &[Choice] = &[
    choice("PURCHASE", "Purchase"),
    choice("LEAD", "Lead"),
    choice("COMPLETE_REGISTRATION", "Registration"),
    choice("ADD_TO_CART", "Add to cart"),
    choice("INITIATED_CHECKOUT", "Checkout begun"),
    choice("ADD_PAYMENT_INFO", "Payment details added"),
    choice("ADD_TO_WISHLIST", "Add to wishlist"),
    choice("CONTENT_VIEW", "Content view"),
    choice("SEARCH", "Search"),
    choice("CONTACT", "Contact"),
    choice("SCHEDULE", "Appointment"),
    choice("SUBMIT_APPLICATION", "Application"),
    choice("START_TRIAL", "Trial begun"),
    choice("SUBSCRIBE", "Subscription"),
    choice("FIND_LOCATION", "Shop search"),
    choice("DONATE", "Donation"),
    choice("CUSTOMIZE_PRODUCT", "Product customised"),
    choice("OTHER", "Other"),
];

/// Where ads are shown. Positions that Meta has closed are not among them.
pub const PLATFORMS: &[Platform] = &[
    Platform {
        value: "facebook",
        words: "Facebook",
        key: "facebook_positions",
        positions: &[
            choice("feed", "Feed"),
            choice("story", "Stories"),
            choice("facebook_reels", "Reels"),
            choice("marketplace", "Marketplace"),
            choice("right_hand_column", "Right column"),
            choice("search", "Search results"),
            choice("profile_feed", "Profile feed"),
        ],
    },
    Platform {
        value: "instagram",
        words: "Instagram",
        key: "instagram_positions",
        positions: &[
            choice("stream", "Feed"),
            choice("story", "Stories"),
            choice("reels", "Reels"),
            choice("explore_home", "Explore home"),
            choice("profile_feed", "Profile feed"),
            choice("ig_search", "Search results"),
        ],
    },
    Platform {
        value: "messenger",
        words: "Messenger",
        key: "messenger_positions",
        positions: &[choice("story", "Stories")],
    },
    Platform {
        value: "audience_network",
        words: "Audience Network",
        key: "audience_network_positions",
        positions: &[choice("classic", "Native, banner and interstitial"), choice("rewarded_video", "Rewarded videos")],
    },
    Platform {
        value: "threads",
        words: "Threads",
        key: "threads_positions",
        positions: &[choice("threads_stream", "Feed")],
    },
];

/// Countries of the European Union, where ads have to say who pays and who benefits.
pub const EU: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Youngest age that can be targeted, and the one taken when none is given.
pub const AGES: (i64, i64, i64) = (13, 18, 65);

/// With Meta's own widening of the audience, the lowest age can be no higher than this.
pub const HIGHEST_SUGGESTED_AGE: i64 = 25;

/// The objective of that name.
pub fn objective(value: &str) -> Option<&'static Objective> {
    OBJECTIVES.iter().find(|one| one.value == value)
}

/// The goal of that name.
pub fn goal_named(value: &str) -> Option<&'static Goal> {
    GOALS.iter().find(|one| one.value == value)
}

/// Words for a constant of any of these lists; none for one that is not in them.
pub fn words_of(value: &str) -> Option<&'static str> {
    let lists = [BILLING_EVENTS, BID_STRATEGIES, CATEGORIES, EVENTS];
    let choices = lists.into_iter().flatten().map(|one| (one.value, one.words));
    let objectives = OBJECTIVES.iter().map(|one| (one.value, one.words));
    let goals = GOALS.iter().map(|one| (one.value, one.words));
    objectives.chain(goals).chain(choices).find(|(known, _)| *known == value).map(|(_, words)| words)
}

impl Objective {
    /// A goal of this objective at a destination; at any of them when none is named.
    pub fn goal(&self, destination: Option<&str>, goal: &str) -> Option<GoalAt> {
        let open = destination.is_none();
        let places = self.destinations.iter().filter(|place| open || place.value == destination);
        let mut fitting = places.flat_map(|place| place.goals).filter(|one| one.goal == goal);
        // Where it is not said, the least that any of them asks for.
        let first = fitting.next().copied()?;
        Some(fitting.fold(
            first,
            |least, one| {
                if one.promotes.keys().len() < least.promotes.keys().len() { *one } else { least }
            },
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_goal_that_is_offered_can_be_bought_and_bid_for() {
        for objective in OBJECTIVES {
            assert!(!objective.destinations.is_empty(), "{}", objective.value);
            for at in objective.destinations.iter().flat_map(|place| place.goals) {
                let goal = goal_named(at.goal).unwrap_or_else(|| panic!("{} is in the list of goals", at.goal));
                assert_eq!(goal.billing.first(), Some(&"IMPRESSIONS"));
                assert_eq!(goal.strategies.first(), Some(&"LOWEST_COST_WITHOUT_CAP"));
                for billing in goal.billing {
                    assert!(BILLING_EVENTS.iter().any(|one| one.value == *billing), "{billing}");
                }
                for strategy in goal.strategies {
                    assert!(BID_STRATEGIES.iter().any(|one| one.value == *strategy), "{strategy}");
                }
            }
        }
    }

    #[test]
    fn a_goal_belongs_to_a_destination_of_its_objective() {
        let traffic = objective("OUTCOME_TRAFFIC").unwrap();
        assert_eq!(traffic.goal(Some("WEBSITE"), "LINK_CLICKS").unwrap().promotes, Promotes::Nothing);
        assert_eq!(traffic.goal(Some("APP"), "LINK_CLICKS").unwrap().promotes, Promotes::App);
        assert_eq!(traffic.goal(None, "LINK_CLICKS").unwrap().promotes, Promotes::Nothing, "the least is asked for");
        assert_eq!(traffic.goal(Some("WEBSITE"), "QUALITY_CALL"), None);
        assert_eq!(traffic.goal(None, "VALUE"), None);
        assert_eq!(objective("CONVERSIONS"), None, "old objectives are no longer made");
    }
}
