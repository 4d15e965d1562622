//! The studio: services that write, briefs, variants.

use super::{IpcError, choice, dto};

choice! {
    /// How a service is asked.
    pub enum StudioFormat {
        /// Anthropic's messages.
        Anthropic,
        /// OpenAI's chat completions.
        OpenAi,
        /// The same as other servers speak it.
        OpenAiCompatible,
        /// OpenAI's images.
        OpenAiImages,
        /// Any HTTP service that makes pictures, by a template.
        HttpImages,
    }

    /// A part of an ad's texts.
    pub enum StudioField {
        /// Above the picture.
        PrimaryText,
        /// Below the picture.
        Headline,
        /// Below the headline.
        Description,
        /// The button.
        CallToAction,
    }

    /// Where an ad is shown, as far as texts are cut differently.
    pub enum StudioPlacement {
        /// Feeds.
        Feed,
        /// Stories and reels.
        StoriesReels,
        /// Right column.
        RightColumn,
        /// Marketplace.
        Marketplace,
        /// A card of a carousel.
        Carousel,
    }

    /// Meta's special ad categories.
    pub enum StudioCategory {
        /// Homes.
        Housing,
        /// Work.
        Employment,
        /// Credit, banking, insurance.
        FinancialProducts,
        /// Politics.
        Politics,
        /// Gambling.
        Gambling,
    }

    /// How much a finding matters.
    pub enum StudioSeverity {
        /// Look at it.
        Look,
        /// It should not go out like this.
        Stop,
    }

    /// What is asked of a model.
    pub enum StudioTask {
        /// Variants from the brief.
        Write,
        /// One field of a variant anew.
        Field,
        /// A variant in another language.
        Translate,
    }

    /// Where a run stands.
    pub enum StudioRunState {
        /// Under way.
        Running,
        /// All that was asked for.
        Done,
        /// Some of it.
        Partial,
        /// Nothing.
        Failed,
        /// A person stopped it.
        Stopped,
        /// The program ended in the middle of it. It may have been billed; it is not begun again by itself.
        Interrupted,
    }
}

