//! What a person chooses from when something is made, names by a template, and where ads lead.

use super::{IpcError, ObjectKey, ObjectLevel, choice, dto};

choice! {
    /// Kinds of place.
    pub enum PlaceKind {
        /// A country.
        Country,
        /// A state, province or region.
        Region,
        /// A city.
        City,
        /// A postcode.
        Zip,
    }
}

dto! {
    /// One of Meta's constants.
    pub struct NamedChoice {
        /// Meta's spelling.
        pub value: String,
        /// What a person calls it.
        pub words: String,
    }

    /// A goal that fits a destination.
    pub struct GoalOption {
        /// Meta's spelling.
        pub goal: String,
        /// Keys its promoted object must have.
        pub promotes: Vec<String>,
        /// What is asked for, in words.
        pub promotes_words: String,
    }

    /// Where the ads of an ad set can lead.
    pub struct DestinationOption {
        /// Meta's `destination_type`; `null` where it is left out.
        pub value: Option<String>,
        /// What a person calls it.
        pub words: String,
        /// Goals that fit, the usual one first.
        pub goals: Vec<GoalOption>,
    }

    /// An objective.
    pub struct ObjectiveOption {
        /// Meta's spelling.
        pub value: String,
        /// What a person calls it.
        pub words: String,
        /// What it is for.
        pub hint: String,
        /// Where its ad sets can lead, the usual one first.
        pub destinations: Vec<DestinationOption>,
    }

    /// What can be bought and bid for with a goal.
    pub struct GoalFacts {
        /// Meta's spelling.
        pub value: String,
        /// What a person calls it.
        pub words: String,
        /// What can be paid for, the usual one first.
        pub billing: Vec<String>,
        /// Bid strategies that work with it, the usual one first.
        pub strategies: Vec<String>,
    }

    /// A platform ads are shown on.
    pub struct PlatformOption {
        /// Meta's spelling.
        pub value: String,
        /// What a person calls it.
        pub words: String,
        /// The targeting key of its positions.
        pub key: String,
        /// Its positions.
        pub positions: Vec<NamedChoice>,
    }

    /// A token of name templates.
    pub struct NameToken {
        /// What stands in braces.
        pub token: String,
        /// What it says.
        pub words: String,
        /// How it may look.
        pub example: String,
        /// Levels at which it says something.
        pub levels: Vec<ObjectLevel>,
    }

    /// Everything that fits everything when something is made. The core judges by the same lists.
    pub struct CreationRules {
        /// The objectives.
        pub objectives: Vec<ObjectiveOption>,
        /// The goals.
        pub goals: Vec<GoalFacts>,
        /// What can be paid for.
        pub billing_events: Vec<NamedChoice>,
        /// How bids can be made.
        pub bid_strategies: Vec<NamedChoice>,
        /// Bid strategies that need an amount on each ad set.
        pub with_bid: Vec<String>,
        /// Special ad categories.
        pub categories: Vec<NamedChoice>,
        /// Categories under which an audience cannot be narrowed by age, gender or postcode.
        pub restricting: Vec<String>,
        /// Events of a pixel.
        pub events: Vec<NamedChoice>,
        /// Platforms and their positions.
        pub platforms: Vec<PlatformOption>,
        /// Two-letter codes of the countries in which an ad says who pays and benefits.
        pub eu: Vec<String>,
        /// Youngest age that can be targeted.
        pub youngest: u32,
        /// Lowest age where none is chosen.
        pub usual_youngest: u32,
        /// Highest age; it stands for everybody older, too.
        pub oldest: u32,
        /// With Meta's own widening of the audience, the lowest age can be no higher.
        pub highest_suggested_youngest: u32,
        /// Tokens of name templates.
        pub tokens: Vec<NameToken>,
        /// Texts in double braces that Meta fills in in links.
        pub link_macros: Vec<String>,
    }

    /// A pixel.
    pub struct PixelChoice {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// When it last saw an event, UTC milliseconds.
        pub last_fired_at_ms: Option<f64>,
    }

    /// A page ads can come from.
    pub struct PageChoice {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
    }

    /// A custom audience.
    pub struct AudienceChoice {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// `CUSTOM`, `WEBSITE`, `LOOKALIKE` and so on.
        pub subtype: String,
        /// At least so many people, where Meta says.
        pub least_people: Option<f64>,
        /// At most so many.
        pub most_people: Option<f64>,
    }

    /// The smallest budgets a day, in minor units of the account's currency, by what is paid for.
    pub struct MinimumBudgets {
        /// Impressions.
        pub impressions_minor: Option<f64>,
        /// Clicks, likes and other frequent actions.
        pub frequent_minor: Option<f64>,
        /// Views of a video.
        pub video_views_minor: Option<f64>,
        /// Installs and other rare actions.
        pub rare_minor: Option<f64>,
    }

    /// What an account's new objects can use.
    pub struct AccountChoices {
        /// The account.
        pub account_id: String,
        /// Its pixels.
        pub pixels: Vec<PixelChoice>,
        /// Pages its ads can come from.
        pub pages: Vec<PageChoice>,
        /// Its custom audiences.
        pub audiences: Vec<AudienceChoice>,
        /// Its smallest budgets.
        pub minimums: Option<MinimumBudgets>,
        /// Smallest spend cap of a campaign, in minor units.
        pub min_spend_cap_minor: Option<f64>,
        /// Who benefits from ads in the EU unless an ad set says otherwise.
        pub dsa_beneficiary: Option<String>,
        /// Who pays for them.
        pub dsa_payor: Option<String>,
        /// When Meta was asked, UTC milliseconds; `null` when it never was.
        pub read_at_ms: Option<f64>,
        /// Why it could not be asked now; then the rest is what was known before.
        pub problem: Option<IpcError>,
    }

    /// Looks for interests and other traits, or for languages.
    pub struct TraitSearch {
        /// For which account.
        pub account_id: String,
        /// Part of the name.
        pub text: String,
        /// Whether a language is looked for, and not an interest or a behaviour.
        pub languages: bool,
    }

    /// An interest or another trait.
    pub struct TraitChoice {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// The key of `flexible_spec` it belongs to.
        pub kind: String,
        /// Where it stands in Meta's tree, top down.
        pub path: Vec<String>,
        /// At least so many people, where Meta says.
        pub least_people: Option<f64>,
        /// At most so many.
        pub most_people: Option<f64>,
    }

    /// Looks for places.
    pub struct PlaceSearch {
        /// The beginning of the name.
        pub text: String,
        /// What kinds; none for all.
        pub kinds: Vec<PlaceKind>,
    }

    /// A place.
    pub struct PlaceChoice {
        /// What `geo_locations` names it by.
        pub key: String,
        /// Its name.
        pub name: String,
        /// What it is.
        pub kind: PlaceKind,
        /// Two-letter code of its country.
        pub country_code: Option<String>,
        /// Its country.
        pub country_name: Option<String>,
        /// Its region.
        pub region: Option<String>,
    }

    /// Looks for creatives of an account in the copy on this computer.
    pub struct CreativesRequest {
        /// The account.
        pub account_id: String,
        /// Part of the name, the headline or the primary text, or the id; empty for all.
        pub text: String,
        /// First one wanted.
        pub offset: u32,
        /// How many, at most 100.
        pub limit: u32,
    }

    /// Creatives, the newest first.
    pub struct CreativePage {
        /// How many there are.
        pub total: u32,
        /// Those wanted.
        pub rows: Vec<CreativeChoice>,
    }

    /// A creative of an account.
    pub struct CreativeChoice {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// Headline.
        pub title: Option<String>,
        /// Primary text.
        pub body: Option<String>,
        /// Where it leads.
        pub link: Option<String>,
        /// What Meta puts behind the link.
        pub url_tags: Option<String>,
        /// Button, such as `SHOP_NOW`.
        pub call_to_action: Option<String>,
        /// What is wrong with its link, each in words.
        pub link_faults: Vec<String>,
    }

    /// A campaign in which something is to be made.
    pub struct ParentCampaign {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// Its objective.
        pub objective: Option<String>,
        /// Whether it has the budget.
        pub has_budget: bool,
        /// Its bid strategy, where it has the budget.
        pub bid_strategy: Option<String>,
        /// Its special ad categories.
        pub categories: Vec<String>,
    }

    /// An ad set in which something is to be made.
    pub struct ParentAdSet {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// Its optimisation goal.
        pub goal: Option<String>,
    }

    /// Where something is to be made.
    pub struct CreationPlace {
        /// The account.
        pub account_id: String,
        /// Its campaign, unless one is to be made.
        pub campaign: Option<ParentCampaign>,
        /// Its ad set, unless one is to be made.
        pub adset: Option<ParentAdSet>,
    }

    /// How a workspace names things and tags links. An empty template leaves it to the person.
    #[derive(Default)]
    pub struct Naming {
        /// Of campaigns.
        pub campaign: String,
        /// Of ad sets.
        pub adset: String,
        /// Of ads.
        pub ad: String,
        /// UTM parameters every link is to have, as `name=value&…`.
        pub utm: String,
    }

    /// What is wrong with a template.
    pub struct NamingFault {
        /// `campaign`, `adset`, `ad` or `utm`.
        pub template: String,
        /// In words.
        pub text: String,
    }

    /// What a template makes of an object that exists.
    pub struct NameExample {
        /// Its level.
        pub level: ObjectLevel,
        /// Its name now.
        pub now: String,
        /// Its name by the template.
        pub becomes: String,
    }

    /// What templates would do.
    pub struct NamingPreview {
        /// What is wrong with them; kept only when nothing is.
        pub faults: Vec<NamingFault>,
        /// A few objects of each level.
        pub examples: Vec<NameExample>,
    }

    /// Which links to look at.
    pub struct LinksRequest {
        /// Accounts; none for all.
        pub account_ids: Vec<String>,
    }

    /// What is wrong with links of ads.
    pub struct LinkReport {
        /// Ads with a link.
        pub checked: u32,
        /// Ads whose link has something wrong.
        pub faulty: u32,
        /// The first of them, at most 500.
        pub rows: Vec<LinkRow>,
    }

    /// An ad whose link has something wrong.
    pub struct LinkRow {
        /// The ad.
        pub ad: ObjectKey,
        /// Its name.
        pub name: String,
        /// Its account.
        pub account_name: String,
        /// Its link.
        pub link: String,
        /// What is wrong, each in words.
        pub faults: Vec<String>,
    }
}
