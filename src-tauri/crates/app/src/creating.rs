//! What a person chooses from when something is made: Meta's lists, read at most once a session and never in the way.

mod links;
mod naming;
mod place;
mod rules;

pub use rules::creation_rules;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use changes::Minimums;
use changes::links::UtmTemplate;
use domain::AccountId;
use graph::{Cancel, Graph, Lane};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::app::App;
use crate::changing::convert;
use crate::dto::{
    AccountChoices, AudienceChoice, CreativeChoice, CreativePage, CreativesRequest, IpcError, MinimumBudgets,
    PageChoice, PixelChoice, PlaceChoice, PlaceKind, PlaceSearch, TraitChoice, TraitSearch,
};
use crate::session::Session;

/// Answers to searches that are kept; beyond that all are forgotten.
const MOST_SEARCHES: usize = 500;
/// Longest text that is looked for.
const MOST_TEXT_CHARS: usize = 100;
/// Rows of one answer that a person can still look through.
const MOST_ROWS: usize = 50;

/// Answers by what was asked.
type Answers<K, V> = Mutex<HashMap<K, Arc<[V]>>>;

/// What Meta answered in this session, so that nobody asks twice.
#[derive(Debug, Default)]
pub(crate) struct ChoiceCache {
    traits: Answers<(AccountId, String, bool), TraitChoice>,
    places: Answers<(String, Vec<PlaceKind>), PlaceChoice>,
    accounts: Mutex<HashMap<AccountId, Kept>>,
}

/// An account's lists as they are kept over sessions, for the time without a network.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    pixels: Vec<PixelChoice>,
    pages: Vec<PageChoice>,
    audiences: Vec<AudienceChoice>,
    read_at_ms: Option<i64>,
}

fn key(account: &AccountId) -> String {
    format!("choices.{account}")
}

fn known<K: std::hash::Hash + Eq, V>(map: &Answers<K, V>, key: &K) -> Option<Arc<[V]>> {
    map.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
}

fn keep<K: std::hash::Hash + Eq, V>(map: &Answers<K, V>, key: K, value: &Arc<[V]>) {
    let mut map = map.lock().unwrap_or_else(PoisonError::into_inner);
    if map.len() >= MOST_SEARCHES {
        map.clear();
    }
    map.insert(key, Arc::clone(value));
}

/// The client for a person who waits: ahead of background reads, and not waiting long for a limit.
fn asking(session: &Session) -> Result<Graph, Error> {
    Ok(session.graph()?.with_lane(Lane::Interactive).with_patience(std::time::Duration::from_secs(5)))
}

fn number(value: Option<i64>) -> Option<f64> {
    value.filter(|value| *value >= 0).map(|value| value as f64)
}

fn trait_choice(found: graph::TargetingOption) -> TraitChoice {
    TraitChoice {
        id: found.id,
        name: found.name.unwrap_or_default(),
        kind: found.kind.unwrap_or_else(|| "interests".into()),
        path: found.path,
        least_people: number(found.audience_size_lower_bound),
        most_people: number(found.audience_size_upper_bound),
    }
}

fn language(found: graph::Language) -> TraitChoice {
    let name = found.name.unwrap_or_else(|| found.key.clone());
    let kind = "locales".to_owned();
    TraitChoice { id: found.key, name, kind, path: Vec::new(), least_people: None, most_people: None }
}

impl App {
    /// Interests and other traits, or languages, whose name fits. One call for each text of a session.
    ///
    /// # Errors
    /// [`Error::Graph`] when Meta cannot be asked.
    pub async fn search_targeting(&self, input: TraitSearch) -> Result<Vec<TraitChoice>, Error> {
        let session = self.session().await?;
        let account = convert::account(&input.account_id, &session.chosen())?;
        let Some(text) = asked_for(&input.text) else { return Ok(Vec::new()) };
        let cache = &session.changes.choices.traits;
        let wanted = (account, text, input.languages);
        if let Some(found) = known(cache, &wanted) {
            return Ok(found.to_vec());
        }
        let (graph, cancel) = (asking(&session)?, Cancel::new());
        let rows: Arc<[_]> = if input.languages {
            let found = graph.search_languages(&wanted.1, &cancel).await?;
            found.into_iter().take(MOST_ROWS).map(language).collect()
        } else {
            let found = graph.search_targeting(&wanted.0, &wanted.1, None, &cancel).await?;
            found.into_iter().take(MOST_ROWS).map(trait_choice).collect()
        };
        keep(cache, wanted, &rows);
        Ok(rows.to_vec())
    }

