//! Putting back what others changed: an act like any other, with what was there before as its values.

use changes::{Edit, Field, Intent, Value, Wanted};
use domain::Level;
use store::{Db, TimelineRow};

use super::{features, values, view};
use crate::Error;
use crate::app::App;
use crate::dto::{ChangePreview, CheckDepth};

/// Whether the values before an entry can be put back; else why not, where a person would ask.
pub(super) fn judge(row: &TimelineRow) -> Result<(), Option<&'static str>> {
    if row.change_set.is_some() || row.source == "meta" {
        return Err(None);
    }
    if row.field == features::AUDIENCE {
        return if row.from.is_some() && row.level == Some(Level::Adset) { Ok(()) } else { Err(None) };
    }
    if features::is_feature(&row.field) {
        return Err(Some(if row.level == Some(Level::Campaign) {
            "Meta works this out from the campaign's budget, audience and placements. Change those to bring it back."
        } else {
            "Meta does not let a creative be changed once it exists. Give the ad a new creative with this switched as \
             you want it."
        }));
    }
    let Some(field) = Field::parse(&row.field) else { return Err(None) };
    let known = view::object_of(row).is_some_and(|object| field.exists_at(object.level));
    if !known || !field.is_editable() || row.to.is_none() && row.from.is_none() {
        return Err(None);
    }
    if field == Field::Status && matches!(row.to.as_deref(), Some("DELETED" | "ARCHIVED")) {
        return Err(Some("What is deleted or archived cannot be switched on again."));
    }
    match row.from.as_deref() {
        Some(from) if values::value_of(field, from).is_some_and(|value| value.fits(field)) => Ok(()),
        _ => Err(None),
    }
}

impl App {
    /// Previews putting back what somebody else changed. It is planned against what is known now, and sent like any
    /// other act.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown entry, [`Error::Refused`] where it cannot be put back.
    pub async fn preview_put_back(&self, entry_id: &str) -> Result<ChangePreview, Error> {
        let session = self.session().await?;
        let pk: i64 = entry_id.strip_prefix('o').and_then(|pk| pk.parse().ok()).ok_or(Error::NotFound("entry"))?;
        let chosen = session.chosen();
        let read = move |db: &Db| {
            let row = db.timeline_row(pk)?.filter(|row| chosen.contains(&row.account));
            row.map(|row| intent(db, &row).map(|intent| (intent, row))).transpose()
        };
        let (intent, row) = session.store.read(read).await?.ok_or(Error::NotFound("entry"))?;
        if let Err(why) = judge(&row) {
            return Err(Error::Refused(why.unwrap_or("What was there before is not known").into()));
        }
        let intent = intent.ok_or_else(|| Error::Refused("What was there before is not known".into()))?;
        let whose = row.actor.map_or_else(|| "somebody else".to_owned(), |actor| actor.chars().take(100).collect());
        self.preview_intent(&session, intent, format!("Puts back what {whose} changed"), CheckDepth::Live).await
    }
}

fn intent(db: &Db, row: &TimelineRow) -> Result<Option<Intent>, store::Error> {
    let (Some(object), Some(from)) = (view::object_of(row), row.from.as_deref()) else { return Ok(None) };
    let edit = if row.field == features::AUDIENCE {
        let ad_set = db.ad_set(&object.account, &object.id)?;
        let targeting = ad_set.and_then(|found| features::with_audience(&found.row.targeting?, from));
        targeting.map(|targeting| Edit::Set { field: Field::Targeting, value: Some(Value::Json(targeting)) })
    } else {
        let field = Field::parse(&row.field);
        field.and_then(|field| Some(Edit::Set { field, value: Some(values::value_of(field, from)?) }))
    };
    let wanted = |edit| Intent { changes: vec![Wanted { objects: vec![object], edit }], new: Vec::new() };
    Ok(edit.map(wanted))
}
