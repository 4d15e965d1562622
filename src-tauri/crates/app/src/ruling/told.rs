//! What rules have to tell, as notifications.

use domain::AccountId;
use optimizer::News;

use crate::app::App;
use crate::bus::AlarmAct;
use crate::session::Session;

/// Raises what a person should hear of while the window is out of sight.
pub(super) async fn raise(app: &App, session: &Session, news: &News) {
    let bus = &app.inner.bus;
    match news {
        News::Changed => {}
        News::Acted { rule, account, what, done, failed, change_set } => {
            let account = name_of(session, account).await;
            let missed = if *failed > 0 { format!(" {failed} did not come to be as asked.") } else { String::new() };
            let body = format!("{account}: {what}. {done} done.{missed}");
            bus.alarm_with(format!("Rule “{rule}” acted"), body, AlarmAct::Undo(change_set.clone()));
        }
        News::Asks { rule, account, what, run } => {
            let account = name_of(session, account).await;
            let title = format!("Rule “{rule}” asks you");
            bus.alarm_with(title, format!("{account}: it wants to {what}."), AlarmAct::Approve(run.clone()));
        }
        News::Tells { rule, account, what, run } => {
            let account = name_of(session, account).await;
            let title = format!("Rule “{rule}”");
            bus.alarm_with(title, format!("{account}: {what}."), AlarmAct::Open(format!("/rules/runs/{run}")));
        }
        News::Stopped { rule, why } => {
            let title = format!("Rule “{rule}” was stopped");
            bus.alarm_urgent(title, why.clone(), Some(AlarmAct::Open("/rules".into())));
        }
        News::Held(why) => {
            bus.alarm_urgent("Rules do not run", why.clone(), Some(AlarmAct::Open("/rules".into())));
        }
    }
}

async fn name_of(session: &Session, account: &AccountId) -> String {
    let id = account.clone();
    let row = session.store.read(move |db| db.account(&id)).await;
    row.ok().flatten().map_or_else(|| account.node(), |row| row.name)
}
