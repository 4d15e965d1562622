//! Pictures of ads that are made: named in a plan by their content, uploaded right before the first ad that shows them.
//!
//! A plan cannot know the hash that Meta will give a picture, and it has to be the same plan before and after the upload.
//! So a creative names a picture by its SHA-256 ([`reference`]), and the name is resolved in the account when the ad is
//! made: what is known to be there is looked at, everything else is uploaded by an intent of its own. The same content is
//! always the same picture at Meta, so an upload that was lost may be sent again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;

use domain::{AccountId, Level};
use futures_util::future::BoxFuture;
use graph::{Cancel, WriteParams};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use store::{Db, Tx};

use crate::close::{self, Pending, UPLOAD};
use crate::field::Field;
use crate::one::{Run, Step, Then, then_after};
use crate::outcome::Outcome;
use crate::set::{Action, Item};
use crate::settle::{self, Answer};
use crate::tools::Tools;
use crate::value::Value;

const PREFIX: &str = "sha256:";

/// Largest file Meta takes.
pub const MOST_BYTES: usize = 30 << 20;

/// Where the pictures are that plans name.
pub trait Pictures: Send + Sync + std::fmt::Debug {
    /// The file whose content has this SHA-256 (lower-case hex), or why it cannot be had, as a sentence.
    fn bytes<'a>(&'a self, sha256: &'a str) -> BoxFuture<'a, Result<Vec<u8>, String>>;
}

/// Nowhere: for programs that make no ads with pictures.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoPictures;

impl Pictures for NoPictures {
    fn bytes<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Vec<u8>, String>> {
        Box::pin(async { Err("There are no pictures here".to_owned()) })
    }
}

/// SHA-256 of a file, as pictures are named: lower-case hex.
pub fn content(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How a creative names a picture where Meta's hash goes.
pub fn reference(sha256: &str) -> String {
    format!("{PREFIX}{sha256}")
}

/// A picture that is in an account's library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Uploaded {
    /// Its content.
    pub(crate) sha256: String,
    /// Meta's name for it.
    pub(crate) hash: String,
}

impl Uploaded {
    pub(crate) fn keep(&self, tx: &Tx<'_>, account: &AccountId) -> Result<(), store::Error> {
        tx.set_setting(&key(account, &self.sha256), &self.hash)
    }
}

fn key(account: &AccountId, sha256: &str) -> String {
    format!("picture.{account}.{sha256}")
}

/// The hash a picture got in an account, as far as an upload from here is known.
///
/// # Errors
/// When the ledger cannot be read.
pub fn known_hash(db: &Db, account: &AccountId, sha256: &str) -> Result<Option<String>, store::Error> {
    db.setting(&key(account, sha256))
}

/// The content of every picture that fields name by it.
fn named(fields: &BTreeMap<Field, Value>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if let Some(Value::Json(creative)) = fields.get(&Field::Creative) {
        collect(creative, &mut found);
    }
    found
}

fn collect(json: &Json, found: &mut BTreeSet<String>) {
    match json {
        Json::String(text) => found.extend(content_of(text).map(str::to_owned)),
        Json::Array(list) => list.iter().for_each(|one| collect(one, found)),
        Json::Object(object) => {
            // Only where a hash goes: a text that begins like a reference is a text.
            let places = object.iter().filter(|(key, value)| !value.is_string() || is_place(key));
            places.for_each(|(_, value)| collect(value, found));
        }
        _ => {}
    }
}

