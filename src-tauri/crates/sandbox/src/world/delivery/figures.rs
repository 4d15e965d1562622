//! The figures of a row: additive counts, reach, and how they become Meta's overlapping action types.

/// Things people do after seeing an ad. Clicks on the link are a figure of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Event {
    /// The site finished loading.
    LandingPageView,
    /// A reaction to the post.
    PostReaction,
    /// A comment.
    Comment,
    /// A share (`post`).
    Share,
    /// A saved post.
    PostSave,
    /// A look at the picture.
    PhotoView,
    /// Three seconds of video.
    VideoView,
    /// A new follower of the page.
    PageLike,
    /// An instant form that was sent.
    FormLead,
    /// A conversation that began.
    Conversation,
    /// Video that started to play.
    VideoPlay,
    /// A quarter watched.
    Video25,
    /// Half watched.
    Video50,
    /// Three quarters watched.
    Video75,
    /// Nearly all watched.
    Video95,
    /// All watched.
    Video100,
    /// Fifteen seconds or all of it.
    ThruPlay,
    /// A product looked at on the site.
    ViewContent,
    /// Something put into the basket.
    AddToCart,
    /// A checkout begun.
    InitiateCheckout,
    /// A purchase on the site.
    Purchase,
    /// A lead on the site.
    PixelLead,
    /// A registration on the site.
    Registration,
    /// An app installed.
    AppInstall,
}

impl Event {
    /// How many there are.
    pub const COUNT: usize = 24;
    /// The first event that happens away from Meta, is attributed by windows and arrives late.
    pub const FIRST_OFFSITE: usize = Self::ViewContent as usize;
    /// How many happen away from Meta.
    pub const OFFSITE: usize = Self::COUNT - Self::FIRST_OFFSITE;
}

/// An attribution window that can be asked for beside the ad set's own setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Window {
    /// `1d_click`.
    Click1d,
    /// `7d_click`.
    Click7d,
    /// `28d_click`.
    Click28d,
    /// `1d_view`.
    View1d,
    /// `1d_ev`.
    Engaged1d,
}

impl Window {
    /// How many there are.
    pub const COUNT: usize = 5;

    /// Reads the API's spelling; `7d_view` and `28d_view` are none: they answer nothing.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "1d_click" => Some(Self::Click1d),
            "7d_click" => Some(Self::Click7d),
            "28d_click" => Some(Self::Click28d),
            "1d_view" => Some(Self::View1d),
            "1d_ev" => Some(Self::Engaged1d),
            _ => None,
        }
    }
}

/// The figures of one row. All but `reach` can be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Times shown.
    pub impressions: i64,
    /// People reached; not additive.
    pub reach: i64,
    /// All clicks.
    pub clicks: i64,
    /// Clicks on the link (`inline_link_clicks`, action `link_click`).
    pub inline_link_clicks: i64,
    /// Clicks that led away from Meta (`outbound_clicks`).
    pub outbound_clicks: i64,
    /// Spend in minor units.
    pub spend: i64,
    /// Counts by [`Event`] under the ad set's own attribution setting.
    pub events: [i64; Event::COUNT],
    /// Value of the purchases in minor units, under the ad set's own setting.
    pub purchase_value: i64,
    /// Counts of the off-site events by window.
    pub windows: [[i64; Window::COUNT]; Event::OFFSITE],
    /// Purchase value in minor units by window.
    pub value_windows: [i64; Window::COUNT],
    /// Summed reach of the parts and the largest of them; `reach` of a sum lies between.
    pub(crate) reach_sum: i64,
    pub(crate) parts: i64,
}

/// One line of `actions`: the type, the count, and the off-site event behind it if windows apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Action {
    /// Meta's `action_type`.
    pub action_type: &'static str,
    /// How often, under the ad set's own setting.
    pub count: i64,
    /// By window, in the order of [`Window`].
    pub windows: [i64; Window::COUNT],
}

impl Figures {
    /// The count of an event.
    #[inline]
    pub fn event(&self, event: Event) -> i64 {
        self.events[event as usize]
    }

    /// The counts of an event by window. On-Meta events belong to the one-day click window and the longer ones.
    pub fn event_windows(&self, event: Event) -> [i64; Window::COUNT] {
        let offsite = (event as usize).checked_sub(Event::FIRST_OFFSITE);
        offsite.and_then(|place| self.windows.get(place).copied()).unwrap_or_else(|| on_meta(self.event(event)))
    }

    /// Takes out everything that happened outside Meta: events on sites and in apps, and their value.
    pub(crate) fn forget_offsite(&mut self) {
        self.events.iter_mut().skip(Event::FIRST_OFFSITE).for_each(|count| *count = 0);
        self.windows.as_flattened_mut().fill(0);
        self.purchase_value = 0;
        self.value_windows.fill(0);
    }

    /// Adds another row. Reach becomes an estimate without double counting: never below the largest part, never above
    /// the sum or the impressions.
    pub fn add(&mut self, other: &Self) {
        if other.impressions == 0 && other.spend == 0 {
            return;
        }
        self.impressions += other.impressions;
        self.clicks += other.clicks;
        self.inline_link_clicks += other.inline_link_clicks;
        self.outbound_clicks += other.outbound_clicks;
        self.spend += other.spend;
        self.purchase_value += other.purchase_value;
        for (mine, theirs) in self.events.iter_mut().zip(&other.events) {
            *mine += theirs;
        }
        for (mine, theirs) in self.windows.as_flattened_mut().iter_mut().zip(other.windows.as_flattened()) {
            *mine += theirs;
        }
        for (mine, theirs) in self.value_windows.iter_mut().zip(&other.value_windows) {
            *mine += theirs;
        }
        let largest = self.reach.max(other.reach);
        self.reach_sum += if other.reach_sum == 0 { other.reach } else { other.reach_sum };
        self.parts += other.parts.max(1);
        // The more parts there are, the more of their audiences are the same people: of a hundred parts half are new.
        let overlap = 0.3 + 0.7 / (self.parts as f64).sqrt().sqrt();
        self.reach = ((self.reach_sum as f64 * overlap) as i64).clamp(largest, self.reach_sum.max(largest));
    }

