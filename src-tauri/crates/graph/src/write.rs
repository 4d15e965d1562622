//! Changes: the only requests of this crate that alter an ad account.
//!
//! Meta knows no idempotency key, so a change is sent **once**, on a connection of its own, and whatever comes back
//! that is not a clear yes or a clear no is [`Error::UnknownOutcome`]: only reading the object tells.

mod answer;
mod copies;
mod params;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{AccountId, ObjectId};
use serde_json::Value;

use crate::governor::Kind;
use crate::request::Call;
use crate::{Cancel, Error, Graph};
pub use answer::{Copied, CopiedObject, Created, Receipt, UploadedImage};
pub use copies::{AsyncCopy, AsyncSet, CopyOrder};
pub use params::{ReservedParam, WriteParams};

/// Points Meta counts for a change.
pub(crate) const POINTS: u32 = 3;

/// The objects that are changed in place, and whose changes Meta can check without making them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Editable {
    /// A campaign.
    Campaign,
    /// An ad set.
    AdSet,
    /// An ad.
    Ad,
}

/// The objects that are made below an ad account, and whose creation Meta can check without doing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectKind {
    /// A campaign.
    Campaign,
    /// An ad set.
    AdSet,
    /// An ad.
    Ad,
    /// A creative. Cannot be edited once it exists, apart from its name.
    Creative,
}

impl From<Editable> for ObjectKind {
    fn from(kind: Editable) -> Self {
        match kind {
            Editable::Campaign => Self::Campaign,
            Editable::AdSet => Self::AdSet,
            Editable::Ad => Self::Ad,
        }
    }
}

impl ObjectKind {
    /// The account's edge that lists and makes them.
    pub(crate) fn edge(self) -> &'static str {
        match self {
            Self::Campaign => "campaigns",
            Self::AdSet => "adsets",
            Self::Ad => "ads",
            Self::Creative => "adcreatives",
        }
    }
}

/// Sends changes to one ad account.
///
/// **For the crate `changes` only**, which records an intent before it calls anything here; a test of the repository
/// holds everybody else off.
///
/// All changes of an account go one after the other through its [`crate::Governor`] in [`crate::Lane::Write`], at 3
/// points each and at most 80 a second. Cancelling is heard until a change is sent and no longer: breaking off then
/// would only lose the answer. Nothing is tried twice.
///
/// # Errors
/// Of every change: [`Error::UnknownOutcome`] when it may have happened (no answer, a broken or cut one, a gateway's
/// page, Meta's passing errors, an answer of another shape, `success: false`); every other variant is Meta's or this
/// client's definite no, with nothing changed. [`Error::RateLimited`] holds when to go on; Meta did not execute it.
#[derive(Debug, Clone)]
pub struct Writer {
    graph: Graph,
    account: AccountId,
}

impl Graph {
    /// The way to change an account. For the crate `changes` only, see [`Writer`].
    pub fn writer(&self, account: &AccountId) -> Writer {
        Writer { graph: self.clone(), account: account.clone() }
    }
}

impl Writer {
    /// Changes fields of a campaign, ad set or ad. A status of `ARCHIVED` or `DELETED` is final.
    ///
    /// # Errors
    /// As [`Writer`].
    pub async fn update(&self, id: &ObjectId, params: &WriteParams, cancel: &Cancel) -> Result<Receipt, Error> {
        self.graph.write(&self.post(id.as_str(), params), cancel, answer::success).await
    }

    /// Asks Meta whether [`Writer::update`] would be accepted. Changes nothing, is retried like a read, and costs as
    /// much as the change.
    ///
    /// `kind` must be the object's: Meta's checking is documented for these kinds only, and anything else would be
    /// changed.
    ///
    /// # Errors
    /// What Meta says against it, most often [`Error::Invalid`]; [`Error::Transient`] and others of a read when the
    /// question was not answered.
    pub async fn check_update(
        &self,
        kind: Editable,
        id: &ObjectId,
        params: &WriteParams,
        cancel: &Cancel,
    ) -> Result<(), Error> {
        tracing::debug!(?kind, %id, "has a change checked");
        self.graph.read(&self.check(id.as_str().to_owned(), params), cancel, answer::checked).await
    }