    /// Places whose name begins with a text. One call for each text of a session.
    ///
    /// # Errors
    /// [`Error::Graph`] when Meta cannot be asked.
    pub async fn search_places(&self, input: PlaceSearch) -> Result<Vec<PlaceChoice>, Error> {
        let session = self.session().await?;
        let Some(text) = asked_for(&input.text) else { return Ok(Vec::new()) };
        let cache = &session.changes.choices.places;
        let mut kinds = input.kinds;
        kinds.truncate(4);
        let wanted = (text, kinds);
        if let Some(found) = known(cache, &wanted) {
            return Ok(found.to_vec());
        }
        let asked: Vec<graph::PlaceKind> = wanted.1.iter().map(|kind| of_kind(*kind)).collect();
        let found = asking(&session)?.search_places(&wanted.0, &asked, &Cancel::new()).await?;
        let rows = found.into_iter().take(MOST_ROWS).filter_map(|one| {
            let kind = one.kind.as_deref().and_then(kind_named)?;
            let (name, region) = (one.name.unwrap_or_default(), one.region);
            Some(PlaceChoice {
                key: one.key,
                name,
                kind,
                country_code: one.country_code,
                country_name: one.country_name,
                region,
            })
        });
        let rows: Arc<[_]> = rows.collect();
        keep(cache, wanted, &rows);
        Ok(rows.to_vec())
    }

    /// Pixels, pages, audiences and smallest budgets of an account: Meta's answer of this session, else what an earlier
    /// one left, with the reason why it is old. Four calls the first time.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an account that is not in this workspace.
    pub async fn account_choices(&self, account_id: &str) -> Result<AccountChoices, Error> {
        let session = self.session().await?;
        let account = convert::account(account_id, &session.chosen())?;
        let this_session =
            session.changes.choices.accounts.lock().unwrap_or_else(PoisonError::into_inner).get(&account).cloned();
        let (kept, problem) = match this_session {
            Some(kept) => (kept, None),
            None => match self.read_choices(&session, &account).await {
                Ok(kept) => (kept, None),
                Err(error) => {
                    let key = key(&account);
                    // Of another version in another shape, it is as if there were none.
                    let old = session.store.read(move |db| Ok(db.setting::<Kept>(&key).unwrap_or_default())).await?;
                    (old.unwrap_or_default(), Some(IpcError::from(error)))
                }
            },
        };
        let wanted = account.clone();
        let facts = session.store.read(move |db| Ok(changes::Known::read(db, &[])?.accounts.remove(&wanted))).await?;
        let facts = facts.unwrap_or_default();
        Ok(AccountChoices {
            account_id: account.node(),
            pixels: kept.pixels,
            pages: kept.pages,
            audiences: kept.audiences,
            minimums: facts.minimums.as_ref().map(minimums_view),
            min_spend_cap_minor: number(facts.min_spend_cap_minor),
            dsa_beneficiary: facts.dsa_beneficiary,
            dsa_payor: facts.dsa_payor,
            read_at_ms: kept.read_at_ms.map(|at| at as f64),
            problem,
        })
    }

