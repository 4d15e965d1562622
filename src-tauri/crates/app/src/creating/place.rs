//! Where something is made: what the choices there depend on.

use changes::{Field, Known, Snapshot, Value};
use store::ObjectRef;

use crate::Error;
use crate::app::App;
use crate::changing::convert;
use crate::dto::{CreationPlace, ObjectKey, ParentAdSet, ParentCampaign};

impl App {
    /// The campaign or ad set in which something is to be made, from the copy on this computer. An ad stands for the ad
    /// set it is in.
    ///
    /// # Errors
    /// [`Error::NotFound`] for what is not in this workspace.
    pub async fn creation_place(&self, input: ObjectKey) -> Result<CreationPlace, Error> {
        let session = self.session().await?;
        let object = convert::object(&input, &session.chosen())?;
        let wanted = object.clone();
        let known = session.store.read(move |db| Known::read(db, &[wanted])).await?;
        let found = known.objects.get(&object).ok_or(Error::NotFound("object"))?;
        let above = |level, id: &Option<domain::ObjectId>| {
            let id = id.clone()?;
            known.objects.get(&ObjectRef { account: object.account.clone(), level, id })
        };
        let (campaign, adset) = match object.level {
            domain::Level::Campaign => (Some(found), None),
            domain::Level::Adset => (above(domain::Level::Campaign, &found.campaign), Some(found)),
            _ => (above(domain::Level::Campaign, &found.campaign), above(domain::Level::Adset, &found.adset)),
        };
        Ok(CreationPlace {
            account_id: object.account.node(),
            campaign: campaign.map(parent_campaign),
            adset: adset.map(parent_adset),
        })
    }
}

fn text(of: &Snapshot, field: Field) -> Option<String> {
    of.get(field).and_then(Value::text).map(str::to_owned)
}

fn parent_campaign(of: &Snapshot) -> ParentCampaign {
    let categories = match of.get(Field::SpecialAdCategories) {
        Some(Value::Json(json)) => json.as_array().cloned().unwrap_or_default(),
        _ => Vec::new(),
    };
    ParentCampaign {
        id: of.object.id.to_string(),
        name: of.name().to_owned(),
        objective: text(of, Field::Objective),
        has_budget: [Field::DailyBudget, Field::LifetimeBudget].iter().any(|field| of.minor(*field).is_some()),
        bid_strategy: text(of, Field::BidStrategy),
        categories: categories.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect(),
    }
}

fn parent_adset(of: &Snapshot) -> ParentAdSet {
    ParentAdSet { id: of.object.id.to_string(), name: of.name().to_owned(), goal: text(of, Field::OptimizationGoal) }
}