    /// Makes a campaign, ad set, ad or creative.
    ///
    /// # Errors
    /// As [`Writer`]. After [`Error::UnknownOutcome`] look for it with [`Graph::find_by_name`] before anything else.
    pub async fn create(&self, kind: ObjectKind, params: &WriteParams, cancel: &Cancel) -> Result<Created, Error> {
        let path = format!("{}/{}", self.account.node(), kind.edge());
        self.graph.write(&self.post(path, params), cancel, answer::created).await
    }

    /// Asks Meta whether [`Writer::create`] would be accepted. Makes nothing, is retried like a read.
    ///
    /// # Errors
    /// As [`Writer::check_update`].
    pub async fn check_create(&self, kind: ObjectKind, params: &WriteParams, cancel: &Cancel) -> Result<(), Error> {
        let path = format!("{}/{}", self.account.node(), kind.edge());
        self.graph.read(&self.check(path, params), cancel, answer::checked).await
    }

    /// Deletes a campaign, ad set, ad or creative for good. What is below it goes with it.
    ///
    /// # Errors
    /// As [`Writer`].
    pub async fn delete(&self, id: &ObjectId, cancel: &Cancel) -> Result<Receipt, Error> {
        self.graph.write(&Call::delete(&self.account, Kind::Management, id.as_str()), cancel, answer::success).await
    }

    /// Copies a campaign, ad set or ad (`deep_copy`, `status_option`, `rename_options` and so on in `params`). Meta
    /// copies at most three children at once; for more see [`Writer::start_copies`].
    ///
    /// # Errors
    /// As [`Writer`].
    pub async fn copy(&self, id: &ObjectId, params: &WriteParams, cancel: &Cancel) -> Result<Copied, Error> {
        self.graph.write(&self.post(format!("{id}/copies"), params), cancel, answer::copied).await
    }

    /// Makes an ad label, by which objects can be found. A label of the same name is answered, not doubled.
    ///
    /// # Errors
    /// As [`Writer`].
    pub async fn create_label(&self, name: &str, cancel: &Cancel) -> Result<Created, Error> {
        let call = Call::write(&self.account, Kind::Management, format!("{}/adlabels", self.account.node()), POINTS)
            .with("name", name);
        self.graph.write(&call, cancel, answer::created).await
    }

    /// Makes one of Meta's own rules (`adrules_library`). Meta has no check for one beforehand.
    ///
    /// # Errors
    /// As [`Writer`]. After [`Error::UnknownOutcome`] look for it with [`Graph::ad_rules`] before anything else.
    pub async fn create_rule(&self, params: &WriteParams, cancel: &Cancel) -> Result<Created, Error> {
        let path = format!("{}/adrules_library", self.account.node());
        self.graph.write(&self.post(path, params), cancel, answer::created).await
    }

    /// Puts a picture into the account's library. The same content always becomes the same picture with the same hash, so
    /// this may be sent again whatever became of it before; it shows nothing to anybody by itself.
    ///
    /// # Errors
    /// As [`Writer`]. After [`Error::UnknownOutcome`] look for it with [`Graph::images_named`].
    pub async fn upload_image(&self, name: &str, bytes: &[u8], cancel: &Cancel) -> Result<UploadedImage, Error> {
        let path = format!("{}/adimages", self.account.node());
        let call = Call::write(&self.account, Kind::Management, path, POINTS)
            .with("name", name)
            .with("bytes", STANDARD.encode(bytes));
        self.graph.write(&call, cancel, answer::uploaded).await
    }

    fn post(&self, path: impl Into<String>, params: &WriteParams) -> Call {
        let mut call = Call::write(&self.account, Kind::Management, path, POINTS);
        call.params = params.to_form();
        call
    }

    fn check(&self, path: String, params: &WriteParams) -> Call {
        let mut call = Call::post_read(&self.account, Kind::Management, path, POINTS);
        call.params = params.to_form();
        call.with("execution_options", Value::from(vec!["validate_only"]).to_string())
    }
}