    async fn read_choices(&self, session: &Arc<Session>, account: &AccountId) -> Result<Kept, Error> {
        let (graph, cancel) = (asking(session)?, Cancel::new());
        let (pixels, pages, audiences) = tokio::try_join!(
            graph.pixels(account, &cancel),
            graph.promoted_pages(account, &cancel),
            graph.custom_audiences(account, &cancel),
        )?;
        let read_at = self.inner.clock.now();
        let kept = Kept {
            pixels: pixels
                .into_iter()
                .map(|one| PixelChoice {
                    name: one.name.unwrap_or_else(|| one.id.clone()),
                    id: one.id,
                    last_fired_at_ms: one.last_fired_time.map(|at| at.0 as f64),
                })
                .collect(),
            pages: pages
                .into_iter()
                .map(|one| PageChoice { name: one.name.unwrap_or_else(|| one.id.clone()), id: one.id })
                .collect(),
            audiences: audiences
                .into_iter()
                .map(|one| AudienceChoice {
                    name: one.name.unwrap_or_else(|| one.id.clone()),
                    id: one.id,
                    subtype: one.subtype.unwrap_or_default(),
                    least_people: number(one.approximate_count_lower_bound),
                    most_people: number(one.approximate_count_upper_bound),
                })
                .collect(),
            read_at_ms: Some(read_at.0),
        };
        changes::read_minimums(&self.change_tools(session)?, std::slice::from_ref(account), &cancel).await?;
        let (name, value) = (key(account), kept.clone());
        session.store.write(move |tx| tx.set_setting(&name, &value)).await?;
        let accounts = &session.changes.choices.accounts;
        accounts.lock().unwrap_or_else(PoisonError::into_inner).insert(account.clone(), kept.clone());
        Ok(kept)
    }

    /// Creatives of an account from the copy on this computer, with what is wrong with their links.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an account that is not in this workspace.
    pub async fn creatives(&self, input: CreativesRequest) -> Result<CreativePage, Error> {
        let session = self.session().await?;
        let account = convert::account(&input.account_id, &session.chosen())?;
        let text: String = input.text.trim().chars().take(MOST_TEXT_CHARS).collect();
        let (offset, limit) = (input.offset as usize, input.limit.clamp(1, 100) as usize);
        let read = move |db: &store::Db| {
            let template: Option<String> = db.setting(changes::links::KEY)?;
            Ok((db.find_creatives(&account, &text, offset, limit)?, template.unwrap_or_default()))
        };
        let ((rows, total), template) = session.store.read(read).await?;
        let template = UtmTemplate::parse(&template).unwrap_or_default();
        let rows = rows.into_iter().map(|row| CreativeChoice {
            link_faults: links::faults(row.link_url.as_deref(), row.url_tags.as_deref(), &template),
            id: row.id.to_string(),
            name: row.name.filter(|name| !name.is_empty()).unwrap_or_else(|| row.id.to_string()),
            title: row.title,
            body: row.body,
            link: row.link_url,
            url_tags: row.url_tags,
            call_to_action: row.call_to_action,
        });
        Ok(CreativePage { total: u32::try_from(total).unwrap_or(u32::MAX), rows: rows.collect() })
    }
}

/// A text worth asking Meta about.
fn asked_for(text: &str) -> Option<String> {
    let text: String = text.trim().chars().filter(|c| !c.is_control()).take(MOST_TEXT_CHARS).collect();
    (!text.is_empty()).then(|| text.to_lowercase())
}

fn of_kind(kind: PlaceKind) -> graph::PlaceKind {
    match kind {
        PlaceKind::Country => graph::PlaceKind::Country,
        PlaceKind::Region => graph::PlaceKind::Region,
        PlaceKind::City => graph::PlaceKind::City,
        PlaceKind::Zip => graph::PlaceKind::Zip,
    }
}

fn kind_named(name: &str) -> Option<PlaceKind> {
    match name {
        "country" => Some(PlaceKind::Country),
        "region" => Some(PlaceKind::Region),
        "city" => Some(PlaceKind::City),
        "zip" => Some(PlaceKind::Zip),
        _ => None,
    }
}

fn minimums_view(minimums: &Minimums) -> MinimumBudgets {
    MinimumBudgets {
        impressions_minor: number(minimums.impressions_minor),
        frequent_minor: number(minimums.frequent_minor),
        video_views_minor: number(minimums.video_views_minor),
        rare_minor: number(minimums.rare_minor),
    }
}
