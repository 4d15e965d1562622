//! The same for the feed and the audit log.

use std::path::Path;

use app::dto::{ActivityKind, ActivityRequest, ActivitySource, ExportAudit, HistoryRequest, ObjectKey};
use app::{App, Error};

use super::Given;

/// How many calls [`call`] knows.
pub(super) const CALLS: u32 = 4;

pub(super) async fn call(app: &App, which: u32, given: &Given, folder: &Path) -> Result<(), Error> {
    let [a, b, ..] = given.texts.clone();
    match which {
        0 => {
            let input = ActivityRequest {
                account_ids: given.ids.clone(),
                sources: if given.flags[0] { vec![ActivitySource::Outside] } else { Vec::new() },
                kinds: if given.flags[1] { vec![ActivityKind::Feature, ActivityKind::Budget] } else { Vec::new() },
                text: given.flags[2].then_some(a),
                after: given.flags[3].then_some(if given.flags[0] { b } else { format!("{}.{}", given.number, 1) }),
                limit: given.number,
            };
            app.activity(input).await.map(drop)
        }
        1 => {
            let object = ObjectKey { account_id: a, level: given.level, id: b };
            app.object_history(HistoryRequest { object, limit: given.number }).await.map(drop)
        }
        2 => {
            let id = if given.flags[0] { format!("o{}", given.number) } else { a };
            app.preview_put_back(&id).await.map(drop)
        }
        _ => {
            let name = b.replace(['/', '\0'], "_");
            let path = if given.flags[0] { folder.join("out").join(name).display().to_string() } else { a };
            let account_id = given.flags[2].then(|| given.texts[2].clone());
            // A path from nowhere is never a full one, so nothing is written anywhere.
            let path = path.trim_start_matches('/').to_owned();
            app.take_out_audit(ExportAudit { path, readable: given.flags[1], account_id }).await.map(drop)
        }
    }
}
