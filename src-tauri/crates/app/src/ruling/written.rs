//! Writing rules: kept, let go further, taken away.

use optimizer::{Limits, shelf};
use rules::{Mode, Rule};

use super::view;
use crate::Error;
use crate::app::App;
use crate::dto::{AppEvent, RuleDetail, RuleList, SaveRule, SetRuleMode};
use crate::session::Session;

impl App {
    /// Keeps a rule, the next version of it when it is there.
    ///
    /// # Errors
    /// [`Error::Rule`] for what is wrong with it, [`Error::Conflict`] when somebody else has changed it.
    pub async fn save_rule(&self, input: SaveRule) -> Result<RuleDetail, Error> {
        let session = self.session().await?;
        let rule = Rule::from_json(&input.rule).map_err(optimizer::Error::Rule)?;
        self.check_mode(&session, &rule).await?;
        let id = rule.id.clone();
        shelf::keep(&session.store, rule, &session.person(), input.expected_version).await?;
        self.rules_changed(&session);
        self.rule(&id).await
    }

    /// Lets a rule go as far as this.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Refused`] where rules may not act.
    pub async fn set_rule_mode(&self, input: SetRuleMode) -> Result<RuleDetail, Error> {
        let session = self.session().await?;
        let (id, mode) = (input.id.clone(), view::mode_of(input.mode));
        let kept = session.store.read(move |db| Ok(shelf::rule(db, &id))).await??;
        self.check_mode(&session, &Rule { mode, ..kept.rule().clone() }).await?;
        shelf::set_mode(&session.store, &input.id, mode, &session.person()).await?;
        self.rules_changed(&session);
        self.rule(&input.id).await
    }

    /// Lets a rule that was stopped run again.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn clear_rule_stop(&self, id: &str) -> Result<RuleDetail, Error> {
        let session = self.session().await?;
        shelf::stop(&session.store, id, None, &session.person()).await?;
        self.rules_changed(&session);
        self.rule(id).await
    }

    /// Takes a rule away. What it did stays on record.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete_rule(&self, id: &str) -> Result<RuleList, Error> {
        let session = self.session().await?;
        shelf::remove(&session.store, id, &session.person()).await?;
        self.rules_changed(&session);
        self.rules().await
    }

    /// A rule that acts by itself needs at least one account in which rules may act.
    async fn check_mode(&self, session: &Session, rule: &Rule) -> Result<(), Error> {
        if !matches!(rule.mode, Mode::Approve | Mode::Auto) || !rule.then.acts() {
            return Ok(());
        }
        let of_rule =
            |account: &domain::AccountId| rule.scope.accounts.is_empty() || rule.scope.accounts.contains(account);
        let accounts: Vec<_> = session.chosen().into_iter().filter(of_rule).collect();
        let allowed = session.store.read(move |db| {
            for account in &accounts {
                if Limits::read(db, account)?.may_act {
                    return Ok(true);
                }
            }
            Ok(false)
        });
        if allowed.await? {
            return Ok(());
        }
        let text = "Rules may not act in any account this rule looks at. Allow it under Settings, Rules, first";
        Err(Error::Refused(text.into()))
    }

    /// Says that rules or their limits changed.
    pub(super) fn rules_changed(&self, session: &Session) {
        if let Some(engine) = session.engine() {
            engine.wake();
        }
        self.inner.bus.event(AppEvent::RulesChanged {});
    }
}