/// The content a text names, where it is a reference.
fn content_of(text: &str) -> Option<&str> {
    text.strip_prefix(PREFIX).filter(|rest| rest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')))
}

fn is_place(key: &str) -> bool {
    matches!(key, "image_hash" | "hash")
}

/// The same with Meta's hashes.
fn resolved(json: &Json, hashes: &BTreeMap<String, String>) -> Json {
    match json {
        Json::Array(list) => list.iter().map(|one| resolved(one, hashes)).collect(),
        Json::Object(object) => {
            let pair = |(key, value): (&String, &Json)| {
                let hash = value.as_str().and_then(content_of).and_then(|one| hashes.get(one));
                let value = match hash.filter(|_| is_place(key)) {
                    Some(hash) => json!(hash),
                    None => resolved(value, hashes),
                };
                (key.clone(), value)
            };
            Json::Object(object.iter().map(pair).collect())
        }
        other => other.clone(),
    }
}

fn with_hashes(fields: &BTreeMap<Field, Value>, hashes: &BTreeMap<String, String>) -> BTreeMap<Field, Value> {
    let mut fields = fields.clone();
    if let Some(Value::Json(creative)) = fields.get_mut(&Field::Creative) {
        *creative = resolved(creative, hashes);
    }
    fields
}

/// The fields as Meta can check them before anything is uploaded; none where it cannot. A picture that the account does
/// not have yet is left out, which a creative of one picture may be checked without.
pub(crate) async fn checkable(
    tools: &Tools,
    account: &AccountId,
    fields: &BTreeMap<Field, Value>,
) -> Result<Option<BTreeMap<Field, Value>>, store::Error> {
    let wanted = named(fields);
    if wanted.is_empty() {
        return Ok(Some(fields.clone()));
    }
    let account = account.clone();
    let read = move |db: &Db| {
        let hash = |sha256: String| Ok(known_hash(db, &account, &sha256)?.map(|hash| (sha256, hash)));
        let found = wanted.into_iter().map(hash).collect::<Result<Vec<_>, store::Error>>()?;
        let all = found.len();
        let known: BTreeMap<String, String> = found.into_iter().flatten().collect();
        Ok((known.len() == all, known))
    };
    let (has_all, known) = tools.store.read(read).await?;
    let mut fields = with_hashes(fields, &known);
    if has_all {
        return Ok(Some(fields));
    }
    let Some(Value::Json(creative)) = fields.get_mut(&Field::Creative) else { return Ok(None) };
    if creative.get("asset_feed_spec").is_some() {
        return Ok(None);
    }
    match creative.pointer_mut("/object_story_spec/link_data").and_then(Json::as_object_mut) {
        Some(link) => drop(link.remove("image_hash")),
        None => return Ok(None),
    }
    Ok(Some(fields))
}

impl Run<'_> {
    /// The item with Meta's hashes for its pictures, each of which is in the account's library by now; none where it
    /// names none. Where one could not be brought there: how its row ends.
    pub(crate) async fn illustrated(
        &self,
        number: u32,
        item: &Item,
    ) -> Result<Result<Option<Item>, Step>, store::Error> {
        let Action::Create { parent, fields } = &item.action else { return Ok(Ok(None)) };
        let wanted = named(fields);
        if wanted.is_empty() {
            return Ok(Ok(None));
        }
        let mut hashes = BTreeMap::new();
        for sha256 in wanted {
            match self.hash_of(number, item, &sha256).await? {
                Ok(hash) => drop(hashes.insert(sha256, hash)),
                Err(step) => return Ok(Err(step)),
            }
        }
        let action = Action::Create { parent: parent.clone(), fields: with_hashes(fields, &hashes) };
        Ok(Ok(Some(Item { action, ..item.clone() })))
    }

    async fn hash_of(&self, number: u32, item: &Item, sha256: &str) -> Result<Result<String, Step>, store::Error> {
        let place = (item.account.clone(), sha256.to_owned());
        let seen = self.pictures.lock().unwrap_or_else(PoisonError::into_inner).get(&place).cloned();
        if let Some(hash) = seen {
            return Ok(Ok(hash));
        }
        let (account, content) = place.clone();
        let known = self.tools.store.read(move |db| known_hash(db, &account, &content)).await?;
        let hash = match known {
            // Somebody may have deleted it since.
            Some(hash) => match self.tools.patient().image(&item.account, &hash, &Cancel::new()).await {
                Ok(Some(_)) => Ok(hash),
                Ok(None) => self.upload(number, item, sha256).await?,
                Err(error) => Err(self.unread(number, item, &error).await?),
            },
            None => self.upload(number, item, sha256).await?,
        };
        if let Ok(hash) = &hash {
            self.pictures.lock().unwrap_or_else(PoisonError::into_inner).insert(place, hash.clone());
        }
        Ok(hash)
    }

    /// One upload: noted before, looked at and closed after.
    async fn upload(&self, number: u32, item: &Item, sha256: &str) -> Result<Result<String, Step>, store::Error> {
        let bytes = match self.tools.pictures.bytes(sha256).await {
            Ok(bytes) if bytes.len() <= MOST_BYTES && content(&bytes) == sha256 => bytes,
            Ok(_) => {
                let text = "The file of its picture has changed since it was chosen; choose it again";
                return Ok(Err(self.unsent(number, item, Outcome::Refused, &text, Then::GoOn).await?));
            }
            Err(why) => return Ok(Err(self.unsent(number, item, Outcome::Refused, &why, Then::GoOn).await?)),
        };
        let name = file_name(sha256);
        let noted = match noted(&name, sha256) {
            Ok(noted) => noted,
            Err(error) => return Ok(Err(self.unsent(number, item, Outcome::Refused, &error, Then::GoOn).await?)),
        };
        let pending =
            Pending { level: Level::Account, action: UPLOAD.to_owned(), ..self.pending(number, item, Vec::new()) };
        if let Err(stop) = close::open(self.tools, &pending, &noted).await? {
            let then = Then::StopAccount(stop.to_string());
            return Ok(Err(self.unsent(number, item, Outcome::Refused, &stop, then).await?));
        }
        if let Some(stop) = self.stopped(item) {
            return Ok(Err(self.withdrawn(&pending, &stop).await?));
        }
        let writer = self.tools.meta().writer(&item.account);
        let (answer, hash) = match writer.upload_image(&name, &bytes, &Cancel::new()).await {
            Ok(uploaded) => (Answer::Yes, Some(uploaded.hash)),
            Err(error) => (Answer::Error(error), None),
        };
        let then = then_after(&answer);
        let verdict = settle::uploaded(self.tools, &pending, &close::as_noted(&noted), answer, hash).await;
        let uploaded = verdict.picture.clone().filter(|_| verdict.outcome == Outcome::Confirmed);
        let step = self.closed(&pending, &verdict, then).await?;
        Ok(uploaded.map(|picture| picture.hash).ok_or(step))
    }
}