    /// What came on top of an earlier state of the same day. Reach is left out: hours do not report it.
    pub(crate) fn since(&self, earlier: &Self) -> Self {
        let mut rest = *self;
        rest.impressions -= earlier.impressions;
        rest.clicks -= earlier.clicks;
        rest.inline_link_clicks -= earlier.inline_link_clicks;
        rest.outbound_clicks -= earlier.outbound_clicks;
        rest.spend -= earlier.spend;
        rest.purchase_value -= earlier.purchase_value;
        rest.events.iter_mut().zip(&earlier.events).for_each(|(mine, theirs)| *mine -= theirs);
        let windows = rest.windows.as_flattened_mut().iter_mut();
        windows.zip(earlier.windows.as_flattened()).for_each(|(mine, theirs)| *mine -= theirs);
        rest.value_windows.iter_mut().zip(&earlier.value_windows).for_each(|(mine, theirs)| *mine -= theirs);
        (rest.reach, rest.reach_sum) = (0, 0);
        rest
    }

    /// Whether there is anything to report: no delivery is no row.
    pub fn is_empty(&self) -> bool {
        self.impressions == 0 && self.spend == 0
    }

    /// Meta's `actions`, overlapping roll-ups included, entries with zero left out.
    pub fn actions(&self) -> Vec<Action> {
        let mut actions = Vec::with_capacity(32);
        let mut put = |action_type: &'static str, count: i64, windows: [i64; Window::COUNT]| {
            if count > 0 || windows.iter().any(|count| *count > 0) {
                actions.push(Action { action_type, count, windows });
            }
        };
        let post_engagement = self.post_engagement();
        put("link_click", self.inline_link_clicks, on_meta(self.inline_link_clicks));
        put("post_engagement", post_engagement, on_meta(post_engagement));
        let page_engagement = post_engagement + self.event(Event::PageLike);
        put("page_engagement", page_engagement, on_meta(page_engagement));
        for (event, names) in NAMES {
            for name in *names {
                put(name, self.event(*event), self.event_windows(*event));
            }
        }
        let pixel = self.event_windows(Event::PixelLead);
        let form = self.event_windows(Event::FormLead);
        let mut both = pixel;
        for (sum, form) in both.iter_mut().zip(form) {
            *sum += form;
        }
        put("lead", self.event(Event::PixelLead) + self.event(Event::FormLead), both);
        actions
    }

    /// Meta's `action_values` in minor units: the purchase value under each of its names.
    pub fn action_values(&self) -> Vec<Action> {
        if self.purchase_value == 0 && self.value_windows.iter().all(|value| *value == 0) {
            return Vec::new();
        }
        let value = |action_type| Action { action_type, count: self.purchase_value, windows: self.value_windows };
        PURCHASE.iter().copied().map(value).collect()
    }

    pub(crate) fn post_engagement(&self) -> i64 {
        let parts =
            [Event::PostReaction, Event::Comment, Event::Share, Event::PostSave, Event::PhotoView, Event::VideoView];
        self.inline_link_clicks + parts.into_iter().map(|event| self.event(event)).sum::<i64>()
    }
}

/// On-Meta actions are booked at once, so every click window has them and the view windows none.
fn on_meta(count: i64) -> [i64; Window::COUNT] {
    [count, count, count, 0, 0]
}

const PURCHASE: &[&str] = &["purchase", "omni_purchase", "offsite_conversion.fb_pixel_purchase"];

/// The action types that carry each event; a client must choose one of them and never add them.
const NAMES: &[(Event, &[&str])] = &[
    (Event::LandingPageView, &["landing_page_view", "omni_landing_page_view"]),
    (Event::PostReaction, &["post_reaction"]),
    (Event::Comment, &["comment"]),
    (Event::Share, &["post"]),
    (Event::PostSave, &["onsite_conversion.post_save"]),
    (Event::PhotoView, &["photo_view"]),
    (Event::VideoView, &["video_view"]),
    (Event::PageLike, &["like"]),
    (Event::FormLead, &["onsite_conversion.lead_grouped"]),
    (Event::Conversation, &["onsite_conversion.messaging_conversation_started_7d"]),
    (Event::ViewContent, &["view_content", "omni_view_content", "offsite_conversion.fb_pixel_view_content"]),
    (Event::AddToCart, &["add_to_cart", "omni_add_to_cart", "offsite_conversion.fb_pixel_add_to_cart"]),
    (
        Event::InitiateCheckout,
        &["initiate_checkout", "omni_initiated_checkout", "offsite_conversion.fb_pixel_initiate_checkout"],
    ),
    (Event::Purchase, PURCHASE),
    (Event::PixelLead, &["offsite_conversion.fb_pixel_lead"]),
    (
        Event::Registration,
        &["complete_registration", "omni_complete_registration", "offsite_conversion.fb_pixel_complete_registration"],
    ),
    (Event::AppInstall, &["app_install", "mobile_app_install", "omni_app_install"]),
];
