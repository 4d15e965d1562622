//! The templates of a workspace: how things are called and how links are tagged.

use changes::Known;
use changes::links::UtmTemplate;
use changes::naming::Naming as Templates;
use domain::{AccountId, Level, ObjectId};
use store::{Db, ObjectRef};

use crate::Error;
use crate::app::App;
use crate::changing::names::{Siblings, name_of_existing};
use crate::dto::{AppEvent, NameExample, Naming, NamingFault, NamingPreview};
use crate::explorer::level_view;

/// Objects of each level whose names are shown by a template.
const EXAMPLES: usize = 3;

fn templates(naming: &Naming) -> Templates {
    Templates { campaign: naming.campaign.clone(), adset: naming.adset.clone(), ad: naming.ad.clone() }
}

fn sentence(error: &dyn std::fmt::Display) -> String {
    let text = error.to_string();
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect::<String>() + ".")
}

fn faults(naming: &Naming) -> Vec<NamingFault> {
    let all = templates(naming);
    let levels = [("campaign", Level::Campaign), ("adset", Level::Adset), ("ad", Level::Ad)];
    let names = levels.into_iter().filter_map(|(name, level)| Some((name, sentence(&all.of(level).err()?))));
    let utm = UtmTemplate::parse(&naming.utm).err().map(|error| ("utm", sentence(&error)));
    names.chain(utm).map(|(template, text)| NamingFault { template: template.into(), text }).collect()
}

impl App {
    /// The templates of the workspace.
    ///
    /// # Errors
    /// When no workspace is open.
    pub async fn naming(&self) -> Result<Naming, Error> {
        let session = self.session().await?;
        let read = |db: &Db| Ok((db.setting::<Templates>(Templates::KEY)?, db.setting(changes::links::KEY)?));
        let (kept, utm): (Option<Templates>, Option<String>) = session.store.read(read).await?;
        let Templates { campaign, adset, ad } = kept.unwrap_or_default();
        Ok(Naming { campaign, adset, ad, utm: utm.unwrap_or_default() })
    }

    /// Keeps templates. From then on they name whatever is made.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the first thing wrong with them; nothing is kept then.
    pub async fn update_naming(&self, input: Naming) -> Result<Naming, Error> {
        let session = self.session().await?;
        if let Some(fault) = faults(&input).into_iter().next() {
            return Err(Error::Invalid(fault.text));
        }
        let (kept, utm) = (templates(&input), input.utm.trim().to_owned());
        let write = move |tx: &store::Tx<'_>| {
            tx.set_setting(Templates::KEY, &kept)?;
            tx.set_setting(changes::links::KEY, &utm)
        };
        session.store.write(write).await?;
        self.inner.bus.event(AppEvent::SettingsChanged {});
        self.naming().await
    }

    /// What templates would make of objects that exist, and what is wrong with them. Keeps nothing.
    ///
    /// # Errors
    /// When no workspace is open or its cache cannot be read.
    pub async fn preview_naming(&self, input: Naming) -> Result<NamingPreview, Error> {
        let session = self.session().await?;
        let faults = faults(&input);
        let all = templates(&input);
        let accounts = session.chosen();
        let read = move |db: &Db| {
            let mut examples = Vec::new();
            for level in [Level::Campaign, Level::Adset, Level::Ad] {
                let Ok(Some(template)) = all.of(level) else { continue };
                let mut siblings = Siblings::default();
                let objects = some_of(db, &accounts, level)?;
                let known = Known::read(db, &objects)?;
                for object in objects {
                    let now = known.objects.get(&object).map(|one| one.name().to_owned()).unwrap_or_default();
                    if let Some(becomes) = name_of_existing(db, &object, &known, &template, &mut siblings)? {
                        examples.push(NameExample { level: level_view(level), now, becomes });
                    }
                }
            }
            Ok(examples)
        };
        Ok(NamingPreview { faults, examples: session.store.read(read).await? })
    }
}

/// A few objects of a level, the newest of the first account that has some.
fn some_of(db: &Db, accounts: &[AccountId], level: Level) -> Result<Vec<ObjectRef>, store::Error> {
    for account in accounts {
        let outline = match db.outline(account) {
            Ok(outline) => outline,
            Err(store::Error::NotFound) => continue,
            Err(error) => return Err(error),
        };
        let ids: Vec<ObjectId> = match level {
            Level::Account => Vec::new(),
            Level::Campaign => outline.campaigns.into_iter().map(|one| one.0).collect(),
            Level::Adset => outline.adsets.into_iter().map(|one| one.0).collect(),
            Level::Ad => outline.ads.into_iter().map(|one| one.0).collect(),
        };
        if !ids.is_empty() {
            let newest = ids.into_iter().rev().take(EXAMPLES);
            return Ok(newest.map(|id| ObjectRef { account: account.clone(), level, id }).collect());
        }
    }
    Ok(Vec::new())
}
