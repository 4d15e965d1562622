//! What an upload came to: the picture is looked for by its hash, or by the name it was sent under.

use graph::Error;
use serde_json::Value as Json;

use super::{Answer, ReadBack, will_not_be_read};
use crate::close::{Pending, Verdict};
use crate::outcome::{Detail, Outcome};
use crate::pictures::Uploaded;
use crate::tools::Tools;

/// What an upload came to. What cannot be looked at stays open; what is not there was not done, and may be sent again.
pub(crate) async fn uploaded(
    tools: &Tools,
    pending: &Pending,
    request: &Json,
    answer: Answer,
    hash: Option<String>,
) -> Verdict {
    if answer.never_left() {
        return answer.without_effect();
    }
    let text = |name: &str| request.get(name).and_then(Json::as_str).unwrap_or_default();
    let (name, sha256) = (text("name"), text("picture"));
    let (meta, time) = (tools.patient(), ReadBack::from_now(tools));
    let definite_no = answer.is_no();
    let looks = if definite_no { 1 } else { tools.pace.looks.max(1) };
    let mut last: Result<(), Error> = Err(Error::Cancelled);
    for round in 0..looks {
        if round > 0 {
            tokio::time::sleep(tools.pace.between_looks).await;
        }
        let cancel = graph::Cancel::new();
        let look = async {
            match &hash {
                Some(hash) => Ok(meta.image(&pending.account, hash, &cancel).await?),
                None => Ok(meta.images_named(&pending.account, name, &cancel).await?.into_iter().next()),
            }
        };
        match time.look(look).await {
            Some(Ok(Some(image))) => {
                let detail = Detail { reconciled: hash.is_none(), ..Detail::default() };
                let picture = Some(Uploaded { sha256: sha256.to_owned(), hash: image.hash });
                return Verdict { picture, ..Verdict::new(Outcome::Confirmed, detail) };
            }
            Some(Ok(None)) => last = Ok(()),
            Some(Err(error)) => last = Err(error),
            None => break,
        }
    }
    match last {
        Ok(()) if definite_no => answer.without_effect(),
        Ok(()) => {
            let text = "The picture was sent, and the account does not show it. Nothing was made with it.";
            Verdict::new(Outcome::NotApplied, Detail { reconciled: true, ..Detail::say(text) })
        }
        Err(error) if answer.is_final() || (definite_no && will_not_be_read(&error)) => answer.without_effect(),
        Err(error) => Verdict::new(Outcome::Unconfirmed, time.unread(&error)),
    }
}
