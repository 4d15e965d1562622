//! Labels of objects: `POST` adds, `DELETE` takes away.

use super::WriteCx;
use crate::http::answer::Answer;
use crate::http::error::{GraphError, Result};
use crate::http::request::Method;
use crate::world::model::{ObjectId, ObjectKind};

pub(super) fn attach(cx: &mut WriteCx<'_>, id: ObjectId, kind: ObjectKind) -> Result<Answer> {
    let labels = cx.rules().labels()?.ok_or_else(|| GraphError::missing("adlabels"))?;
    let removes = cx.call.method == Method::Delete;
    let ids = if removes { labels.known } else { cx.settle_labels(labels) };
    let now = cx.now_ms;
    let (held, updated) = match kind {
        ObjectKind::Campaign => cx.world.campaign_mut(id).map(|it| (&mut it.labels, Some(&mut it.updated_ms))),
        ObjectKind::AdSet => cx.world.adset_mut(id).map(|it| (&mut it.labels, Some(&mut it.updated_ms))),
        ObjectKind::Ad => cx.world.ad_mut(id).map(|it| (&mut it.labels, Some(&mut it.updated_ms))),
        ObjectKind::Creative => cx.world.creative_mut(id).map(|it| (&mut it.labels, None)),
        ObjectKind::Account | ObjectKind::Label => None,
    }
    .ok_or_else(|| GraphError::unknown_path("adlabels"))?;
    if removes {
        held.retain(|label| !ids.contains(label));
    } else {
        for label in ids {
            if !held.contains(&label) {
                held.push(label);
            }
        }
    }
    if let Some(updated) = updated {
        *updated = now;
    }
    let name = match kind {
        ObjectKind::Campaign => "campaign",
        ObjectKind::AdSet => "adset",
        ObjectKind::Ad => "ad",
        _ => "adcreative",
    };
    cx.note("update", name, id);
    cx.answer_about(id, |out| {
        out.id("id", id.0);
        out.boolean("success", true);
    })
}
