//! What a person can choose from when an ad set or an ad is made: places, interests, audiences, pixels, pages, and the
//! look of an ad before it exists.

use domain::AccountId;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::governor::Kind;
use crate::object::{AdImage, IMAGE_FIELDS, object};
use crate::request::Call;
use crate::{Cancel, Error, Graph, lenient};

object! {
    /// The smallest daily budgets of one currency, in its minor units. Lifetime budgets need as much for each of their days.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    MinimumBudget {
        /// The currency's code.
        text currency;
        /// Where impressions are paid for.
        int impressions_minor as "min_daily_budget_imp";
        /// Where clicks, likes and other frequent actions are paid for.
        int frequent_minor as "min_daily_budget_high_freq";
        /// Where rare actions such as installs are paid for.
        int rare_minor as "min_daily_budget_low_freq";
        /// Where views of a video are paid for.
        int video_views_minor as "min_daily_budget_video_views";
    }
}

object! {
    /// An interest, behaviour, employer or other trait that targeting can name.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    TargetingOption {
        /// Its id, as `flexible_spec` names it.
        word id;
        /// Its name.
        text name;
        /// The key of `flexible_spec` it belongs to: `interests`, `behaviors`, `work_employers` and so on.
        text kind as "type";
        /// Where it stands in Meta's tree, top down.
        list path: String;
        /// At least so many people.
        int audience_size_lower_bound;
        /// At most so many people.
        int audience_size_upper_bound;
        /// What it means.
        text description;
    }
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

object! {
    /// A place that `geo_locations` can name.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    Place {
        /// What `geo_locations` names it by.
        word key;
        /// Its name.
        text name;
        /// `country`, `region`, `city` or `zip`.
        text kind as "type";
        /// Two-letter code of its country.
        text country_code;
        /// Its country.
        text country_name;
        /// Its region.
        text region;
    }
}

object! {
    /// A language, or a language as it is used in one country, that `locales` can name.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    Language {
        /// The number `locales` names it by.
        word key;
        /// Its name.
        text name;
    }
}

object! {
    /// A custom audience.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    CustomAudience {
        /// Its id.
        word id;
        /// Its name.
        text name;
        /// `CUSTOM`, `WEBSITE`, `LOOKALIKE` and so on.
        text subtype;
        /// At least so many people; below 1,000 Meta says -1 or 1,000.
        int approximate_count_lower_bound;
        /// At most so many people.
        int approximate_count_upper_bound;
        /// Whether ads can use it: Meta's `{code, description}`.
        json delivery_status;
    }
}

object! {
    /// A pixel.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    Pixel {
        /// Its id.
        word id;
        /// Its name.
        text name;
        /// When it last saw an event.
        time last_fired_time;
    }
}

object! {
    /// A page that ads can come from.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    FacebookPage {
        /// Its id.
        word id;
        /// Its name.
        text name;
        /// The Instagram account joined to it.
        some instagram_business_account: InstagramAccount;
    }
}

object! {
    /// An Instagram account.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    InstagramAccount {
        /// Its id, which creatives name as `instagram_user_id`.
        word id;
    }
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

    /// Languages whose name begins with `text`. One call.
    ///
    /// # Errors
    /// Any [`Error`] of a read.
    pub async fn search_languages(&self, text: &str, cancel: &Cancel) -> Result<Vec<Language>, Error> {
        let call = Call::get(None, Kind::Management, "search").with("type", "adlocale").with("q", text);
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

impl Graph {
    /// The picture of a hash in an account's library; none when it is not there or was deleted.
    ///
    /// # Errors
    /// Any [`Error`] of a read.
    pub async fn image(&self, account: &AccountId, hash: &str, cancel: &Cancel) -> Result<Option<AdImage>, Error> {
        let call = of_account(account, "adimages")
            .with("hashes", Value::from(vec![hash]).to_string())
            .with("fields", IMAGE_FIELDS);
        let found: Vec<AdImage> = self.all(call, cancel).await?;
        Ok(found.into_iter().find(|image| image.hash == hash && is_kept(image)))
    }

    /// Pictures of an account's library that were uploaded under a name.
    ///
    /// # Errors
    /// Any [`Error`] of a read.
    pub async fn images_named(&self, account: &AccountId, name: &str, cancel: &Cancel) -> Result<Vec<AdImage>, Error> {
        let call = of_account(account, "adimages").with("name", name).with("fields", IMAGE_FIELDS);
        let found: Vec<AdImage> = self.all(call, cancel).await?;
        Ok(found.into_iter().filter(|image| image.name.as_deref() == Some(name) && is_kept(image)).collect())
    }
}

fn is_kept(image: &AdImage) -> bool {
    image.status.as_deref() != Some("DELETED")
}

fn of_account(account: &AccountId, edge: &str) -> Call {
    Call::get(Some(account), Kind::Management, format!("{}/{edge}", account.node()))
}
