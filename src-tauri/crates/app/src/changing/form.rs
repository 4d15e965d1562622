//! The settings of one object as a form: every field that can be changed, with its value and what it may become.

use std::sync::Arc;

use changes::{Consequence, Field, Kind, Known, Snapshot, can_be_cleared};
use domain::ConfiguredStatus;
use graph::Cancel;
use store::ObjectRef;

use super::{convert, view};
use crate::Error;
use crate::app::App;
use crate::dto::{EditableSetting, IpcError, SettingKind, SettingsForm, SettingsFormRequest};
use crate::session::Session;

/// Constants a person may choose from, by field. What an object has besides is offered too.
const CHOICES: &[(Field, &[&str])] = &[
    (Field::Status, &["ACTIVE", "PAUSED"]),
    (
        Field::BidStrategy,
        &["LOWEST_COST_WITHOUT_CAP", "LOWEST_COST_WITH_BID_CAP", "COST_CAP", "LOWEST_COST_WITH_MIN_ROAS"],
    ),
    (
        Field::OptimizationGoal,
        &[
            "OFFSITE_CONVERSIONS",
            "VALUE",
            "LANDING_PAGE_VIEWS",
            "LINK_CLICKS",
            "REACH",
            "IMPRESSIONS",
            "LEAD_GENERATION",
            "QUALITY_LEAD",
            "QUALITY_CALL",
            "CONVERSATIONS",
            "POST_ENGAGEMENT",
            "PAGE_LIKES",
            "EVENT_RESPONSES",
            "THRUPLAY",
            "AD_RECALL_LIFT",
            "APP_INSTALLS",
            "APP_INSTALLS_AND_OFFSITE_CONVERSIONS",
        ],
    ),
    (Field::BillingEvent, &["IMPRESSIONS", "LINK_CLICKS", "THRUPLAY", "APP_INSTALLS", "PAGE_LIKES", "POST_ENGAGEMENT"]),
    (
        Field::SpecialAdCategories,
        &[
            "HOUSING",
            "EMPLOYMENT",
            "FINANCIAL_PRODUCTS_SERVICES",
            "ISSUES_ELECTIONS_POLITICS",
            "ONLINE_GAMBLING_AND_GAMING",
        ],
    ),
];

impl App {
    /// The settings of one object that can be changed: from this computer, or with `live` as Meta has them now.
    ///
    /// # Errors
    /// [`Error::NotFound`] for what is not in this workspace. Where Meta cannot be asked, the answer is from this computer
    /// and says why.
    pub async fn settings_form(&self, input: SettingsFormRequest) -> Result<SettingsForm, Error> {
        let session = self.session().await?;
        let object = convert::object(&input.object, &session.chosen())?;
        let wanted = object.clone();
        let read = move |db: &store::Db| {
            let known = Known::read(db, std::slice::from_ref(&wanted))?;
            let zone = db.account(&wanted.account)?.map(|account| account.timezone_name);
            Ok((known, zone.unwrap_or_default()))
        };
        let (mut known, time_zone): (Known, String) = session.store.read(read).await?;
        let cached = known.objects.remove(&object).ok_or(Error::NotFound("object"))?;
        let (snapshot, problem) = match input.live {
            false => (cached, None),
            true => match self.looked_at(&session, &object).await {
                Ok(live) => (live, None),
                Err(error) => (cached, Some(IpcError::from(error))),
            },
        };
        let facts = known.accounts.get(&object.account);
        Ok(SettingsForm {
            object: input.object,
            name: snapshot.name().to_owned(),
            currency: facts.map(|facts| facts.currency.clone()).unwrap_or_default(),
            time_zone,
            fields: fields_of(&snapshot),
            live: input.live && problem.is_none(),
            problem,
            frozen: frozen(&snapshot),
        })
    }

    async fn looked_at(&self, session: &Arc<Session>, object: &ObjectRef) -> Result<Snapshot, Error> {
        let tools = self.change_tools(session)?;
        let unseen = |detail: changes::Detail| {
            Error::Refused(detail.text.unwrap_or_else(|| "Meta does not show this object".into()))
        };
        changes::look(&tools, object, &Cancel::new()).await?.map_err(unseen)
    }
}

fn fields_of(snapshot: &Snapshot) -> Vec<EditableSetting> {
    let level = snapshot.object.level;
    let fields = Field::all().filter(|field| field.exists_at(level) && field.is_editable());
    fields.map(|field| setting(field, snapshot)).collect()
}

fn setting(field: Field, snapshot: &Snapshot) -> EditableSetting {
    let value = snapshot.get(field);
    let mut choices: Vec<String> = CHOICES
        .iter()
        .filter(|(of, _)| *of == field)
        .flat_map(|(_, choices)| choices.iter().map(|choice| (*choice).to_owned()))
        .collect();
    let has = value.and_then(changes::Value::text).filter(|has| field.kind() == Kind::Choice && !has.is_empty());
    if let Some(has) = has
        && !choices.iter().any(|choice| choice == has)
    {
        choices.push(has.to_owned());
    }
    EditableSetting {
        field: field.as_str().to_owned(),
        label: view::sentence(field.words()),
        kind: kind_of(field),
        value: value.map(convert::value_view),
        known: snapshot.knows(field),
        can_be_cleared: can_be_cleared(field),
        choices,
        consequence: match field.consequence() {
            Consequence::None => None,
            Consequence::ResetsLearning => Some("Delivery begins to learn anew.".into()),
            Consequence::StartsReview => Some("The ads are reviewed again, and delivery begins to learn anew.".into()),
        },
    }
}

fn kind_of(field: Field) -> SettingKind {
    match field.kind() {
        Kind::Status => SettingKind::Status,
        Kind::Text => SettingKind::Text,
        Kind::Choice => SettingKind::Choice,
        Kind::Money => SettingKind::Money,
        Kind::Instant => SettingKind::Instant,
        Kind::Flag => SettingKind::Flag,
        Kind::Json if field == Field::SpecialAdCategories => SettingKind::Choices,
        Kind::Json => SettingKind::Json,
    }
}

fn frozen(snapshot: &Snapshot) -> Option<String> {
    match snapshot.status()? {
        ConfiguredStatus::Archived => Some("It is archived: only its name can be changed.".into()),
        ConfiguredStatus::Deleted => Some("It is deleted: only its name can be changed.".into()),
        ConfiguredStatus::Active | ConfiguredStatus::Paused => None,
    }
}
