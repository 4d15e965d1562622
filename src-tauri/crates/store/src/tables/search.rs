//! Search over names and texts by trigrams: any three letters in a row are found, whatever the case.
//!
//! Indexing costs more than storing, so it is done after a sync in [`Tx::refresh_search`]; what is not indexed yet is
//! still found, by a plain comparison of names.

use std::collections::{BTreeSet, HashMap};

use domain::{AccountId, Level, ObjectId};
use rusqlite::{OptionalExtension, params};

use super::slots::account_of;
use crate::db::{Db, Tx};
use crate::error::Result;

/// Longer questions are cut: nobody types more, and each letter costs a look into the index.
const LONGEST: usize = 200;

/// What a hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HitKind {
    /// A campaign.
    Campaign,
    /// An ad set.
    AdSet,
    /// An ad.
    Ad,
    /// A creative.
    Creative,
}

impl HitKind {
    const ALL: [Self; 4] = [Self::Campaign, Self::AdSet, Self::Ad, Self::Creative];

    fn code(self) -> i64 {
        match self {
            Self::Campaign => 0,
            Self::AdSet => 1,
            Self::Ad => 2,
            Self::Creative => 3,
        }
    }

    fn table(self) -> &'static str {
        match self {
            Self::Campaign => "campaigns",
            Self::AdSet => "ad_sets",
            Self::Ad => "ads",
            Self::Creative => "creatives",
        }
    }

    /// Name and texts of the kind's table.
    fn texts(self) -> &'static str {
        match self {
            Self::Creative => "coalesce(name, ''), concat_ws(char(10), title, body, description, link_url)",
            _ => "name, id",
        }
    }

    /// The level, for what is in the tree.
    pub fn level(self) -> Option<Level> {
        match self {
            Self::Campaign => Some(Level::Campaign),
            Self::AdSet => Some(Level::Adset),
            Self::Ad => Some(Level::Ad),
            Self::Creative => None,
        }
    }
}

/// Something found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What it is.
    pub kind: HitKind,
    /// Its account.
    pub account: AccountId,
    /// Its id.
    pub id: ObjectId,
    /// Its name; for a creative without one its headline or text.
    pub name: String,
    /// Names of the campaign and the ad set it is in, as far as it is in any; for a creative those of [`Hit::ad`].
    pub path: Vec<String>,
    /// For a creative, an ad that shows it, one that still exists where there is one; none where no ad does.
    pub ad: Option<FoundAd>,
}

/// An ad that shows a creative that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundAd {
    /// Its id.
    pub id: ObjectId,
    /// Its name.
    pub name: String,
}

/// A document of the index: kind above, primary key below.
fn document(kind: HitKind, pk: i64) -> i64 {
    (kind.code() << 60) | pk
}

fn kind_and_pk(document: i64) -> Option<(HitKind, i64)> {
    let kind = HitKind::ALL.into_iter().find(|kind| kind.code() == document >> 60)?;
    Some((kind, document & ((1 << 60) - 1)))
}

/// The words of a question, in a form that the index takes as plain text whatever is in it; none when there is nothing
/// to look for.
fn match_expression(text: &str) -> Option<String> {
    let words = text.split_whitespace().filter(|word| word.chars().count() >= 3);
    let quoted: Vec<String> = words.map(|word| format!("\"{}\"", word.replace('"', "\"\""))).collect();
    (!quoted.is_empty()).then(|| quoted.join(" "))
}

