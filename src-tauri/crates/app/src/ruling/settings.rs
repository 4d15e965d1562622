//! What rules may do in each account.

use optimizer::Limits;
use rules::TimeOfDay;

use crate::Error;
use crate::app::App;
use crate::changing::convert;
use crate::dto::RuleLimits;

impl App {
    /// What rules may do in each account.
    ///
    /// # Errors
    /// When no workspace is open or its ledger cannot be read.
    pub async fn rule_limits(&self) -> Result<Vec<RuleLimits>, Error> {
        let session = self.session().await?;
        let chosen = session.chosen();
        let read = move |db: &store::Db| {
            let mut all = Vec::new();
            for row in db.accounts()?.into_iter().filter(|row| chosen.contains(&row.id)) {
                let limits = Limits::read(db, &row.id)?;
                all.push(view(&row, limits));
            }
            Ok(all)
        };
        Ok(session.store.read(read).await?)
    }

    /// Changes what rules may do in an account.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the first value that is out of range; nothing is changed then.
    pub async fn update_rule_limits(&self, input: RuleLimits) -> Result<Vec<RuleLimits>, Error> {
        let session = self.session().await?;
        let account = convert::account(&input.account_id, &session.chosen())?;
        let limits = of(&input)?;
        limits.check().map_err(|text| Error::Invalid(text.into()))?;
        let by = session.person();
        let keep = move |tx: &store::Tx<'_>| {
            let before = Limits::read(tx, &account)?;
            limits.keep(tx, &account)?;
            tx.append_audit(&store::NewAudit {
                actor: &by,
                source: store::AuditSource::Person,
                action: "rules.limits",
                account: Some(&account),
                before: serde_json::to_value(&before).ok(),
                after: serde_json::to_value(&limits).ok(),
                details: serde_json::json!({}),
                ..store::NewAudit::default()
            })?;
            Ok(())
        };
        session.store.write(keep).await?;
        self.rules_changed(&session);
        self.rule_limits().await
    }
}

fn view(row: &store::AdAccountRow, limits: Limits) -> RuleLimits {
    RuleLimits {
        account_id: row.id.node(),
        account_name: row.name.clone(),
        currency: row.currency.clone(),
        may_act: limits.may_act,
        acts_a_day: limits.acts_a_day,
        raised_a_day_minor: limits.raised_a_day_minor.map(|minor| minor as f64),
        spend_brake_percent: limits.spend_brake_percent,
        quiet_from: limits.quiet.map(|(from, _)| from.to_string()),
        quiet_until: limits.quiet.map(|(_, until)| until.to_string()),
        approval_hours: limits.approval_hours,
        target_cpa_minor: limits.target_cpa_minor.map(|minor| minor as f64),
        target_roas: limits.target_roas,
    }
}

fn of(input: &RuleLimits) -> Result<Limits, Error> {
    let time = |text: &str| TimeOfDay::try_from(text.to_owned()).map_err(Error::Invalid);
    let quiet = match (input.quiet_from.as_deref(), input.quiet_until.as_deref()) {
        (Some(from), Some(until)) => Some((time(from)?, time(until)?)),
        (None, None) => None,
        _ => return Err(Error::Invalid("Quiet hours need a beginning and an end".into())),
    };
    Ok(Limits {
        may_act: input.may_act,
        acts_a_day: input.acts_a_day,
        raised_a_day_minor: input.raised_a_day_minor.map(convert::minor).transpose()?,
        spend_brake_percent: input.spend_brake_percent,
        quiet,
        approval_hours: input.approval_hours,
        target_cpa_minor: input.target_cpa_minor.map(convert::minor).transpose()?,
        target_roas: input.target_roas,
    })
}
