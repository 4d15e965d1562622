//! What a prompt is made of: one client's brief and best ads, and what must not be in it.

use domain::AccountId;
use studio::{AdCopy, Canaries, Prompt, SourceAd};

use super::convert;
use super::documents::{self, Document};
use super::providers;
use crate::Error;
use crate::app::App;
use crate::dto::{ExplorerColumn, ExplorerFilter, ExplorerRequest, ExplorerRow, ObjectLevel, ObjectRequest, Range};
use crate::object::money_text;
use crate::session::Session;

/// Days whose figures are learnt from, and the newest that are left out because conversions still come in.
const DAYS: i64 = 28;
const UNRIPE: i64 = 2;
const DAY_MS: i64 = 86_400_000;

impl App {
    pub(super) async fn prompt(&self, session: &Session, document: &Document) -> Result<Prompt, Error> {
        let brand = documents::brand(&session.store, &document.brief.account_id).await?;
        Ok(Prompt {
            brief: convert::brief(&document.brief),
            brand: convert::brand(&brand),
            sources: self.best_ads(&document.brief.account_id, document.brief.learn_from).await?,
            known: document.variants.iter().map(|variant| convert::copy(&variant.copy)).collect(),
        })
    }

    /// The account's ads with the best return among those that spent enough to tell: at least a twentieth of what the
    /// dearest spent.
    async fn best_ads(&self, account_id: &str, count: u32) -> Result<Vec<SourceAd>, Error> {
        if count == 0 {
            return Ok(Vec::new());
        }
        let now = self.inner.clock.now();
        let day = |days: i64| {
            now.plus_millis(-days * DAY_MS).to_utc().map(|at| at.format("%Y-%m-%d").to_string()).unwrap_or_default()
        };
        let range = Range { since: day(DAYS + UNRIPE), until: day(UNRIPE + 1) };
        let ask = |sort, min_spend_minor, limit| ExplorerRequest {
            account_ids: vec![account_id.to_owned()],
            range: range.clone(),
            compare: None,
            expanded: Vec::new(),
            flat: Some(ObjectLevel::Ad),
            formulas: Vec::new(),
            sort,
            sort_formula: None,
            by_change: false,
            descending: true,
            filter: ExplorerFilter {
                text: None,
                delivery: Vec::new(),
                objectives: Vec::new(),
                min_spend_minor,
                with_issues: false,
                include_gone: false,
                figures: Vec::new(),
                group: None,
            },
            offset: 0,
            limit,
        };
        let dearest = self.query_explorer(ask(ExplorerColumn::Spend, None, 1)).await?.rows;
        let Some(most) = dearest.first().map(|row| row.metrics.spend_minor).filter(|most| *most > 0.0) else {
            return Ok(Vec::new());
        };
        let best = self.query_explorer(ask(ExplorerColumn::Roas, Some((most / 20.0).floor()), count.min(10))).await?;
        let mut sources = Vec::new();
        for row in best.rows {
            let request = ObjectRequest {
                account_id: row.account_id.clone(),
                id: row.id.clone(),
                level: ObjectLevel::Ad,
                range: range.clone(),
            };
            let Some(creative) = self.object(request).await?.creative else { continue };
            let copy = AdCopy {
                primary_text: creative.body.unwrap_or_default(),
                headline: creative.title.unwrap_or_default(),
                description: String::new(),
                call_to_action: creative.call_to_action.unwrap_or_default(),
            };
            sources.push(SourceAd { figures: figures(&row), id: row.id, name: row.name, copy });
        }
        Ok(sources)
    }

    /// Keys and tokens of the workspace, and names and ids of every account but this one.
    pub(super) async fn canaries(&self, session: &Session, account_id: &str) -> Result<Canaries, Error> {
        let own = AccountId::parse(account_id).map_err(|_| Error::NotFound("ad account"))?;
        let mut secrets = providers::keys(session).await?;
        if let Some((app, token)) = session.credentials().await? {
            secrets.extend(app.and_then(|app| app.secret));
            secrets.push(token);
        }
        let accounts = session.store.read(|db| db.accounts()).await?;
        let name = accounts.iter().find(|row| row.id == own).map(|row| row.name.to_lowercase()).unwrap_or_default();
        let others = accounts.into_iter().filter(|row| row.id != own);
        // A client with several accounts of one name is one client.
        let foreign = others.filter(|row| row.name.to_lowercase() != name);
        Ok(Canaries { secrets, foreign: foreign.flat_map(|row| [row.name, row.id.digits().to_owned()]).collect() })
    }
}

/// "spend 300.00 EUR, ROAS 3.10, CTR 1.2 %, 28 days": amounts whole, so that a model has nothing to work out.
fn figures(row: &ExplorerRow) -> String {
    let mut parts = vec![format!("spend {}", money_text(row.metrics.spend_minor as i64, &row.currency))];
    parts.extend(row.metrics.roas.map(|roas| format!("ROAS {roas:.2}")));
    parts.extend(row.metrics.ctr_percent.map(|ctr| format!("CTR {ctr:.2} %")));
    parts.extend(
        row.metrics.cpa_minor.map(|cpa| format!("cost per conversion {}", money_text(cpa as i64, &row.currency))),
    );
    parts.push(format!("{DAYS} days"));
    parts.join(", ")
}