fn like_pattern(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

impl Db {
    /// Objects and creatives whose name or texts contain every word of `text`, best first, at most `limit`. Names count
    /// more than texts. Any text is a valid question; one or two letters look at the beginnings of names only.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn search(&self, text: &str, limit: usize) -> Result<Vec<Hit>> {
        let text: String = text.chars().filter(|letter| *letter != '\0').take(LONGEST).collect();
        let text = text.trim();
        let mut documents = Vec::new();
        if text.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        match match_expression(text) {
            Some(expression) => {
                let mut find = self.cache.prepare_cached(
                    "SELECT rowid FROM search_index WHERE search_index MATCH ?1
                     ORDER BY bm25(search_index, 4.0, 1.0), rowid LIMIT ?2",
                )?;
                let found = find.query_map(params![expression, count(limit)], |row| row.get::<_, i64>(0))?;
                documents.extend(found.collect::<Result<Vec<_>, _>>()?);
                self.search_unindexed(text, limit, &mut documents)?;
            }
            None => self.search_beginnings(text, limit, &mut documents)?,
        }
        let mut hits = Vec::new();
        for (kind, pk) in documents.into_iter().filter_map(kind_and_pk) {
            hits.extend(self.hit(kind, pk)?.filter(|hit| !hits.contains(hit)));
        }
        hits.truncate(limit);
        self.find_ads(&mut hits)?;
        Ok(hits)
    }

    fn search_unindexed(&self, text: &str, limit: usize, documents: &mut Vec<i64>) -> Result<()> {
        for kind in HitKind::ALL {
            let sql = format!(
                "SELECT pk FROM {} WHERE rev > ?1 AND account_no IN (SELECT no FROM ad_accounts)
                 AND name LIKE ?2 ESCAPE '\\' LIMIT ?3",
                kind.table()
            );
            let mut find = self.cache.prepare_cached(&sql)?;
            let indexed = self.indexed_up_to(kind)?;
            let found =
                find.query_map(params![indexed, like_pattern(text), count(limit)], |row| row.get::<_, i64>(0))?;
            for pk in found {
                documents.push(document(kind, pk?));
            }
        }
        Ok(())
    }

    fn search_beginnings(&self, text: &str, limit: usize, documents: &mut Vec<i64>) -> Result<()> {
        let escaped = like_pattern(text);
        let pattern = escaped.strip_prefix('%').unwrap_or(&escaped);
        for kind in HitKind::ALL {
            let sql = format!("SELECT pk FROM {} WHERE name LIKE ?1 ESCAPE '\\' LIMIT ?2", kind.table());
            let mut find = self.cache.prepare_cached(&sql)?;
            for pk in find.query_map(params![pattern, count(limit)], |row| row.get::<_, i64>(0))? {
                documents.push(document(kind, pk?));
            }
        }
        Ok(())
    }

    fn hit(&self, kind: HitKind, pk: i64) -> Result<Option<Hit>> {
        let name = match kind {
            HitKind::Creative => "coalesce(nullif(o.name, ''), o.title, o.body, '')",
            _ => "o.name",
        };
        let (parents, joins) = match kind {
            HitKind::Campaign | HitKind::Creative => ("NULL, NULL", ""),
            HitKind::AdSet => ("c.name, NULL", CAMPAIGN_OF),
            HitKind::Ad => ("c.name, s.name", CAMPAIGN_AND_AD_SET_OF),
        };
        let sql = format!(
            "SELECT a.id, o.id, {name}, {parents} FROM {} o JOIN ad_accounts a ON a.no = o.account_no {joins}
             WHERE o.pk = ?1",
            kind.table()
        );
        let mut find = self.cache.prepare_cached(&sql)?;
        let read = |row: &rusqlite::Row<'_>| {
            let path = [row.get(3)?, row.get::<_, Option<String>>(4)?];
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, path.into_iter().flatten().collect()))
        };
        let found: Option<(String, String, String, Vec<String>)> = find.query_row([pk], read).optional()?;
        Ok(found.and_then(|(account, id, name, path)| {
            let (account, id) = (AccountId::parse(&account).ok()?, ObjectId::parse(&id).ok()?);
            Some(Hit { kind, account, id, name, path, ad: None })
        }))
    }

    /// Finds an ad for each creative among the hits, in one look over the ads of each account concerned.
    fn find_ads(&self, hits: &mut [Hit]) -> Result<()> {
        let is_creative = |hit: &&mut Hit| hit.kind == HitKind::Creative;
        let accounts: BTreeSet<AccountId> =
            hits.iter_mut().filter(is_creative).map(|hit| hit.account.clone()).collect();
        for account in accounts {
            let no = self.existing_account_no(&account)?;
            let ads = self.catalog(no, Level::Ad)?;
            let mut wanted: HashMap<String, &mut Hit> = hits
                .iter_mut()
                .filter(|hit| hit.kind == HitKind::Creative && hit.account == account)
                .map(|hit| (hit.id.to_string(), hit))
                .collect();
            // What still exists comes first.
            for deleted in [false, true] {
                for ad in ads.entries.iter().flatten().filter(|ad| ad.is_deleted() == deleted) {
                    let Some(hit) = ad.creative.as_deref().and_then(|id| wanted.get_mut(id)) else { continue };
                    if hit.ad.is_some() {
                        continue;
                    }
                    let parents = [(Level::Campaign, ad.campaign), (Level::Adset, ad.parent)];
                    for (level, slot) in parents {
                        hit.path.extend(self.catalog(no, level)?.get(slot).map(|parent| parent.name.to_string()));
                    }
                    hit.ad = ObjectId::parse(&ad.id).ok().map(|id| FoundAd { id, name: ad.name.to_string() });
                }
            }
        }
        Ok(())
    }

    fn indexed_up_to(&self, kind: HitKind) -> Result<i64> {
        let mut find = self.cache.prepare_cached("SELECT value FROM meta WHERE key = 'searchable ' || ?1")?;
        Ok(find.query_row([kind.table()], |row| row.get(0)).optional()?.unwrap_or(0))
    }
}

