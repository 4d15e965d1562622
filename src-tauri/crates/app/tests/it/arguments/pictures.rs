//! The same for pictures.

use std::path::Path;

use app::dto::{
    ComposeStudioPicture, ListStudioPictures, PaintStudioPicture, StudioPoint, StudioShape, UpdateStudioPicture,
};
use app::{App, Error};

use super::Given;

/// How many calls [`call`] knows.
pub(super) const CALLS: u32 = 7;

pub(super) async fn call(app: &App, which: u32, given: &Given, folder: &Path) -> Result<(), Error> {
    let [a, b, c, d] = given.texts.clone();
    let paint = |a: String, b: String, c: String| PaintStudioPicture {
        brief_id: a,
        provider_id: b,
        prompt: c,
        shape: StudioShape::Portrait,
    };
    let compose = |hash: String| ComposeStudioPicture {
        hash,
        template: if given.flags[0] { "scrim".into() } else { b.clone() },
        headline: c.clone(),
        subline: d.clone(),
        tag: b.clone(),
        language: d.clone(),
        focus: given.flags[1].then_some(StudioPoint { x: given.float, y: given.float }),
        brief_id: given.flags[2].then(|| b.clone()),
    };
    match which {
        0 => {
            let input = ListStudioPictures {
                text: a,
                trashed: given.flags[0],
                offset: given.number,
                limit: if given.flags[1] { u32::MAX } else { given.number },
            };
            app.studio_pictures(input).await.map(drop)
        }
        1 => app.import_studio_picture(&folder.join(a.replace(['/', '\0'], "_"))).await.map(drop),
        2 => {
            let input = UpdateStudioPicture {
                hash: a,
                name: given.flags[0].then_some(b),
                tags: given.flags[1].then(|| given.ids.clone()),
                trashed: given.flags[2].then_some(given.flags[3]),
            };
            app.update_studio_picture(input).await.map(drop)
        }
        3 => app.estimate_studio_picture(paint(a, b, c)).await.map(drop),
        4 => app.paint_studio_picture(paint(a, b, c)).await.map(drop),
        5 => app.preview_studio_composition(compose(a)).await.map(drop),
        _ => app.compose_studio_picture(compose(a)).await.map(drop),
    }
}