/// The name a picture is uploaded under, by which it is found when the answer was lost.
fn file_name(sha256: &str) -> String {
    format!("sextant-{}", sha256.chars().take(24).collect::<String>())
}

fn noted(name: &str, sha256: &str) -> Result<WriteParams, graph::ReservedParam> {
    let mut noted = WriteParams::new();
    noted.set("name", json!(name))?;
    // The content stands for the bytes, which may be many megabytes.
    noted.set("picture", json!(sha256))?;
    Ok(noted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(creative: Json) -> BTreeMap<Field, Value> {
        BTreeMap::from([(Field::Creative, Value::Json(creative))])
    }

    #[test]
    fn pictures_are_named_where_a_hash_goes_and_nowhere_else() {
        let creative = json!({
            "object_story_spec": {"link_data": {"image_hash": "sha256:aa", "message": "sha256:not a picture"}},
            "asset_feed_spec": {"images": [{"hash": "sha256:bb"}, {"hash": "cc"}], "bodies": [{"text": "sha256:dd"}]},
        });
        let named = named(&fields(creative.clone()));
        assert_eq!(named.into_iter().collect::<Vec<_>>(), ["aa", "bb"]);
        let hashes = BTreeMap::from([("aa".to_owned(), "1".to_owned()), ("bb".to_owned(), "2".to_owned())]);
        let with = resolved(&creative, &hashes);
        assert_eq!(with.pointer("/object_story_spec/link_data/image_hash"), Some(&json!("1")));
        assert_eq!(with.pointer("/object_story_spec/link_data/message"), Some(&json!("sha256:not a picture")));
        assert_eq!(with.pointer("/asset_feed_spec/images"), Some(&json!([{"hash": "2"}, {"hash": "cc"}])));
    }

    #[test]
    fn what_is_noted_of_an_upload_is_its_content_and_not_its_bytes() {
        let sha256 = content(b"picture");
        let noted = close::as_noted(&noted(&file_name(&sha256), &sha256).unwrap());
        assert_eq!(noted["picture"], json!(sha256));
        assert!(noted.to_string().len() < 200);
    }
}
