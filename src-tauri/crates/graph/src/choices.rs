//! What a person can choose from when an ad set or an ad is made: places, interests, audiences, pixels, pages, and the
//! look of an ad before it exists.

use domain::AccountId;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::governor::Kind;
use crate::request::Call;
use crate::{Cancel, Error, Graph, RawJson, lenient};

/// The smallest daily budgets of one currency, in its minor units. Lifetime budgets need as much for each of their days.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct MinimumBudget {
    /// The currency's code.
    #[serde(default, deserialize_with = "lenient::text")]
    pub currency: Option<String>,
    /// Where impressions are paid for.
    #[serde(default, rename = "min_daily_budget_imp", deserialize_with = "lenient::int")]
    pub impressions_minor: Option<i64>,
    /// Where clicks, likes and other frequent actions are paid for.
    #[serde(default, rename = "min_daily_budget_high_freq", deserialize_with = "lenient::int")]
    pub frequent_minor: Option<i64>,
    /// Where rare actions such as installs are paid for.
    #[serde(default, rename = "min_daily_budget_low_freq", deserialize_with = "lenient::int")]
    pub rare_minor: Option<i64>,
    /// Where views of a video are paid for.
    #[serde(default, rename = "min_daily_budget_video_views", deserialize_with = "lenient::int")]
    pub video_views_minor: Option<i64>,
}

/// An interest, behaviour, employer or other trait that targeting can name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TargetingOption {
    /// Its id, as `flexible_spec` names it.
    #[serde(deserialize_with = "lenient::required_text")]
    pub id: String,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// The key of `flexible_spec` it belongs to: `interests`, `behaviors`, `work_employers` and so on.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// Where it stands in Meta's tree, top down.
    #[serde(default, deserialize_with = "lenient::list")]
    pub path: Vec<String>,
    /// At least so many people.
    #[serde(default, deserialize_with = "lenient::int")]
    pub audience_size_lower_bound: Option<i64>,
    /// At most so many people.
    #[serde(default, deserialize_with = "lenient::int")]
    pub audience_size_upper_bound: Option<i64>,
    /// What it means.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
}

/// Kinds of place that [`Graph::search_places`] looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlaceKind {
    /// A country; its key is the two-letter code.
    Country,
    /// A state, province or region.
    Region,
    /// A city.
    City,
    /// A postcode.
    Zip,
}

impl PlaceKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Region => "region",
            Self::City => "city",
            Self::Zip => "zip",
        }
    }
}

/// A place that `geo_locations` can name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Place {
    /// What `geo_locations` names it by.
    #[serde(deserialize_with = "lenient::required_text")]
    pub key: String,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `country`, `region`, `city` or `zip`.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// Two-letter code of its country.
    #[serde(default, deserialize_with = "lenient::text")]
    pub country_code: Option<String>,
    /// Its country.
    #[serde(default, deserialize_with = "lenient::text")]
    pub country_name: Option<String>,
    /// Its region.
    #[serde(default, deserialize_with = "lenient::text")]
    pub region: Option<String>,
}

/// A custom audience.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CustomAudience {
    /// Its id.
    #[serde(deserialize_with = "lenient::required_text")]
    pub id: String,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// `CUSTOM`, `WEBSITE`, `LOOKALIKE` and so on.
    #[serde(default, deserialize_with = "lenient::text")]
    pub subtype: Option<String>,
    /// At least so many people; below 1,000 Meta says -1 or 1,000.
    #[serde(default, deserialize_with = "lenient::int")]
    pub approximate_count_lower_bound: Option<i64>,
    /// At most so many people.
    #[serde(default, deserialize_with = "lenient::int")]
    pub approximate_count_upper_bound: Option<i64>,
    /// Whether ads can use it: Meta's `{code, description}`.
    #[serde(default)]
    pub delivery_status: Option<RawJson>,
}

/// A pixel.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Pixel {
    /// Its id.
    #[serde(deserialize_with = "lenient::required_text")]
    pub id: String,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// When it last saw an event.
    #[serde(default, deserialize_with = "lenient::instant")]
    pub last_fired_time: Option<domain::TimestampMillis>,
}

