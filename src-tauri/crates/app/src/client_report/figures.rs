//! From the overview and the table of campaigns to what a report says.

use analysis::{Change, Tone};
use domain::{AccountDay, AccountId, Currency, DayRange, Level, Metric, MetricSums, TimestampMillis};
use report::{Campaign, Day, Kpi, Look, Mover, Note, Pace, Report, RuleAct, Section};
use store::{Db, ExplorerQuery, Filter, Shape, Sort};

use crate::dto::{
    ActivitySource, ChangeKind, ChangeTone, MetricKey, Note as NoteView, ObjectLevel, Overview, OverviewMoney,
    PaceStanding, PacingRow, TargetKind,
};
use crate::overview::key_of;

/// Campaigns that are named; the others are one row, so that the total is of all.
const MOST_CAMPAIGNS: usize = 60;

/// A question whose days and accounts make sense.
pub(super) struct Asked {
    pub(super) accounts: Vec<AccountId>,
    pub(super) range: DayRange,
    pub(super) compare: DayRange,
}

/// What a report needs besides the overview.
pub(super) struct Facts {
    /// Accounts with their time zones.
    pub(super) accounts: Vec<(String, String)>,
    names: Vec<(String, String)>,
    /// Id, name, currency and sums of each campaign with figures, the most spend first.
    campaigns: Vec<(String, String, Campaign)>,
}

impl Facts {
    pub(super) fn read(db: &Db, asked: &Asked) -> Result<Self, store::Error> {
        let mut accounts = Vec::new();
        let mut names = Vec::new();
        for id in &asked.accounts {
            let Some(row) = db.account(id)? else { continue };
            names.push((id.node(), row.name.clone()));
            accounts.push((row.name, row.timezone_name));
        }
        let query = ExplorerQuery {
            accounts: asked.accounts.clone(),
            range: Some(asked.range),
            compare: Some(asked.compare),
            formulas: Vec::new(),
            shape: Shape::Flat(Level::Campaign),
            filter: Filter::default(),
            sort: Sort::default(),
            offset: 0,
            limit: usize::MAX,
        };
        let campaigns = db.explorer(&query)?.rows.into_iter().filter_map(|row| {
            let (now, before) = (row.sums.unwrap_or_default(), row.compare.unwrap_or_default());
            let campaign = Campaign { name: row.name, now, before };
            (!now.is_zero() || !before.is_zero()).then_some((row.id, row.currency, campaign))
        });
        Ok(Self { accounts, names, campaigns: campaigns.collect() })
    }

    /// Campaigns of one currency, the smallest of many as one row.
    fn campaigns(&self, currency: &str) -> Vec<Campaign> {
        let mut all: Vec<Campaign> =
            self.campaigns.iter().filter(|(_, its, _)| its == currency).map(|(_, _, one)| one.clone()).collect();
        all.sort_by_key(|one| std::cmp::Reverse(one.now.spend_minor));
        if all.len() > MOST_CAMPAIGNS {
            let others = all.split_off(MOST_CAMPAIGNS);
            let (mut now, mut before) = (MetricSums::default(), MetricSums::default());
            for one in &others {
                now.add(&one.now);
                before.add(&one.before);
            }
            all.push(Campaign { name: format!("{} other campaigns", others.len()), now, before });
        }
        all
    }

    /// What a note is about.
    fn about(&self, note: &NoteView) -> String {
        let id = &note.object.id;
        let name = match note.object.level {
            ObjectLevel::Account => self.names.iter().find(|(its, _)| its == id).map(|(_, name)| name.clone()),
            _ => self.campaigns.iter().find(|(its, _, _)| its == id).map(|(_, _, one)| one.name.clone()),
        };
        let kind = match note.object.level {
            ObjectLevel::Account => "Ad account",
            ObjectLevel::Campaign => "Campaign",
            ObjectLevel::Adset => "Ad set",
            ObjectLevel::Ad => "Ad",
        };
        name.unwrap_or_else(|| format!("{kind} {id}"))
    }
}

/// Everything a report says. Figures of a currency nobody knows the minor units of are left out.
pub(super) fn report(
    client: String,
    overview: &Overview,
    facts: Facts,
    look: Look,
    (range, compare): (DayRange, DayRange),
    now: TimestampMillis,
) -> Report {
    let sections = overview.currencies.iter().filter_map(|money| section(money, overview, &facts));
    Report {
        client,
        range,
        compare,
        made_at: now,
        pulled_at: overview.pulled_at_ms.map(|at| TimestampMillis(at as i64)),
        look,
        sections: sections.collect(),
        attribution: overview.attribution.clone(),
        missing_days: overview.missing_days,
        accounts: facts.accounts,
    }
}

