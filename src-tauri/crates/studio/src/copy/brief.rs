//! What an ad is to say, and the shape it has.

use serde::{Deserialize, Serialize};

use crate::{Error, SpecialCategory};

/// Longest text a person may put into one field of a brief, in characters.
const LONGEST: usize = 4_000;
/// Most entries of a list in a brief.
const MOST_ENTRIES: usize = 30;
/// Most variants of one brief.
const MOST_VARIANTS: u32 = 20;

/// What Meta's link ads offer as a button, where it needs no app and no page of its own.
pub const CALLS_TO_ACTION: [&str; 18] = [
    "LEARN_MORE",
    "SHOP_NOW",
    "SIGN_UP",
    "SUBSCRIBE",
    "DOWNLOAD",
    "BOOK_NOW",
    "CONTACT_US",
    "GET_OFFER",
    "GET_QUOTE",
    "APPLY_NOW",
    "ORDER_NOW",
    "BUY_NOW",
    "BUY_TICKETS",
    "WATCH_MORE",
    "LISTEN_NOW",
    "DONATE_NOW",
    "GET_DIRECTIONS",
    "NO_BUTTON",
];

/// Where an ad is shown, as far as texts are cut differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Placement {
    /// Facebook and Instagram feed.
    Feed,
    /// Stories and reels.
    StoriesReels,
    /// Right column and search results.
    RightColumn,
    /// Marketplace.
    Marketplace,
    /// A card of a carousel.
    Carousel,
}

/// Longest texts in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Primary text.
    pub primary_text: usize,
    /// Headline.
    pub headline: usize,
    /// Description.
    pub description: usize,
}

impl Limits {
    /// What Meta shows in every one of these placements before it cuts. Without any, the feed's.
    #[must_use]
    pub fn shown(placements: &[Placement]) -> Self {
        let feed = Self { primary_text: 125, headline: 40, description: 30 };
        placements.iter().fold(feed, |sum, placement| {
            let own = match placement {
                Placement::Feed | Placement::RightColumn => feed,
                Placement::StoriesReels => Self { primary_text: 72, ..feed },
                Placement::Marketplace => Self { description: 20, ..feed },
                Placement::Carousel => Self { headline: 32, description: 18, ..feed },
            };
            Self {
                primary_text: sum.primary_text.min(own.primary_text),
                headline: sum.headline.min(own.headline),
                description: sum.description.min(own.description),
            }
        })
    }

    /// Beyond these Meta refuses the ad, or does not deliver it on Instagram.
    pub const HARD: Self = Self { primary_text: 2_200, headline: 255, description: 255 };

    /// The limit of a field; none for the button.
    #[must_use]
    pub fn of(&self, field: Field) -> Option<usize> {
        match field {
            Field::PrimaryText => Some(self.primary_text),
            Field::Headline => Some(self.headline),
            Field::Description => Some(self.description),
            Field::CallToAction => None,
        }
    }
}

/// What is to be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Brief {
    /// What is sold.
    pub product: String,
    /// What is offered for it: price, discount, until when.
    pub offer: String,
    /// Who should care.
    pub audience: String,
    /// What to lean on, one thought each.
    pub angles: Vec<String>,
    /// How it should sound, beyond the brand's voice.
    pub tone: String,
    /// Language tag, such as `en-GB`.
    pub language: String,
    /// Phrases every variant holds.
    pub must_say: Vec<String>,
    /// Phrases no variant holds.
    pub never_say: Vec<String>,
    /// Where the ad leads.
    pub link: String,
    /// What the page there says, as far as it was pasted.
    pub page_text: String,
    /// How many variants.
    pub count: u32,
    /// Where they are shown.
    pub placements: Vec<Placement>,
    /// Buttons to choose from; without any, all of [`CALLS_TO_ACTION`].
    pub calls_to_action: Vec<String>,
    /// The special ad category of its campaign.
    pub special_category: Option<SpecialCategory>,
}

impl Default for Brief {
    fn default() -> Self {
        Self {
            product: String::new(),
            offer: String::new(),
            audience: String::new(),
            angles: Vec::new(),
            tone: String::new(),
            language: "en".into(),
            must_say: Vec::new(),
            never_say: Vec::new(),
            link: String::new(),
            page_text: String::new(),
            count: 5,
            placements: vec![Placement::Feed],
            calls_to_action: Vec::new(),
            special_category: None,
        }
    }
}