/// A page that ads can come from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FacebookPage {
    /// Its id.
    #[serde(deserialize_with = "lenient::required_text")]
    pub id: String,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// The Instagram account joined to it.
    #[serde(default, deserialize_with = "lenient::maybe")]
    pub instagram_business_account: Option<InstagramAccount>,
}

/// An Instagram account.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct InstagramAccount {
    /// Its id, which creatives name as `instagram_user_id`.
    #[serde(deserialize_with = "lenient::required_text")]
    pub id: String,
}

#[derive(Deserialize)]
struct Preview {
    #[serde(deserialize_with = "lenient::required_text")]
    body: String,
}

impl Graph {
    /// The smallest budgets, of the account's currency and maybe others. One call.
    ///
    /// # Errors
    /// Any [`Error`] of a read.
    pub async fn minimum_budgets(&self, account: &AccountId, cancel: &Cancel) -> Result<Vec<MinimumBudget>, Error> {
        self.all(of_account(account, "minimum_budgets"), cancel).await
    }

    /// Traits whose name fits `text`. `only` is a key of `flexible_spec`, such as `interests`, or `None` for all.
    ///
    /// # Errors
    /// Any [`Error`] of a read.
    pub async fn search_targeting(
        &self,
        account: &AccountId,
        text: &str,
        only: Option<&str>,
        cancel: &Cancel,
    ) -> Result<Vec<TargetingOption>, Error> {
        let mut call = of_account(account, "targetingsearch").with("q", text);
        if let Some(only) = only {
            call = call.with("limit_type", only);
        }
        self.all(call, cancel).await
    }

    /// Places whose name begins with `text`. One call.
    ///
    /// # Errors
    /// Any [`Error`] of a read.
    pub async fn search_places(&self, text: &str, kinds: &[PlaceKind], cancel: &Cancel) -> Result<Vec<Place>, Error> {
        let kinds: Vec<_> = kinds.iter().map(|kind| kind.as_str()).collect();
        let call = Call::get(None, Kind::Management, "search")
            .with("type", "adgeolocation")
            .with("q", text)
            .with("location_types", json!(kinds).to_string());
        self.all(call, cancel).await
    }

    /// The account's custom audiences. One call a hundred.
    ///
    /// # Errors
    /// Any [`Error`] of a read.
    pub async fn custom_audiences(&self, account: &AccountId, cancel: &Cancel) -> Result<Vec<CustomAudience>, Error> {
        let fields = "id,name,subtype,approximate_count_lower_bound,approximate_count_upper_bound,delivery_status";
        self.all(of_account(account, "customaudiences").with("fields", fields), cancel).await
    }

    /// The account's pixels.
    ///
    /// # Errors
    /// Any [`Error`] of a read.
    pub async fn pixels(&self, account: &AccountId, cancel: &Cancel) -> Result<Vec<Pixel>, Error> {
        self.all(of_account(account, "adspixels").with("fields", "id,name,last_fired_time"), cancel).await
    }

    /// The pages the account's ads can come from.
    ///
    /// # Errors
    /// Any [`Error`] of a read.
    pub async fn promoted_pages(&self, account: &AccountId, cancel: &Cancel) -> Result<Vec<FacebookPage>, Error> {
        let fields = "id,name,instagram_business_account{id}";
        self.all(of_account(account, "promote_pages").with("fields", fields), cancel).await
    }

    /// How a creative would look, before it exists: HTML of Meta's own that holds a frame, one for each `ad_format`'s
    /// variant. `creative` is what [`crate::Writer::create`] would get, or `{"creative_id": …}`.
    ///
    /// # Errors
    /// Any [`Error`] of a read; [`Error::Invalid`] where Meta cannot show it.
    pub async fn creative_previews(
        &self,
        account: &AccountId,
        creative: &Value,
        ad_format: &str,
        cancel: &Cancel,
    ) -> Result<Vec<String>, Error> {
        let call =
            of_account(account, "generatepreviews").with("creative", creative.to_string()).with("ad_format", ad_format);
        let previews: Vec<Preview> = self.all(call, cancel).await?;
        Ok(previews.into_iter().map(|preview| preview.body).collect())
    }
}

fn of_account(account: &AccountId, edge: &str) -> Call {
    Call::get(Some(account), Kind::Management, format!("{}/{edge}", account.node()))
}
