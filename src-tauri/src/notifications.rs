//! Native notifications: few, and only about what a person has to know while the window is out of sight.
//!
//! On Linux they have buttons, through the interface that desktops share. A button opens the window where its act can be
//! looked at; none does anything by itself. The plugin hears the answers to all notifications on one connection and one
//! thread. Elsewhere each would hold a thread until somebody answers, so there they are only read.

use app::Alarm;
use tauri::{AppHandle, Runtime};
use tauri_plugin_notification::NotificationExt;

/// Shows an alarm. A desktop without notifications is no error: the window and the tray say the same.
pub(crate) fn show<R: Runtime>(handle: &AppHandle<R>, alarm: &Alarm) {
    let notification = handle.notification().builder().title(plain(&alarm.title)).body(plain(&alarm.body));
    #[cfg(target_os = "linux")]
    let notification = buttons::add(notification, alarm.act.as_ref());
    if let Err(error) = notification.show() {
        tracing::warn!(%error, "a notification could not be shown");
    }
}

/// Hears what people do with notifications, where they can do anything.
pub(crate) fn listen<R: Runtime>(handle: &AppHandle<R>) {
    #[cfg(target_os = "linux")]
    buttons::listen(handle);
    #[cfg(not(target_os = "linux"))]
    let _ = handle;
}

/// Names of ads are other people's texts, and some desktops read marks of a text as links and pictures.
fn plain(text: &str) -> String {
    text.replace('<', "‹").replace('>', "›")
}

#[cfg(target_os = "linux")]
mod buttons {
    use app::AlarmAct;
    use app::dto::AppEvent;
    use tauri::{AppHandle, Runtime};
    use tauri_plugin_notification::{Action, ActionPerformed, ActionType, NotificationBuilder, NotificationExt};

    /// The button that only shows.
    const OPEN: &str = "open";
    /// What the plugin calls a click beside the buttons.
    const BESIDE: &str = "tap";
    /// Under which names a notification carries where its first button and everything else of it lead.
    const ROUTE: &str = "route";
    const PLACE: &str = "place";

    /// The kinds of notifications with their first button. Each has `Open` as well.
    const KINDS: [(&str, Option<&str>); 3] = [("undo", Some("Undo")), ("approve", Some("Approve")), (OPEN, None)];

    fn kind(act: &AlarmAct) -> &'static str {
        match act {
            AlarmAct::Undo(_) => "undo",
            AlarmAct::Approve(_) => "approve",
            AlarmAct::Open(_) => OPEN,
        }
    }

    pub(super) fn add<R: Runtime>(
        notification: NotificationBuilder<R>,
        act: Option<&AlarmAct>,
    ) -> NotificationBuilder<R> {
        let Some(act) = act else { return notification.action_type_id(OPEN) };
        notification.action_type_id(kind(act)).extra(ROUTE, act.route()).extra(PLACE, act.place())
    }

    pub(super) fn listen<R: Runtime>(handle: &AppHandle<R>) {
        let kinds = KINDS.into_iter().map(|(id, first)| {
            let first = first.map(|title| Action::builder(id, title).build());
            let open = Action::builder(OPEN, "Open").build();
            ActionType::builder(id).actions(first.into_iter().chain([open]).collect()).build()
        });
        let notifications = handle.notification();
        let page = handle.clone();
        let listening = notifications
            .register_action_types(kinds.collect())
            .and_then(|()| notifications.on_action(move |performed| answer(&page, performed)));
        if let Err(error) = listening {
            tracing::warn!(%error, "notifications have no buttons");
        }
    }

    /// Brings the window to the front, at what the notification is about. Comes on a thread of the plugin; what draws is
    /// handed to the main one.
    fn answer<R: Runtime>(handle: &AppHandle<R>, performed: &ActionPerformed) {
        let to = leads_to(performed);
        let page = handle.clone();
        let shown = handle.run_on_main_thread(move || {
            crate::window::show(&page);
            if let Some(to) = to {
                crate::events::send(&page, AppEvent::Navigate { to });
            }
        });
        if let Err(error) = shown {
            tracing::debug!(%error, "the program ends; nothing is shown");
        }
    }

    fn leads_to(performed: &ActionPerformed) -> Option<String> {
        let shows_only = matches!(performed.action_id(), OPEN | BESIDE);
        let place = performed.notification()?.extra().get(if shows_only { PLACE } else { ROUTE })?;
        place.as_str().map(str::to_owned)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        fn performed(action: &str, extra: &serde_json::Value) -> ActionPerformed {
            let answer = serde_json::json!({
                "actionId": action, "inputValue": null, "notification": { "id": 7, "extra": extra },
            });
            serde_json::from_value(answer).unwrap()
        }

        #[test]
        fn the_first_button_leads_to_the_act_and_everything_else_to_the_place() {
            let act = AlarmAct::Undo("c0ffee".into());
            let extra = serde_json::json!({ ROUTE: act.route(), PLACE: act.place() });
            for (action, to) in
                [(kind(&act), "/activity?undo=%22c0ffee%22"), (OPEN, "/activity"), (BESIDE, "/activity")]
            {
                assert_eq!(leads_to(&performed(action, &extra)).as_deref(), Some(to), "{action}");
            }
            assert_eq!(leads_to(&performed(BESIDE, &serde_json::json!({}))), None, "it opens the window and no more");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_name_cannot_bring_links_or_pictures() {
        let name = "<a href=\"https://evil.example\">Sale</a> & <img src=x>";
        assert_eq!(plain(name), "‹a href=\"https://evil.example\"›Sale‹/a› & ‹img src=x›");
    }
}
