//! Services: where they are, their keys, and what they may cost.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use studio::{Cancel, Client, Format, MicroUsd, Pacing, Price, Service, Template};

use super::{convert, purse};
use crate::Error;
use crate::app::App;
use crate::dto::{SaveStudioProvider, StudioProvider, StudioProviders, StudioTest};
use crate::session::Session;

/// Services are connections whose names begin like this.
const PREFIX: &str = "studio.";
/// Services of one workspace.
const MOST: usize = 30;
const LONGEST_KEY: usize = 4_096;
/// A thousand dollars a day.
const MOST_BUDGET: f64 = 1_000_000_000.0;

/// What is kept of a service in the open. Without an address it is the demo's own.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Facts {
    name: String,
    format: Format,
    base_url: Option<String>,
    model: String,
    price: Price,
    template: Option<Template>,
}

struct Kept {
    id: String,
    facts: Facts,
    sealed: Option<Vec<u8>>,
}

fn field(id: &str) -> String {
    format!("{PREFIX}{id}.key")
}

fn name_of(id: &str) -> String {
    format!("{PREFIX}{id}")
}

async fn all(session: &Session) -> Result<Vec<Kept>, Error> {
    let read = |db: &store::Db| {
        let mut all = Vec::new();
        for name in db.integration_names()? {
            let Some(id) = name.strip_prefix(PREFIX) else { continue };
            let Some(row) = db.integration(&name)? else { continue };
            if let Ok(facts) = serde_json::from_value(row.facts) {
                all.push(Kept { id: id.to_owned(), facts, sealed: row.wrapped_secret });
            }
        }
        all.sort_by_key(|kept| kept.facts.name.to_lowercase());
        Ok(all)
    };
    Ok(session.store.read(read).await?)
}

async fn one(session: &Session, id: &str) -> Result<Kept, Error> {
    all(session).await?.into_iter().find(|kept| kept.id == id).ok_or(Error::NotFound("service"))
}

fn key(session: &Session, kept: &Kept) -> Result<Option<SecretString>, Error> {
    let Some(sealed) = &kept.sealed else { return Ok(None) };
    Ok(Some(session.keys.unseal(&field(&kept.id), &secrets::Sealed::from_bytes(sealed.clone()))?))
}

/// Keys of all services.
pub(super) async fn keys(session: &Session) -> Result<Vec<SecretString>, Error> {
    let mut keys = Vec::new();
    for kept in all(session).await? {
        keys.extend(key(session, &kept)?);
    }
    Ok(keys)
}

fn service(session: &Session, facts: &Facts) -> Result<Service, Error> {
    let own = match &facts.base_url {
        Some(url) => url.clone(),
        None => session.endpoint()?.base_url().to_string(),
    };
    // A template's address is complete as it is; the others get what their format adds.
    let mut service =
        Service::new(if facts.template.is_some() { Format::OpenAi } else { facts.format }, Some(&own), &facts.model)?;
    service.format = facts.format;
    service.price = facts.price;
    service.template.clone_from(&facts.template);
    service.check()?;
    Ok(service)
}

/// A client of one service.
pub(super) async fn client(session: &Session, id: &str) -> Result<Client, Error> {
    let kept = one(session, id).await?;
    Ok(Client::new(service(session, &kept.facts)?, key(session, &kept)?, Pacing::default())?)
}

/// The name of one service.
pub(super) async fn name(session: &Session, id: &str) -> Result<String, Error> {
    Ok(one(session, id).await?.facts.name)
}

/// The demo's own services, which answer where its simulation does.
const DEMO: [(&str, &str, Format, &str); 3] = [
    ("demo-anthropic", "Demo, as Anthropic", Format::Anthropic, "sextant-demo-text"),
    ("demo-openai", "Demo, as OpenAI", Format::OpenAi, "sextant-demo-text"),
    ("demo-pictures", "Demo, pictures", Format::OpenAiImages, "sextant-demo-picture"),
];

/// Keeps the services of a demo's simulation with its key.
pub(crate) async fn keep_demo(session: &Session, key: &SecretString) -> Result<(), Error> {
    let known = all(session).await?;
    for (id, name, format, model) in DEMO {
        // The same seed has the same key: as a rule there is nothing to write.
        let same = known.iter().find(|kept| kept.id == id).map(|kept| self::key(session, kept)).transpose()?.flatten();
        if same.is_some_and(|same| same.expose_secret() == key.expose_secret()) {
            continue;
        }
        let price = studio::known_price(model).unwrap_or_default();
        let facts = Facts { name: name.into(), format, base_url: None, model: model.into(), price, template: None };
        put(session, id, &facts, Some(key)).await?;
    }
    Ok(())
}

async fn put(session: &Session, id: &str, facts: &Facts, key: Option<&SecretString>) -> Result<(), Error> {
    let sealed = key.map(|key| session.keys.seal(&field(id), key)).transpose()?.map(secrets::Sealed::into_bytes);
    let (name, facts) = (name_of(id), serde_json::to_value(facts).map_err(store::Error::from)?);
    let write = move |tx: &store::Tx<'_>| {
        let before = tx.integration(&name)?.and_then(|row| row.wrapped_secret);
        tx.put_integration(&name, &facts, sealed.or(before).as_deref())
    };
    session.store.write(write).await?;
    Ok(())
}

