//! The same for what a person chooses from and for templates.

use app::dto::{CreativesRequest, LinksRequest, Naming, ObjectKey, PlaceKind, PlaceSearch, TraitSearch};
use app::{App, Error};

use super::Given;

/// How many calls [`call`] knows.
pub(super) const CALLS: u32 = 8;

fn naming(given: &Given) -> Naming {
    let [campaign, adset, ad, utm] = given.texts.clone();
    let token = |text: String| if given.flags[0] { format!("{text}{{text}}{{date}}") } else { text };
    Naming { campaign: token(campaign), adset: token(adset), ad: token(ad), utm }
}

pub(super) async fn call(app: &App, which: u32, given: &Given) -> Result<(), Error> {
    let [account_id, text, ..] = given.texts.clone();
    match which {
        0 => app.account_choices(&account_id).await.map(drop),
        1 => app.search_targeting(TraitSearch { account_id, text, languages: given.flags[0] }).await.map(drop),
        2 => {
            let kinds = vec![PlaceKind::City; given.number as usize % 9];
            app.search_places(PlaceSearch { text, kinds }).await.map(drop)
        }
        3 => {
            let (offset, limit) = (given.number, given.number);
            app.creatives(CreativesRequest { account_id, text, offset, limit }).await.map(drop)
        }
        // Kept for a moment only: names of what other calls make would not be theirs.
        4 => {
            let kept = app.update_naming(naming(given)).await;
            app.update_naming(Naming::default()).await?;
            kept.map(drop)
        }
        5 => app.preview_naming(naming(given)).await.map(drop),
        6 => app.lint_links(LinksRequest { account_ids: given.ids.clone() }).await.map(drop),
        _ => app.creation_place(ObjectKey { account_id, level: given.level, id: text }).await.map(drop),
    }
}
