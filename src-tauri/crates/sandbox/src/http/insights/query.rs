//! Parameters of the insights edge.

use super::columns::{self, Column};
use super::period::read_slices;
use crate::http::error::{GraphError, Result};
use crate::http::fields::{self, Field};
use crate::http::filtering::{self, Filter, Filters, Held};
use crate::http::graph::Cx;
use crate::http::nodes::{self, Node};
use crate::http::request::Params;
use crate::world::delivery::breakdown::Breakdown;
use crate::world::delivery::calendar;
use crate::world::delivery::figures::Window;
use crate::world::delivery::rows::{Level, Position, Row, RowQuery};
use crate::world::model::{Account, EffectiveStatus, ObjectId};

/// A question to the insights edge, understood.
pub(crate) struct Query {
    pub(crate) columns: Vec<Column>,
    pub(crate) level: Level,
    pub(crate) limit: usize,
    pub(crate) windows: Vec<(Window, Vec<u8>)>,
    /// Only these action types are listed.
    pub(crate) action_types: Option<Vec<String>>,
    /// The column sorted by and whether it descends.
    pub(crate) sort: Option<(String, bool)>,
    /// Columns of the summary; empty when none was asked for.
    pub(crate) summary: Vec<Column>,
    pub(crate) breakdown: Option<Breakdown>,
    pub(crate) offset: i64,
    pub(crate) currency: String,
    pub(crate) account_name: String,
    rows: RowQuery,
    filters: Vec<Filter>,
}

const DEFAULT_FIELDS: &str = "account_id,impressions,spend";
const LEVELS: [&str; 4] = ["ad", "adset", "campaign", "account"];
impl Query {
    pub(crate) fn read(
        cx: &Cx<'_>,
        scope: ObjectId,
        params: &Params,
        sub: Option<Vec<Field>>,
        as_of_ms: i64,
    ) -> Result<Self> {
        let account = account_of(cx, scope).ok_or_else(|| GraphError::no_object("GET", &scope.to_string()))?;
        let zone = calendar::zone(&account.timezone_name);
        let today = calendar::day_of(zone, cx.now_ms);
        let asked = match sub.filter(|fields| !fields.is_empty()) {
            Some(fields) => fields,
            None => fields::parse(params.filled("fields").unwrap_or(DEFAULT_FIELDS))?,
        };
        let level = match params.filled("level") {
            None => own_level(cx, scope),
            Some(text) => Level::parse(text).ok_or_else(|| GraphError::not_one_of("level", &LEVELS))?,
        };
        let level = level.max(own_level(cx, scope));
        let breakdown = read_breakdown(params)?;
        let columns = columns::parse(&asked, breakdown)?;
        let (statuses, filters, action_types) = read_filters(params, level)?;
        let summary = read_summary(params, &asked, breakdown)?;
        Ok(Self {
            columns,
            level,
            limit: read_limit(cx, params)?,
            windows: read_windows(params)?,
            action_types,
            sort: read_sort(params)?,
            summary,
            breakdown,
            offset: account.currency_offset.max(1),
            currency: account.currency.clone(),
            account_name: account.name.clone(),
            rows: RowQuery {
                scope,
                level,
                slices: read_slices(params, account, today)?,
                as_of_ms,
                breakdown,
                statuses,
            },
            filters,
        })
    }