dto! {
    /// A service.
    pub struct StudioProvider {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// How it is asked.
        pub format: StudioFormat,
        /// Where it answers; `null` for the demo's own.
        pub base_url: Option<String>,
        /// The model.
        pub model: String,
        /// Whether a key is kept for it.
        pub has_key: bool,
        /// Whether it belongs to the demo and cannot be changed.
        pub built_in: bool,
        /// Whether it writes texts; the others make pictures.
        pub writes: bool,
        /// Millionths of a US dollar for a million tokens sent.
        pub input_price: f64,
        /// The same for those received.
        pub output_price: f64,
        /// Millionths of a US dollar for a picture.
        pub picture_price: f64,
        /// How a service of `http_images` is asked: JSON with `headers`, `body` and `picture_at`.
        pub template: Option<String>,
    }

    /// All services, and what may be spent.
    pub struct StudioProviders {
        /// By name.
        pub providers: Vec<StudioProvider>,
        /// Millionths of a US dollar a day, UTC.
        pub daily_budget: f64,
        /// What was spent today, or may have been.
        pub spent_today: f64,
    }

    /// A service as it is to be.
    pub struct SaveStudioProvider {
        /// Which; `null` makes a new one.
        pub id: Option<String>,
        /// Its name.
        pub name: String,
        /// How it is asked.
        pub format: StudioFormat,
        /// Where it answers; `null` where its maker does.
        pub base_url: Option<String>,
        /// The model.
        pub model: String,
        /// Its key; `null` keeps the one there is. It is never sent out.
        pub key: Option<String>,
        /// Prices in millionths of a US dollar; `null` takes the list price, where one is known.
        pub input_price: Option<f64>,
        /// See `input_price`.
        pub output_price: Option<f64>,
        /// See `input_price`.
        pub picture_price: Option<f64>,
        /// See `StudioProvider::template`.
        pub template: Option<String>,
    }

    /// What a test of a service found.
    pub struct StudioTest {
        /// Whether the service lists the model; `null` where it lists none.
        pub knows_model: Option<bool>,
        /// Models it lists.
        pub models: Vec<String>,
    }

    /// How a client sounds.
    pub struct StudioBrand {
        /// The brand.
        pub name: String,
        /// Its voice.
        pub voice: String,
        /// Phrases every text holds.
        pub must_say: Vec<String>,
        /// Phrases no text holds.
        pub never_say: Vec<String>,
    }

    /// What is to be written, for one account.
    pub struct StudioBrief {
        /// Its id; `null` for one that is not kept yet.
        pub id: Option<String>,
        /// Its name.
        pub name: String,
        /// Whose it is: `act_…`.
        pub account_id: String,
        /// What is sold.
        pub product: String,
        /// What is offered.
        pub offer: String,
        /// Who should care.
        pub audience: String,
        /// What to lean on.
        pub angles: Vec<String>,
        /// How it should sound.
        pub tone: String,
        /// Language tag.
        pub language: String,
        /// Phrases every variant holds.
        pub must_say: Vec<String>,
        /// Phrases no variant holds.
        pub never_say: Vec<String>,
        /// Where the ad leads.
        pub link: String,
        /// What the page says.
        pub page_text: String,
        /// How many variants, 1 to 20.
        pub count: u32,
        /// Where they are shown.
        pub placements: Vec<StudioPlacement>,
        /// Buttons to choose from; empty means all.
        pub calls_to_action: Vec<String>,
        /// The special ad category.
        pub special_category: Option<StudioCategory>,
        /// How many of the account's best ads to learn from, 0 to 10.
        pub learn_from: u32,
        /// How the client sounds; kept with the account.
        pub brand: StudioBrand,
    }

    /// A brief in the list.
    pub struct StudioBriefRow {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// Whose it is.
        pub account_id: String,
        /// Variants it has.
        pub variants: u32,
        /// When it was last changed.
        pub updated_ms: f64,
    }

    /// The texts of an ad.
    pub struct StudioCopy {
        /// Above the picture.
        pub primary_text: String,
        /// Below the picture.
        pub headline: String,
        /// Below the headline.
        pub description: String,
        /// The button.
        pub call_to_action: String,
    }

    /// One thing to look at.
    pub struct StudioFinding {
        /// What it is about, in snake case.
        pub subject: String,
        /// How much it matters.
        pub severity: StudioSeverity,
        /// Where; `null` when it is the whole ad.
        pub field: Option<StudioField>,
        /// The words it is about.
        pub excerpt: String,
        /// Why.
        pub reason: String,
        /// What to do.
        pub remedy: String,
    }

    /// A variant.
    pub struct StudioVariant {
        /// Its id.
        pub id: String,
        /// Its texts.
        pub copy: StudioCopy,
        /// Its language.
        pub language: String,
        /// 1 to 5; 0 is not rated.
        pub rating: u32,
        /// Nothing changes it but a person who unlocks it first.
        pub locked: bool,
        /// Whether it is to be used.
        pub chosen: bool,
        /// The model that wrote it, where one did.
        pub model: Option<String>,
        /// When it was made.
        pub made_ms: f64,
        /// What it said before, newest first.
        pub history: Vec<StudioCopy>,
        /// What to look at; worked out when it is read.
        pub findings: Vec<StudioFinding>,
    }

    /// A variant that was not kept.
    pub struct StudioRejected {
        /// What it said.
        pub copy: StudioCopy,
        /// Why it was not kept.
        pub faults: Vec<String>,
    }

    /// One question to a model, and what came of it.
    pub struct StudioRun {
        /// Its id.
        pub id: String,
        /// Where it stands.
        pub state: StudioRunState,
        /// What was asked.
        pub task: StudioTask,
        /// Whom.
        pub provider: String,
        /// The model that answered.
        pub model: Option<String>,
        /// When it began.
        pub started_ms: f64,
        /// When it ended.
        pub ended_ms: Option<f64>,
        /// Variants asked for.
        pub wanted: u32,
        /// Variants kept.
        pub kept: u32,
        /// Those that were not.
        pub rejected: Vec<StudioRejected>,
        /// What it cost, in millionths of a US dollar.
        pub cost: f64,
        /// Why it ended, where it did not go well.
        pub error: Option<IpcError>,
    }

    /// Longest texts that are shown whole, in characters.
    pub struct StudioLimits {
        /// Above the picture.
        pub primary_text: u32,
        /// Below it.
        pub headline: u32,
        /// Below the headline.
        pub description: u32,
    }

    /// A brief with everything made from it.
    pub struct StudioBriefDetail {
        /// The brief.
        pub brief: StudioBrief,
        /// Variants, oldest first.
        pub variants: Vec<StudioVariant>,
        /// The newest run.
        pub run: Option<StudioRun>,
        /// Limits of its placements.
        pub limits: StudioLimits,
        /// Buttons to choose from.
        pub buttons: Vec<String>,
    }

    /// An ad that is learnt from.
    pub struct StudioSource {
        /// Its name.
        pub name: String,
        /// Its texts.
        pub copy: StudioCopy,
        /// Its figures, in words.
        pub figures: String,
    }

    /// A brief and the service it is asked of.
    pub struct EstimateStudioCopy {
        /// The brief.
        pub brief_id: String,
        /// The service.
        pub provider_id: String,
    }

    /// What it would cost, and what would leave this computer.
    pub struct StudioEstimate {
        /// At most, in millionths of a US dollar; `null` where the price is unknown.
        pub cost: Option<f64>,
        /// Ads whose texts and figures are sent along.
        pub sources: Vec<StudioSource>,
        /// Where everything goes: a host.
        pub host: String,
    }

    /// Asks a model.
    pub struct StartStudioCopy {
        /// The brief.
        pub brief_id: String,
        /// The service.
        pub provider_id: String,
        /// What.
        pub task: StudioTask,
        /// The variant, for `field` and `translate`.
        pub variant_id: Option<String>,
        /// The field, for `field`.
        pub field: Option<StudioField>,
        /// The language, for `translate`.
        pub language: Option<String>,
    }

    /// A change of a variant: what is `null` stays.
    pub struct UpdateStudioVariant {
        /// The brief.
        pub brief_id: String,
        /// The variant.
        pub variant_id: String,
        /// New texts.
        pub copy: Option<StudioCopy>,
        /// 0 to 5.
        pub rating: Option<u32>,
        /// See `StudioVariant::locked`.
        pub locked: Option<bool>,
        /// See `StudioVariant::chosen`.
        pub chosen: Option<bool>,
        /// Takes it away.
        pub remove: bool,
    }
}
