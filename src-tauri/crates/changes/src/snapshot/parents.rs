//! What something new is made in, whether it exists or is made by the same act.

use domain::Level;
use store::ObjectRef;

use super::{Known, Snapshot};
use crate::set::{Action, Item, Parent};

impl Known {
    /// What an item that makes something makes it in: an object, or what an earlier item of the act makes.
    pub fn parent_for(&self, item: &Item, items: &[Item]) -> Option<Snapshot> {
        let level = match item.level {
            Level::Account | Level::Campaign => return None,
            Level::Adset => Level::Campaign,
            Level::Ad => Level::Adset,
        };
        match &item.action {
            Action::Create { parent: Some(Parent::Object(id)), .. } => {
                let object = ObjectRef { account: item.account.clone(), level, id: id.clone() };
                self.objects.get(&object).cloned()
            }
            Action::Create { parent: Some(Parent::Item(number)), .. } => {
                let above = items.get(usize::try_from(*number).ok()?)?;
                let Action::Create { parent, fields } = &above.action else { return None };
                let parent = match parent {
                    Some(Parent::Object(id)) => Some(id),
                    _ => None,
                };
                Snapshot::of_new(&above.account, above.level, parent, fields)
            }
            _ => None,
        }
    }

    /// The campaign in which an item makes something.
    pub fn campaign_for(&self, item: &Item, items: &[Item]) -> Option<Snapshot> {
        let parent = self.parent_for(item, items)?;
        if item.level == Level::Adset {
            return Some(parent);
        }
        if let Some(known) = self.campaign_of(&parent) {
            return Some(known.clone());
        }
        let Action::Create { parent: Some(Parent::Item(number)), .. } = &item.action else { return None };
        let above = items.get(usize::try_from(*number).ok()?)?;
        // Two levels are all there are: an ad set is never made in an ad set.
        if above.level == Level::Adset { self.campaign_for(above, items) } else { None }
    }
}
