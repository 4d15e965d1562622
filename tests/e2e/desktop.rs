//! What a desktop does for programs on the session bus: a tray that shows their icons, and a place where their
//! notifications appear. Both only write down what they are given.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use zbus::message::Header;
use zbus::zvariant::{Dict, OwnedValue, Structure, Value};
use zbus::{Connection, Proxy, interface};

/// A notification as a person would read it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Notification {
    id: u32,
    pub(crate) title: String,
    pub(crate) body: String,
    /// Its buttons as they are labelled; a click beside them has no label.
    pub(crate) buttons: Vec<String>,
    /// Names and labels in turn, as they came.
    actions: Vec<String>,
    /// All that came with it, for looking for what may not be there.
    pub(crate) everything: String,
}

/// A part of a menu as it comes over the bus: its id, its properties and its children.
type Node = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// An entry of a tray icon's menu.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    id: i32,
    pub(crate) label: String,
    pub(crate) enabled: bool,
}

#[derive(Debug, Default)]
struct Seen {
    /// Name on the bus and path of every tray icon, in the order in which they came.
    icons: Vec<(String, String)>,
    notifications: Vec<Notification>,
}

type Shared = Arc<Mutex<Seen>>;

fn lock(seen: &Shared) -> std::sync::MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A desktop for as long as this value lives.
pub(crate) struct Desktop {
    bus: Connection,
    seen: Shared,
}

impl Desktop {
    /// Takes both places on the session bus.
    pub(crate) async fn start() -> Result<Self> {
        let seen = Shared::default();
        let bus = zbus::connection::Builder::session()?
            .serve_at("/StatusNotifierWatcher", Tray(Arc::clone(&seen)))?
            .serve_at("/org/freedesktop/Notifications", Notifications(Arc::clone(&seen)))?
            .name("org.kde.StatusNotifierWatcher")?
            .name("org.freedesktop.Notifications")?
            .build()
            .await
            .context("the session bus has a desktop already")?;
        Ok(Self { bus, seen })
    }

    /// All notifications so far.
    pub(crate) fn notifications(&self) -> Vec<Notification> {
        lock(&self.seen).notifications.clone()
    }

    /// Presses a button of a notification, by its label; without one, the notification itself. It goes away with that.
    pub(crate) async fn press(&self, notification: &Notification, label: &str) -> Result<()> {
        let named = notification.actions.chunks_exact(2).find(|action| action[1] == label);
        let name = named.with_context(|| format!("no button {label:?} on {notification:?}"))?[0].as_str();
        self.signal("ActionInvoked", &(notification.id, name)).await?;
        self.signal("NotificationClosed", &(notification.id, 2u32)).await
    }

    async fn signal(&self, name: &str, body: &(impl serde::Serialize + zbus::zvariant::DynamicType)) -> Result<()> {
        let (path, interface) = ("/org/freedesktop/Notifications", "org.freedesktop.Notifications");
        Ok(self.bus.emit_signal(None::<&str>, path, interface, name, body).await?)
    }

    /// What the newest tray icon's menu holds; lines between entries are left out.
    pub(crate) async fn menu(&self) -> Result<Vec<Entry>> {
        let menu = self.menu_proxy().await?;
        let answer: (u32, Node) = menu.call("GetLayout", &(0i32, -1i32, Vec::<String>::new())).await?;
        let (_, (_, _, children)) = answer;
        Ok(children.iter().filter_map(|child| entry_of(child)).collect())
    }

    /// The first line of the menu, which says how things are.
    pub(crate) async fn state_line(&self) -> Result<String> {
        Ok(self.menu().await?.first().context("the menu is empty")?.label.clone())
    }

    /// Clicks the entry that starts with `label`.
    pub(crate) async fn click(&self, label: &str) -> Result<()> {
        let entries = self.menu().await?;
        let entry = entries.iter().find(|entry| entry.label.starts_with(label));
        let entry = entry.with_context(|| format!("no entry {label:?} in {entries:?}"))?;
        anyhow::ensure!(entry.enabled, "{label:?} cannot be clicked now");
        self.menu_proxy().await?.call_method("Event", &(entry.id, "clicked", Value::from(0i32), 0u32)).await?;
        Ok(())
    }

    async fn menu_proxy(&self) -> Result<Proxy<'static>> {
        let (name, path) = lock(&self.seen).icons.last().cloned().context("no icon is in the tray")?;
        let item = Proxy::new(&self.bus, name.clone(), path, "org.kde.StatusNotifierItem").await?;
        let menu: zbus::zvariant::OwnedObjectPath = item.get_property("Menu").await?;
        Ok(Proxy::new(&self.bus, name, menu, "com.canonical.dbusmenu").await?)
    }
}

fn entry_of(child: &Value<'_>) -> Option<Entry> {
    let parts = child.downcast_ref::<Structure<'_>>().ok()?;
    let [id, properties, _children] = parts.fields() else { return None };
    let id = id.downcast_ref::<i32>().ok()?;
    let properties = properties.downcast_ref::<Dict<'_, '_>>().ok()?;
    // What is missing has its usual value: a separator has no label, and an entry can be clicked.
    let label: Option<String> = properties.get(&"label").ok()?;
    let enabled: Option<bool> = properties.get(&"enabled").ok()?;
    Some(Entry { id, label: label.filter(|label| !label.is_empty())?, enabled: enabled.unwrap_or(true) })
}

struct Tray(Shared);

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Tray {
    fn register_status_notifier_item(&self, service: &str, #[zbus(header)] header: Header<'_>) {
        // Programs give the path of their item, or a name of their own on the bus.
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        let icon = if service.starts_with('/') {
            (sender, service.to_owned())
        } else {
            (service.to_owned(), "/StatusNotifierItem".to_owned())
        };
        lock(&self.0).icons.push(icon);
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        lock(&self.0).icons.iter().map(|(name, path)| format!("{name}{path}")).collect()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

struct Notifications(Shared);

#[interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".into(), "actions".into()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ("for tests".into(), "Sextant".into(), "1".into(), "1.2".into())
    }

    #[allow(clippy::too_many_arguments, reason = "the specification has them")]
    fn notify(
        &self,
        app_name: String,
        _replaces: u32,
        icon: String,
        summary: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        _expires: i32,
    ) -> u32 {
        let everything = format!("{app_name}\n{icon}\n{summary}\n{body}\n{actions:?}\n{hints:?}");
        let buttons = actions.chunks_exact(2).map(|action| action[1].clone()).filter(|label| !label.is_empty());
        let buttons = buttons.collect();
        let mut seen = lock(&self.0);
        let id = u32::try_from(seen.notifications.len() + 1).unwrap_or(u32::MAX);
        seen.notifications.push(Notification { id, title: summary, body, buttons, actions, everything });
        id
    }

    fn close_notification(&self, _id: u32) {}
}