impl App {
    /// All services, and what may be spent.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn studio_providers(&self) -> Result<StudioProviders, Error> {
        let session = self.session().await?;
        let clock = std::sync::Arc::clone(&self.inner.clock);
        let (budget, spent) = session.store.read(move |db| purse::state(db, clock.as_ref())).await?;
        let providers = all(&session).await?.into_iter().map(view).collect();
        Ok(StudioProviders { providers, daily_budget: budget.0 as f64, spent_today: spent.0 as f64 })
    }

    /// Keeps a service; its key is sealed.
    ///
    /// # Errors
    /// [`Error::Invalid`] and [`Error::Studio`] with what would work.
    pub async fn save_studio_provider(&self, input: SaveStudioProvider) -> Result<StudioProviders, Error> {
        let session = self.session().await?;
        let name = input.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
            return Err(Error::Invalid("Give the service a name of 1 to 80 characters".into()));
        }
        let key = input.key.map(|key| key.trim().to_owned()).filter(|key| !key.is_empty());
        if key.as_ref().is_some_and(|key| key.len() > LONGEST_KEY || !key.chars().all(|it| it.is_ascii_graphic())) {
            return Err(Error::Invalid("A key is one line of plain characters".into()));
        }
        let known = all(&session).await?;
        let id = match input.id {
            Some(id) if known.iter().any(|kept| kept.id == id && kept.facts.base_url.is_some()) => id,
            Some(_) => return Err(Error::NotFound("service")),
            None if known.len() >= MOST => return Err(Error::Invalid("A workspace has at most 30 services".into())),
            None => crate::app::new_id()?,
        };
        let template = input.template.as_deref().filter(|text| !text.trim().is_empty());
        let template = template.map(serde_json::from_str::<Template>).transpose();
        let template = template.map_err(|_| {
            Error::Invalid(
                r#"A template is JSON such as {"headers":[],"body":{"prompt":"{{prompt}}"},"picture_at":""}"#.into(),
            )
        })?;
        let format = convert::format(input.format);
        let base = input.base_url.as_deref().map(str::trim).filter(|url| !url.is_empty()).or(format.usual_base());
        // What is billed by the piece is not billed by tokens as well.
        let known_price = || studio::known_price(input.model.trim());
        let list = if input.picture_price.is_some() { Price::default() } else { known_price().unwrap_or_default() };
        let price = Price {
            input_per_million: price(input.input_price, list.input_per_million)?,
            output_per_million: price(input.output_price, list.output_per_million)?,
            per_picture: price(input.picture_price, list.per_picture)?,
        };
        let Some(base) = base else { return Err(Error::Invalid("This kind of service needs an address".into())) };
        let facts = Facts {
            name,
            format,
            base_url: Some(base.to_owned()),
            model: input.model.trim().to_owned(),
            price,
            template,
        };
        service(&session, &facts)?;
        // A key goes only where it was meant for: with another host it is asked for again.
        let moved =
            known.iter().find(|kept| kept.id == id).is_some_and(|kept| kept.facts.base_url.as_deref() != Some(base));
        if moved && key.is_none() && known.iter().any(|kept| kept.id == id && kept.sealed.is_some()) {
            return Err(Error::Invalid("With another address the key has to be put in again".into()));
        }
        put(&session, &id, &facts, key.map(SecretString::from).as_ref()).await?;
        self.studio_changed("");
        self.studio_providers().await
    }

    /// Takes a service and its key away.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn remove_studio_provider(&self, id: &str) -> Result<StudioProviders, Error> {
        let session = self.session().await?;
        let kept = one(&session, id).await?;
        let name = name_of(&kept.id);
        session.store.write(move |tx| tx.remove_integration(&name)).await?;
        self.studio_changed("");
        self.studio_providers().await
    }

    /// Looks whether a service answers, accepts its key and has its model. Costs nothing.
    ///
    /// # Errors
    /// [`Error::Studio`] with what is wrong.
    pub async fn test_studio_provider(&self, id: &str) -> Result<StudioTest, Error> {
        let session = self.session().await?;
        let tested = client(&session, id).await?.test(&Cancel::new()).await?;
        Ok(StudioTest { knows_model: tested.knows_model, models: tested.models })
    }

    /// Sets what may be spent a day, in millionths of a US dollar.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an amount below nothing or above a thousand dollars.
    pub async fn set_studio_budget(&self, daily: f64) -> Result<StudioProviders, Error> {
        if !(0.0..=MOST_BUDGET).contains(&daily) {
            return Err(Error::Invalid("A day's budget lies between $0 and $1,000".into()));
        }
        let session = self.session().await?;
        session.store.write(move |tx| purse::set_budget(tx, MicroUsd(daily as i64))).await?;
        self.studio_changed("");
        self.studio_providers().await
    }
}

fn price(given: Option<f64>, list: MicroUsd) -> Result<MicroUsd, Error> {
    match given {
        None => Ok(list),
        Some(price) if (0.0..=MOST_BUDGET).contains(&price) => Ok(MicroUsd(price as i64)),
        Some(_) => Err(Error::Invalid("A price lies between $0 and $1,000".into())),
    }
}

fn view(kept: Kept) -> StudioProvider {
    let Facts { name, format, base_url, model, price, template } = kept.facts;
    StudioProvider {
        id: kept.id,
        name,
        format: convert::format_view(format),
        built_in: base_url.is_none(),
        base_url,
        model,
        has_key: kept.sealed.is_some(),
        writes: format.writes(),
        input_price: price.input_per_million.0 as f64,
        output_price: price.output_per_million.0 as f64,
        picture_price: price.per_picture.0 as f64,
        template: template.and_then(|template| serde_json::to_string(&template).ok()),
    }
}
