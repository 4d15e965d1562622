//! What is wrong with the links of ads.

use changes::links::{UtmTemplate, lint};
use domain::{AccountId, Level};
use store::AdLink;

use crate::Error;
use crate::app::App;
use crate::dto::{LinkReport, LinkRow, LinksRequest, ObjectKey};
use crate::explorer::{chosen_among, level_view};

/// Rows of one report; who has more begins with these.
const MOST_ROWS: usize = 500;

pub(super) fn faults(link: Option<&str>, url_tags: Option<&str>, template: &UtmTemplate) -> Vec<String> {
    let mut found: Vec<String> = lint(link, url_tags, template).iter().map(ToString::to_string).collect();
    found.dedup();
    found
}

impl App {
    /// Ads whose links have something wrong: a parameter missing or doubled, an unknown macro, a space, the wrong case.
    /// From the copy on this computer.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an account that is not in this workspace.
    pub async fn lint_links(&self, input: LinksRequest) -> Result<LinkReport, Error> {
        let session = self.session().await?;
        let accounts = chosen_among(&session.chosen(), &input.account_ids)?;
        let read = move |db: &store::Db| {
            let template: Option<String> = db.setting(changes::links::KEY)?;
            let template = UtmTemplate::parse(&template.unwrap_or_default()).unwrap_or_default();
            let mut report = LinkReport { checked: 0, faulty: 0, rows: Vec::new() };
            for account in accounts {
                let Some(row) = db.account(&account)? else { continue };
                for link in db.ad_links(&account)? {
                    report.checked += 1;
                    let faults = faults(Some(&link.link), link.url_tags.as_deref(), &template);
                    if faults.is_empty() {
                        continue;
                    }
                    report.faulty += 1;
                    if report.rows.len() < MOST_ROWS {
                        report.rows.push(faulty(&account, &row.name, link, faults));
                    }
                }
            }
            Ok(report)
        };
        Ok(session.store.read(read).await?)
    }
}

fn faulty(account: &AccountId, account_name: &str, link: AdLink, faults: Vec<String>) -> LinkRow {
    LinkRow {
        ad: ObjectKey { account_id: account.node(), level: level_view(Level::Ad), id: link.ad.to_string() },
        name: link.name,
        account_name: account_name.to_owned(),
        link: link.link.chars().take(1_000).collect(),
        faults,
    }
}