    pub(crate) fn rows_after<'w>(
        &self,
        cx: &Cx<'w>,
        from: Option<Position>,
    ) -> Result<impl Iterator<Item = Row> + use<'w>> {
        let rows = cx.world.rows(self.rows.clone());
        let rows = rows.ok_or_else(|| GraphError::no_object("GET", &self.rows.scope.to_string()))?;
        match from {
            None => Ok(rows),
            Some(position) => {
                rows.after(position).ok_or_else(|| GraphError::new(400, 2642, "(#2642) Invalid cursors values"))
            }
        }
    }

    /// Whether a row passes the filters.
    pub(crate) fn keeps(&self, cx: &Cx<'_>, row: &Row) -> Result<bool> {
        for filter in &self.filters {
            let held = self.held(cx, row, &filter.field).ok_or_else(|| filter.unsupported())?;
            if !filter.holds(&held) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn held<'a>(&self, cx: &Cx<'a>, row: &Row, field: &str) -> Option<Held<'a>> {
        let metric = ["ad.", "adset.", "campaign.", "account."]
            .iter()
            .find_map(|prefix| field.strip_prefix(prefix))
            .unwrap_or(field);
        if let Some(value) = columns::number(self, &row.figures, metric) {
            return Some(Held::Number(value));
        }
        let node = deepest(cx, row)?;
        let named = if field.contains('.') { field.to_owned() } else { format!("{}.{field}", level_name(self.level)) };
        filtering::look_up(cx, node, &named).or_else(|| filtering::look_up(cx, node, field))
    }

    pub(crate) fn sort_value(&self, cx: &Cx<'_>, row: &Row) -> f64 {
        let Some((column, descends)) = &self.sort else { return 0.0 };
        let value = match column.split_once(':') {
            Some((list, action)) => columns::action_number(self, &row.figures, list, action),
            None => columns::number(self, &row.figures, column)
                .or_else(|| self.held(cx, row, column).map(|held| if let Held::Number(n) = held { n } else { 0.0 }))
                .unwrap_or(0.0),
        };
        if *descends { -value } else { value }
    }

    /// How many rows there could be at the most: objects times slices times cells.
    pub(crate) fn cells(&self, cx: &Cx<'_>) -> usize {
        let objects = match (self.level, nodes::resolve_object(cx.world, self.rows.scope)) {
            (Level::Account, _) => 1,
            (Level::Ad, Some(Node::Account(it))) => cx.world.ads_of_account(it.id).count(),
            (Level::AdSet, Some(Node::Account(it))) => cx.world.adsets_of_account(it.id).count(),
            (Level::Campaign, Some(Node::Account(it))) => cx.world.campaigns_of(it.id).count(),
            (_, Some(Node::Campaign(it))) => cx.world.adsets_of(it.id).map(|set| cx.world.ads_of(set.id).count()).sum(),
            (_, Some(Node::AdSet(it))) => cx.world.ads_of(it.id).count(),
            _ => 1,
        };
        objects * self.rows.slices.len() * self.breakdown.map_or(1, Breakdown::cells)
    }

    pub(crate) fn check_size(&self, cx: &Cx<'_>) -> Result<()> {
        if self.cells(cx) <= cx.shared.switches().max_insights_cells {
            return Ok(());
        }
        Err(GraphError::refused(
            1_487_534,
            "Too Much Data",
            "Too much data was requested. Ask for a shorter time range or fewer objects, or use an asynchronous request.",
        ))
    }
}

fn account_of<'a>(cx: &Cx<'a>, scope: ObjectId) -> Option<&'a Account> {
    let id = nodes::account_of(cx.world, scope).map_or(scope, ObjectId);
    cx.world.account(id)
}

fn own_level(cx: &Cx<'_>, scope: ObjectId) -> Level {
    match nodes::resolve_object(cx.world, scope) {
        Some(Node::Campaign(_)) => Level::Campaign,
        Some(Node::AdSet(_)) => Level::AdSet,
        Some(Node::Ad(_)) => Level::Ad,
        _ => Level::Account,
    }
}

fn level_name(level: Level) -> &'static str {
    match level {
        Level::Account => "account",
        Level::Campaign => "campaign",
        Level::AdSet => "adset",
        Level::Ad => "ad",
    }
}

fn deepest<'a>(cx: &Cx<'a>, row: &Row) -> Option<Node<'a>> {
    if let Some(id) = row.ad {
        return cx.world.ad(id).map(Node::Ad);
    }
    if let Some(id) = row.adset {
        return cx.world.adset(id).map(Node::AdSet);
    }
    if let Some(id) = row.campaign {
        return cx.world.campaign(id).map(Node::Campaign);
    }
    cx.world.account(row.account).map(Node::Account)
}

fn read_limit(cx: &Cx<'_>, params: &Params) -> Result<usize> {
    let limit = params.integer("limit")?.unwrap_or(25);
    let limit = usize::try_from(limit).ok().filter(|limit| *limit > 0);
    let limit = limit.ok_or_else(|| GraphError::invalid("Param limit must be a positive integer").blame(&["limit"]))?;
    if limit > cx.shared.switches().max_insights_rows { Err(GraphError::too_much_data()) } else { Ok(limit) }
}

