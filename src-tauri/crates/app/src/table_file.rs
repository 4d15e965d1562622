//! What the explorer shows as a file: typed cells first, then CSV or a workbook.

mod cells;
mod csv_file;
mod workbook;

use std::io::Write;
use std::path::Path;

use domain::Level;
use store::{Db, ExplorerQuery, Grouping};

use crate::Error;
use crate::app::App;
use crate::dto::{ExportTable, TableFile, TableFormat};
use crate::explorer::{answer, chosen_among, grouping_of, groups, level_of, query_of, small};
use cells::{Table, columns_of};

/// Most rows of a file; a sheet holds 1,048,576 lines.
const MOST_ROWS: usize = 1_000_000;

impl App {
    /// Writes what the explorer shows to a file, every row of it, with totals from sums.
    ///
    /// # Errors
    /// [`Error::Invalid`] for impossible questions and when the file cannot be written; nothing is left of it then.
    pub async fn export_table(&self, input: ExportTable) -> Result<TableFile, Error> {
        let session = self.session().await?;
        let accounts = chosen_among(&session.chosen(), &input.explorer.account_ids)?;
        let now = self.inner.clock.now();
        let mut query = query_of(&input.explorer, accounts, now)?;
        (query.offset, query.limit) = (0, MOST_ROWS);
        let columns = columns_of(&input.columns, query.formulas.len())?;
        let by = input.groups.as_ref().map(grouping_of).transpose()?;
        let grouped = by.map(|by| (by, input.group_level.map_or(Level::Ad, level_of)));
        let table = session.store.read(move |db| read(db, &query, grouped.as_ref(), columns, now)).await?;
        let about = about(&input);
        let rows = small(table.rows.len());
        let path = Path::new(&input.path).to_path_buf();
        tokio::task::spawn_blocking(move || {
            let bytes = match input.format {
                TableFormat::Csv => csv_file::bytes(&table),
                TableFormat::Xlsx => workbook::bytes(&table, &about),
            };
            write(&path, &bytes?)
        })
        .await
        .map_err(|_| Error::Invalid("The file could not be written".into()))??;
        Ok(TableFile { rows })
    }
}

fn read(
    db: &Db,
    query: &ExplorerQuery,
    grouped: Option<&(Grouping, Level)>,
    columns: Vec<cells::Column>,
    now: domain::TimestampMillis,
) -> Result<Table, store::Error> {
    let comparing = query.compare.is_some();
    match grouped {
        Some((by, level)) => Ok(Table::of_groups(groups(db, query, *level, by, now)?, columns, comparing)),
        None => Ok(Table::of_rows(answer(db, query, now)?, columns, comparing)),
    }
}

/// What a reader of the file has to know, as pairs of words.
fn about(input: &ExportTable) -> Vec<(String, String)> {
    let request = &input.explorer;
    let mut about = vec![
        ("First day".to_owned(), request.range.since.clone()),
        ("Last day".to_owned(), request.range.until.clone()),
        ("Days are".to_owned(), "those of each ad account".to_owned()),
        ("Ratios and formulas".to_owned(), "worked out from sums, in totals as well".to_owned()),
    ];
    if let Some(compare) = &request.compare {
        about.push(("Compared with".to_owned(), format!("{} to {}", compare.since, compare.until)));
    }
    for column in &input.columns {
        let text = column.formula.and_then(|at| request.formulas.get(at as usize));
        about.extend(text.map(|text| (format!("Formula {}", column.label), text.clone())));
    }
    about
}

/// Plain values as comma-separated text, numbers as they are.
pub(crate) fn csv_of_values(heading: &[String], rows: &[Vec<serde_json::Value>]) -> Result<String, Error> {
    csv_file::of_values(heading, rows)
}

/// Puts a whole file in place, or leaves everything as it was.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let told = |source| Error::unusable(path, source);
    if path.file_name().is_none() || path.is_dir() {
        return Err(Error::Invalid("Choose a name for the file".into()));
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(parent).map_err(told)?;
    file.write_all(bytes).map_err(told)?;
    file.as_file().sync_all().map_err(told)?;
    file.persist(path).map_err(|error| told(error.error))?;
    Ok(())
}
