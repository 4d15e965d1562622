//! What a change answers. Everything that is not exactly a yes is refused here and becomes an unknown outcome.

use std::collections::BTreeMap;

use domain::ObjectId;
use serde::Deserialize;
use serde_json::Value;

use super::ObjectKind;
use crate::answer::from_json;
use crate::error::UnexpectedCause;
use crate::http::Incoming;
use crate::lenient;

/// A change was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// What Meta's support asks for, where the answer had it.
    pub trace_id: Option<String>,
}

/// An object was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    /// Its id.
    pub id: ObjectId,
    /// What Meta's support asks for, where the answer had it.
    pub trace_id: Option<String>,
}

/// Something was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// The copy of what was asked for.
    pub id: ObjectId,
    /// The copies one by one, this one and what is below it, as far as Meta listed them.
    pub objects: Vec<CopiedObject>,
    /// What Meta's support asks for, where the answer had it.
    pub trace_id: Option<String>,
}

/// One object of a copied tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopiedObject {
    /// What it is.
    pub kind: ObjectKind,
    /// What was copied.
    pub source: ObjectId,
    /// The copy.
    pub copy: ObjectId,
}

/// A picture is in the account's library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadedImage {
    /// By which creatives name it.
    pub hash: String,
    /// What Meta's support asks for, where the answer had it.
    pub trace_id: Option<String>,
}

type Parsed<T> = Result<T, UnexpectedCause>;

pub(super) fn success(incoming: &Incoming) -> Parsed<Receipt> {
    says_yes(incoming)?;
    Ok(Receipt { trace_id: trace_id(incoming) })
}

/// The answer to a check says the same as that to a change.
pub(super) fn checked(incoming: &Incoming) -> Parsed<()> {
    says_yes(incoming)
}

fn says_yes(incoming: &Incoming) -> Parsed<()> {
    #[derive(Deserialize)]
    struct Success {
        success: Value,
    }
    let answer: Success = from_json(incoming)?;
    let yes = answer.success == true || answer.success == "true" || answer.success == 1;
    if yes { Ok(()) } else { Err(UnexpectedCause::Shape) }
}

pub(super) fn created(incoming: &Incoming) -> Parsed<Created> {
    #[derive(Deserialize)]
    struct Made {
        #[serde(deserialize_with = "lenient::required_text")]
        id: String,
    }
    let answer: Made = from_json(incoming)?;
    Ok(Created { id: id(&answer.id)?, trace_id: trace_id(incoming) })
}

#[derive(Deserialize)]
pub(super) struct CopyAnswer {
    #[serde(default, deserialize_with = "lenient::text")]
    copied_campaign_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    copied_adset_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    copied_ad_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::list")]
    ad_object_ids: Vec<CopiedPair>,
}

#[derive(Deserialize)]
struct CopiedPair {
    #[serde(default, deserialize_with = "lenient::text")]
    ad_object_type: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    source_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    copied_id: Option<String>,
}

impl CopyAnswer {
    pub(super) fn read(self, trace_id: Option<String>) -> Parsed<Copied> {
        let top = self.copied_campaign_id.or(self.copied_adset_id).or(self.copied_ad_id);
        let objects = self.ad_object_ids.into_iter().filter_map(CopiedPair::read).collect();
        Ok(Copied { id: id(&top.ok_or(UnexpectedCause::Shape)?)?, objects, trace_id })
    }
}

impl CopiedPair {
    fn read(self) -> Option<CopiedObject> {
        let kind = match self.ad_object_type?.to_ascii_lowercase().as_str() {
            "campaign" => ObjectKind::Campaign,
            "ad_set" | "adset" => ObjectKind::AdSet,
            "ad" => ObjectKind::Ad,
            _ => return None,
        };
        let (source, copy) = (ObjectId::parse(&self.source_id?).ok()?, ObjectId::parse(&self.copied_id?).ok()?);
        Some(CopiedObject { kind, source, copy })
    }
}

pub(super) fn copied(incoming: &Incoming) -> Parsed<Copied> {
    from_json::<CopyAnswer>(incoming)?.read(trace_id(incoming))
}

/// `{"images": {"bytes": {"hash": …}}}`; what the entry is called depends on how the file was sent.
pub(super) fn uploaded(incoming: &Incoming) -> Parsed<UploadedImage> {
    #[derive(Deserialize)]
    struct Uploaded {
        images: BTreeMap<String, Entry>,
    }
    #[derive(Deserialize)]
    struct Entry {
        hash: String,
    }
    let answer: Uploaded = from_json(incoming)?;
    let hash = answer.images.into_values().next().map(|entry| entry.hash).ok_or(UnexpectedCause::Shape)?;
    let is_plain = (1..=64).contains(&hash.len()) && hash.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_plain { Ok(UploadedImage { hash, trace_id: trace_id(incoming) }) } else { Err(UnexpectedCause::Shape) }
}

fn id(text: &str) -> Parsed<ObjectId> {
    ObjectId::parse(text).map_err(|_| UnexpectedCause::Shape)
}

fn trace_id(incoming: &Incoming) -> Option<String> {
    let text = incoming.headers.get("x-fb-trace-id")?.to_str().ok()?;
    Some(text.chars().take(64).collect())
}