fn section(money: &OverviewMoney, overview: &Overview, facts: &Facts) -> Option<Section> {
    let currency = Currency::parse(&money.currency).ok()?;
    let pacing: Vec<&PacingRow> = overview.pacing.iter().filter(|row| row.currency == money.currency).collect();
    let notes = money.notes.iter().filter_map(|note| {
        let day = AccountDay::parse(note.day.as_deref()?).ok()?;
        Some(Note { day, about: facts.about(note), text: note.text.clone(), author: note.author.clone() })
    });
    let mut notes: Vec<Note> = notes.collect();
    notes.sort_by_key(|note| note.day);
    Some(Section {
        currency,
        conversion: money.conversion.clone(),
        kpis: money.kpis.iter().filter_map(|kpi| figure(kpi, &pacing)).collect(),
        days: days(money),
        pacing: pacing.iter().map(|row| pace(row)).collect(),
        campaigns: facts.campaigns(&money.currency),
        movers: money
            .movers
            .iter()
            .map(|mover| Mover {
                name: mover.name.clone(),
                spend_minor: mover.spend_minor as i64,
                change_minor: mover.change_minor as i64,
            })
            .collect(),
        notes,
        rules: rules(money),
    })
}

fn figure(kpi: &crate::dto::Kpi, pacing: &[&PacingRow]) -> Option<Kpi> {
    let metric = Metric::ALL.into_iter().find(|metric| key_of(*metric) == kpi.metric)?;
    let by = kpi.change.by;
    // A target is shown where it is that of everything here: the client's, or the only account's.
    let accounts = pacing.iter().filter(|row| row.kind == TargetKind::Account);
    let whole = pacing.iter().find(|row| row.kind == TargetKind::Client);
    let whole =
        whole.or_else(|| pacing.iter().find(|row| row.kind == TargetKind::Account).filter(|_| accounts.count() == 1));
    Some(Kpi {
        metric,
        now: kpi.now,
        before: kpi.before,
        change: match kpi.change.kind {
            ChangeKind::Percent => Change::Percent(by),
            ChangeKind::Points => Change::Points(by),
            ChangeKind::New => Change::New,
            ChangeKind::Unknown => Change::Unknown,
        },
        tone: match kpi.change.tone {
            ChangeTone::Good => Tone::Good,
            ChangeTone::Bad => Tone::Bad,
            ChangeTone::Neutral => Tone::Neutral,
        },
        target: match kpi.metric {
            MetricKey::Cpa => whole.and_then(|row| row.cpa_target_minor),
            MetricKey::Roas => whole.and_then(|row| row.roas_target),
            _ => None,
        },
        maturing: kpi.maturing,
    })
}

fn days(money: &OverviewMoney) -> Vec<Day> {
    let day = |day: &crate::dto::OverviewDay| {
        Some(Day {
            day: AccountDay::parse(&day.day).ok()?,
            spend_minor: day.metrics.as_ref().map(|metrics| metrics.spend_minor as i64),
            conversions: day.metrics.as_ref().map(|metrics| metrics.conversions),
            before_minor: day.compare_spend_minor.map(|minor| minor as i64),
            maturing: day.maturing,
        })
    };
    money.days.iter().filter_map(day).collect()
}

fn pace(row: &PacingRow) -> Pace {
    let minor = |amount: Option<f64>| amount.map(|amount| amount as i64);
    let between = minor(row.projected_low_minor).zip(minor(row.projected_high_minor));
    let standing = match (row.standing, row.target_minor) {
        (_, None) => "No target",
        (PaceStanding::OnPace, _) => "On pace",
        (PaceStanding::Over, _) => "Over pace",
        (PaceStanding::Under, _) => "Under pace",
        (PaceStanding::CannotTell, _) => "Cannot tell",
    };
    Pace {
        name: row.name.clone(),
        month: row.month.clone(),
        spent_minor: row.spent_minor as i64,
        target_minor: minor(row.target_minor),
        projected_minor: minor(row.projected_minor),
        between_minor: between,
        needed_a_day_minor: minor(row.needed_a_day_minor),
        standing: standing.to_owned(),
    }
}

fn rules(money: &OverviewMoney) -> Vec<RuleAct> {
    let act = |mark: &crate::dto::OverviewMark| {
        let sides: Vec<&str> = mark.before.iter().chain(&mark.after).map(String::as_str).collect();
        Some(RuleAct {
            day: AccountDay::parse(&mark.day).ok()?,
            name: mark.name.clone(),
            what: format!("{} {}", mark.what, sides.join(" → ")).trim().to_owned(),
        })
    };
    money.marks.iter().filter(|mark| mark.source == ActivitySource::Rule).filter_map(act).collect()
}
