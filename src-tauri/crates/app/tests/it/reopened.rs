//! A workspace is closed and opened again while it is in use.

use app::dto::ObjectLevel;
use sandbox::world::Size;

use crate::desk::{Desk, flat};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_workspace_closed_under_many_questions_opens_again_at_once() {
    let desk = Desk::new(Size::Tiny);
    let app = desk.synced().await;
    let id = app.state().await.unwrap().workspace.unwrap().id;
    for round in 0..25 {
        let ask = |_| {
            let (app, range) = (app.clone(), desk.days(20));
            // Questions that come too late find no workspace, which is an answer as well.
            tokio::spawn(async move { drop(app.query_explorer(flat(ObjectLevel::Ad, range)).await) })
        };
        let asked: Vec<_> = (0..8).map(ask).collect();
        tokio::task::yield_now().await;
        app.close_workspace().await.unwrap();
        // Nothing asks twice for the lock: were it still held, this would be refused.
        app.open_workspace(&id).await.unwrap_or_else(|error| panic!("round {round}: {error}"));
        for question in asked {
            question.await.unwrap();
        }
    }
}