fn read_breakdown(params: &Params) -> Result<Option<Breakdown>> {
    let names = params.list("breakdowns")?.unwrap_or_default();
    if names.is_empty() {
        return Ok(None);
    }
    let refs: Vec<&str> = names.iter().map(String::as_str).collect();
    Breakdown::parse(&refs).map(Some).ok_or_else(|| {
        GraphError::invalid(&format!("Current combination of data breakdown columns ({}) is invalid", names.join(", ")))
            .blame(&["breakdowns"])
    })
}

type SplitFilters = (Option<Vec<EffectiveStatus>>, Vec<Filter>, Option<Vec<String>>);

/// Takes the conditions apart: on the status of the listed objects, on action types, and all others.
fn read_filters(params: &Params, level: Level) -> Result<SplitFilters> {
    let own = format!("{}.effective_status", level_name(level));
    let (mut statuses, mut rest, mut types) = (None, Vec::new(), None);
    for filter in Filters::of_insights(params)?.0 {
        let is_own = filter.field == own || filter.field == "effective_status";
        if is_own && matches!(filter.operator.as_str(), "IN" | "EQUAL" | "ANY") {
            let named = filtering::texts(&filter.value);
            statuses = Some(ALL_STATUSES.into_iter().filter(|it| named.iter().any(|n| n == it.as_str())).collect());
        } else if filter.field == "action_type" {
            types = Some(filtering::texts(&filter.value));
        } else {
            rest.push(filter);
        }
    }
    Ok((statuses, rest, types))
}

const ALL_STATUSES: [EffectiveStatus; 10] = [
    EffectiveStatus::Active,
    EffectiveStatus::Paused,
    EffectiveStatus::Archived,
    EffectiveStatus::Deleted,
    EffectiveStatus::InProcess,
    EffectiveStatus::WithIssues,
    EffectiveStatus::CampaignPaused,
    EffectiveStatus::AdsetPaused,
    EffectiveStatus::PendingReview,
    EffectiveStatus::Disapproved,
];

fn read_windows(params: &Params) -> Result<Vec<(Window, Vec<u8>)>> {
    // Names that are accepted but bring nothing: retired windows, and the default that `value` already is.
    const SILENT: [&str; 10] = [
        "default",
        "7d_view",
        "28d_view",
        "dda",
        "skan_click",
        "skan_view",
        "7d_view_all_conversions",
        "28d_view_all_conversions",
        "1d_view_all_conversions",
        "7d_click_all_conversions",
    ];
    let mut windows = Vec::new();
    for name in params.list("action_attribution_windows")?.unwrap_or_default() {
        match Window::parse(&name) {
            Some(window) => windows.push((window, format!("\"{name}\":").into_bytes())),
            None if SILENT.contains(&name.as_str()) => {}
            None => {
                return Err(GraphError::not_one_of(
                    "action_attribution_windows",
                    &["1d_view", "7d_view", "28d_view", "1d_click", "7d_click", "28d_click", "1d_ev", "dda", "default"],
                ));
            }
        }
    }
    Ok(windows)
}

fn read_sort(params: &Params) -> Result<Option<(String, bool)>> {
    let Some(list) = params.list("sort")? else { return Ok(None) };
    let wrong = || GraphError::invalid("Param sort must be one field with _ascending or _descending").blame(&["sort"]);
    let [sort] = &list[..] else { return Err(wrong()) };
    if let Some(column) = sort.strip_suffix("_descending") {
        return Ok(Some((column.to_owned(), true)));
    }
    sort.strip_suffix("_ascending").map(|column| Some((column.to_owned(), false))).ok_or_else(wrong)
}

fn read_summary(params: &Params, asked: &[Field], breakdown: Option<Breakdown>) -> Result<Vec<Column>> {
    if params.boolean("default_summary").unwrap_or(None) == Some(true) {
        return columns::parse(asked, breakdown);
    }
    match params.filled("summary") {
        None | Some("false" | "0") => Ok(Vec::new()),
        Some("true" | "1") => columns::parse(asked, breakdown),
        Some(text) => columns::parse(&fields::parse(text)?, breakdown),
    }
}
