//! What lies below objects: whoever archives or deletes a campaign takes its ad sets and ads along.

use domain::Level;

use super::convert;
use crate::Error;
use crate::app::App;
use crate::dto::{Below, BelowRequest};

/// Objects one question may be about.
const MOST_OBJECTS: usize = 500;
/// Names that are told.
const MOST_NAMES: usize = 10;

impl App {
    /// What lies below these objects. From this computer alone; costs a few reads for each object.
    ///
    /// # Errors
    /// [`Error::Invalid`] for too many objects; [`Error::NotFound`] for accounts not chosen here.
    pub async fn below(&self, input: BelowRequest) -> Result<Below, Error> {
        let session = self.session().await?;
        if input.objects.len() > MOST_OBJECTS {
            return Err(Error::Invalid(format!("Ask about at most {MOST_OBJECTS} objects at once")));
        }
        let chosen = session.chosen();
        let objects = input.objects.iter().map(|key| convert::object(key, &chosen)).collect::<Result<Vec<_>, _>>()?;
        let read = move |db: &store::Db| {
            let mut found = Vec::new();
            for object in &objects {
                found.extend(db.below(object, MOST_NAMES)?);
            }
            Ok(found)
        };
        let found: Vec<store::LevelBelow> = session.store.read(read).await?;
        let of = |level: Level| found.iter().filter(move |below| below.level == level);
        let count = |level| u32::try_from(of(level).map(|below| below.count).sum::<usize>()).unwrap_or(u32::MAX);
        let names = of(Level::Adset).chain(of(Level::Ad)).flat_map(|below| below.names.clone());
        Ok(Below { ad_sets: count(Level::Adset), ads: count(Level::Ad), names: names.take(MOST_NAMES).collect() })
    }
}
