//! Changes as programs ask for them: by id alone, with amounts as people type them, and from files.

use std::collections::BTreeMap;
use std::path::Path;

use changes::{Edit, Field, Intent, New, Parent, Value, Wanted};
use domain::{AccountId, ConfiguredStatus, Currency, Level, Money, ObjectId};
use serde_json::Value as Json;
use store::ObjectRef;

use crate::Error;
use crate::app::App;
use crate::dto::{ChangePreview, CheckDepth, ObjectLevel};
use crate::explorer::{level_of, level_view};
use crate::session::Session;

/// Largest file of objects that is read.
const MOST_FILE_BYTES: u64 = 16 * 1024 * 1024;

/// What objects should become. What is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SetWish {
    /// A status in Meta's spelling, in any case.
    pub status: Option<String>,
    /// Budget a day, as a decimal amount of the account's currency.
    pub daily_budget: Option<String>,
    /// Budget for life, likewise.
    pub lifetime_budget: Option<String>,
    /// Bid or cap, likewise.
    pub bid: Option<String>,
    /// Name.
    pub name: Option<String>,
}

impl App {
    /// Previews settings for objects named by their ids.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an id that is not in the cache, [`Error::Invalid`] for what is no amount or status.
    pub async fn preview_set(&self, ids: &[String], wish: &SetWish, depth: CheckDepth) -> Result<ChangePreview, Error> {
        let session = self.session().await?;
        let mut intent = Intent::default();
        for id in ids {
            let (object, currency) = find(&session, id).await?;
            for (field, value) in wish.values(&currency)? {
                let edit = Edit::Set { field, value: Some(value) };
                intent.changes.push(Wanted { objects: vec![object.clone()], edit });
            }
        }
        if intent.changes.is_empty() {
            return Err(Error::Invalid("Say what to set: --status, --daily-budget, --name and so on".into()));
        }
        self.preview_intent(&session, intent, String::new(), depth).await
    }

    /// Previews making what a file describes: one JSON object or a list of them, with Meta's names, money in minor units,
    /// `account_id`, and `campaign_id` or `adset_id` for what it is made in.
    ///
    /// # Errors
    /// [`Error::Io`], and [`Error::Invalid`] saying what in the file makes no sense.
    pub async fn preview_create(
        &self,
        level: ObjectLevel,
        file: &Path,
        depth: CheckDepth,
    ) -> Result<ChangePreview, Error> {
        let session = self.session().await?;
        let io = |error| Error::io(file, error);
        if std::fs::metadata(file).map_err(io)?.len() > MOST_FILE_BYTES {
            return Err(Error::Invalid("That file is too large".into()));
        }
        let text = std::fs::read_to_string(file).map_err(io)?;
        let json: Json =
            serde_json::from_str(&text).map_err(|error| Error::Invalid(format!("The file is no JSON: {error}")))?;
        let objects = match json {
            Json::Array(list) => list,
            other => vec![other],
        };
        let chosen = session.chosen();
        let new = objects.iter().map(|json| described(level_of(level), json, &chosen));
        let intent = Intent { changes: Vec::new(), new: new.collect::<Result<_, _>>()? };
        self.preview_intent(&session, intent, String::new(), depth).await
    }
}

impl SetWish {
    fn values(&self, currency: &str) -> Result<Vec<(Field, Value)>, Error> {
        let mut values = Vec::new();
        if let Some(status) = &self.status {
            let parsed = ConfiguredStatus::parse(&status.to_uppercase());
            let status =
                parsed.ok_or_else(|| Error::Invalid("A status is active, paused, archived or deleted".into()))?;
            values.push((Field::Status, Value::Status(status)));
        }
        let amounts = [
            (Field::DailyBudget, &self.daily_budget),
            (Field::LifetimeBudget, &self.lifetime_budget),
            (Field::BidAmount, &self.bid),
        ];
        for (field, text) in amounts {
            if let Some(text) = text {
                values.push((field, Value::Money(amount(text, currency)?)));
            }
        }
        if let Some(name) = &self.name {
            values.push((Field::Name, Value::Text(name.clone())));
        }
        Ok(values)
    }
}

/// An amount as people type it, in minor units. More decimals than the currency has are refused, not rounded.
fn amount(text: &str, currency: &str) -> Result<i64, Error> {
    let currency = Currency::parse(currency).map_err(|error| Error::Invalid(error.to_string()))?;
    let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let money = Money::from_decimal_text(text, currency).ok().filter(|_| decimals <= currency.decimals());
    let wrong = || {
        let example = Money { minor: 1250 * currency.offset() / 100, currency }.to_decimal_text();
        Error::Invalid(format!("{text:?} is no amount of {currency}; write it like {example}"))
    };
    money.map(|money| money.minor).ok_or_else(wrong)
}

impl App {
    /// The level and the account of an object of this workspace; none when it has no such id.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no id.
    pub async fn find_object(&self, id: &str) -> Result<Option<(ObjectLevel, String)>, Error> {
        let session = self.session().await?;
        match find(&session, id).await {
            Ok((object, _)) => Ok(Some((level_view(object.level), object.account.node()))),
            Err(Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Where an id is, whatever its level.
pub(crate) async fn find(session: &Session, id: &str) -> Result<(ObjectRef, String), Error> {
    let id = ObjectId::parse(id).map_err(|_| Error::Invalid(format!("{id:?} is no id of a campaign, ad set or ad")))?;
    let chosen = session.chosen();
    let read = move |db: &store::Db| {
        for account in chosen {
            for level in [Level::Campaign, Level::Adset, Level::Ad] {
                let object = ObjectRef { account: account.clone(), level, id: id.clone() };
                match db.object(&object) {
                    Ok(_) => {
                        let currency = db.account(&account)?.map(|row| row.currency);
                        return Ok(Some((object, currency.unwrap_or_default())));
                    }
                    Err(store::Error::NotFound) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(None)
    };
    session.store.read(read).await?.ok_or(Error::NotFound("object"))
}

fn described(level: Level, json: &Json, chosen: &[AccountId]) -> Result<New, Error> {
    let object = json.as_object().ok_or_else(|| Error::Invalid("The file describes no object".into()))?;
    let text = |name: &str| object.get(name).and_then(Json::as_str);
    let account = text("account_id").and_then(|id| AccountId::parse(id).ok()).filter(|id| chosen.contains(id));
    let account = account.ok_or_else(|| Error::Invalid("Say in which account of this workspace: account_id".into()))?;
    let above = if level == Level::Ad { "adset_id" } else { "campaign_id" };
    let parent = match (level, text(above)) {
        (Level::Campaign, _) | (_, None) => None,
        (_, Some(id)) => Some(Parent::Object(ObjectId::parse(id).map_err(|_| Error::NotFound("parent"))?)),
    };
    let mut fields = BTreeMap::new();
    for (name, raw) in object.iter().filter(|(name, _)| *name != "account_id" && *name != above) {
        let field = super::convert::field(name)?;
        let value = Value::of_meta(field, raw);
        let value =
            value.ok_or_else(|| Error::Invalid(format!("The {} in the file is no value for it", field.words())))?;
        fields.insert(field, value);
    }
    Ok(New { account, level, parent, copy_of: None, fields })
}