const CAMPAIGN_OF: &str = "LEFT JOIN campaigns c ON c.pk = (o.account_no << 32) + o.campaign_slot";
const CAMPAIGN_AND_AD_SET_OF: &str = "LEFT JOIN campaigns c ON c.pk = (o.account_no << 32) + o.campaign_slot
    LEFT JOIN ad_sets s ON s.pk = (o.account_no << 32) + o.adset_slot";

fn count(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

impl Tx<'_> {
    /// Brings the search index up to date with at most about `most` objects of each kind, and answers whether it is.
    /// Run it after a sync, in pieces, so that other writes get their turn.
    ///
    /// # Errors
    /// Only what the database refuses.
    pub fn refresh_search(&self, most: usize) -> Result<bool> {
        let mut complete = true;
        for kind in HitKind::ALL {
            complete &= self.refresh_kind(kind, most)?;
        }
        Ok(complete)
    }

    fn refresh_kind(&self, kind: HitKind, most: usize) -> Result<bool> {
        let indexed = self.indexed_up_to(kind)?;
        let sql =
            format!("SELECT pk, rev, {} FROM {} WHERE rev > ?1 ORDER BY rev LIMIT ?2", kind.texts(), kind.table());
        let changed: Vec<(i64, i64, String, String)> = self
            .cache
            .prepare_cached(&sql)?
            .query_map(params![indexed, count(most)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
            .collect::<Result<_, _>>()?;
        let Some(last) = changed.last().map(|(_, rev, ..)| *rev) else { return Ok(true) };
        let whole = changed.len() < most;
        // Rows of one write share a number; the last number may not be complete, so it is done again next time, unless
        // it is the only one, which is then done to its end.
        let first = changed.first().map_or(last, |(_, rev, ..)| *rev);
        let done = if whole || first == last { last } else { last - 1 };
        let rest = if whole || first != last { Vec::new() } else { self.rest_of(kind, last, &changed)? };
        for (pk, _, name, texts) in changed.iter().filter(|(_, rev, ..)| *rev <= done).chain(&rest) {
            self.index_document(document(kind, *pk), name, texts)?;
        }
        self.set_cache_meta(&format!("searchable {}", kind.table()), done)?;
        Ok(whole)
    }

    fn rest_of(
        &self,
        kind: HitKind,
        rev: i64,
        have: &[(i64, i64, String, String)],
    ) -> Result<Vec<(i64, i64, String, String)>> {
        let sql = format!("SELECT pk, rev, {} FROM {} WHERE rev = ?1", kind.texts(), kind.table());
        let mut find = self.cache.prepare(&sql)?;
        let all = find.query_map([rev], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        let known: std::collections::HashSet<i64> = have.iter().map(|(pk, ..)| *pk).collect();
        let all: Vec<(i64, i64, String, String)> = all.collect::<Result<_, _>>()?;
        Ok(all.into_iter().filter(|(pk, ..)| !known.contains(pk)).collect())
    }

    fn index_document(&self, document: i64, name: &str, texts: &str) -> Result<()> {
        let mut put = self
            .cache_mut()?
            .prepare_cached("INSERT OR REPLACE INTO search_index (rowid, name, texts) VALUES (?1, ?2, ?3)")?;
        put.execute(params![document, name, texts])?;
        Ok(())
    }

    /// Takes everything of an account out of the index.
    pub(crate) fn forget_search(&self, account_no: i64) -> Result<()> {
        for kind in HitKind::ALL {
            let sql = format!("SELECT pk FROM {} WHERE account_no = ?1", kind.table());
            let pks: Vec<i64> =
                self.cache.prepare(&sql)?.query_map([account_no], |row| row.get(0))?.collect::<Result<_, _>>()?;
            let mut remove = self.cache_mut()?.prepare_cached("DELETE FROM search_index WHERE rowid = ?1")?;
            for pk in pks {
                debug_assert!(kind == HitKind::Creative || account_of(pk) == account_no);
                remove.execute([document(kind, pk)])?;
            }
        }
        Ok(())
    }
}