impl Brief {
    /// Whether anything can be written from it.
    ///
    /// # Errors
    /// [`Error::Invalid`] with what is missing.
    pub fn check(&self) -> Result<(), Error> {
        let invalid = |text: &str| Err(Error::Invalid(text.to_owned()));
        if self.product.trim().is_empty() {
            return invalid("Say what is sold");
        }
        if !(1..=MOST_VARIANTS).contains(&self.count) {
            return invalid("Ask for 1 to 20 variants");
        }
        let is_tag = |it: char| it.is_ascii_alphanumeric() || it == '-';
        if !(2..=20).contains(&self.language.len()) || !self.language.chars().all(is_tag) {
            return invalid("A language is a tag such as en-GB");
        }
        if self.calls_to_action.iter().any(|call| !CALLS_TO_ACTION.contains(&call.as_str())) {
            return invalid("One of the buttons is none that Meta offers for links");
        }
        let lists = [&self.angles, &self.must_say, &self.never_say];
        if lists.iter().any(|list| list.len() > MOST_ENTRIES) {
            return invalid("A list of a brief has at most 30 entries");
        }
        let limits = Limits::shown(&self.placements);
        let said: usize = self.must_say.iter().map(|phrase| phrase.chars().count() + 2).sum();
        if said > limits.primary_text + limits.headline {
            return invalid("What must be said is longer than the placements show");
        }
        let texts = [&self.product, &self.offer, &self.audience, &self.tone, &self.link, &self.page_text];
        let longest = texts.into_iter().chain(lists.into_iter().flatten()).map(|text| text.chars().count()).max();
        if longest.unwrap_or(0) > LONGEST {
            return invalid("A field of a brief has at most 4,000 characters");
        }
        Ok(())
    }

    /// Buttons a variant may have.
    #[must_use]
    pub fn buttons(&self) -> Vec<&str> {
        if self.calls_to_action.is_empty() {
            CALLS_TO_ACTION.to_vec()
        } else {
            self.calls_to_action.iter().map(String::as_str).collect()
        }
    }
}

/// How a client sounds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BrandKit {
    /// The brand.
    pub name: String,
    /// Its voice.
    pub voice: String,
    /// Phrases every text holds.
    pub must_say: Vec<String>,
    /// Phrases no text holds.
    pub never_say: Vec<String>,
}

/// An ad to learn from, with how it did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceAd {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its texts.
    pub copy: AdCopy,
    /// Figures in words, with currency and window: "spend EUR 300.00, ROAS 3.1, 28 days".
    pub figures: String,
}

/// The texts of one ad.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct AdCopy {
    /// Above the picture.
    pub primary_text: String,
    /// Below the picture, bold.
    pub headline: String,
    /// Below the headline; may be empty.
    pub description: String,
    /// The button, one of [`CALLS_TO_ACTION`].
    pub call_to_action: String,
}

/// A part of an ad's texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// [`AdCopy::primary_text`].
    PrimaryText,
    /// [`AdCopy::headline`].
    Headline,
    /// [`AdCopy::description`].
    Description,
    /// [`AdCopy::call_to_action`].
    CallToAction,
}

impl Field {
    /// Every one of them, in the order of an ad.
    pub const ALL: [Self; 4] = [Self::PrimaryText, Self::Headline, Self::Description, Self::CallToAction];
    /// Those that are texts.
    pub const TEXTS: [Self; 3] = [Self::PrimaryText, Self::Headline, Self::Description];

    /// Its name in prompts and answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PrimaryText => "primary_text",
            Self::Headline => "headline",
            Self::Description => "description",
            Self::CallToAction => "call_to_action",
        }
    }

    /// Its name for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::PrimaryText => "primary text",
            Self::Headline => "headline",
            Self::Description => "description",
            Self::CallToAction => "button",
        }
    }
}

impl AdCopy {
    /// One of its parts.
    #[must_use]
    pub fn get(&self, field: Field) -> &str {
        match field {
            Field::PrimaryText => &self.primary_text,
            Field::Headline => &self.headline,
            Field::Description => &self.description,
            Field::CallToAction => &self.call_to_action,
        }
    }

    /// Puts one of its parts.
    pub fn set(&mut self, field: Field, text: String) {
        match field {
            Field::PrimaryText => self.primary_text = text,
            Field::Headline => self.headline = text,
            Field::Description => self.description = text,
            Field::CallToAction => self.call_to_action = text,
        }
    }

    /// All its texts, one after the other.
    #[must_use]
    pub fn texts(&self) -> String {
        Field::TEXTS.map(|field| self.get(field)).join("\n")
    }
}
