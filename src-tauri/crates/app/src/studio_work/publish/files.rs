//! Pictures as files that a person chose: what they are, and their bytes when they are uploaded.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use changes::design::Shape;
use changes::pictures::{MOST_BYTES, Pictures, content};
use futures_util::future::BoxFuture;
use image::{ImageFormat, ImageReader};
use store::Store;
use tokio::io::AsyncReadExt as _;

use super::findings::{look, stop};
use crate::dto::StudioFinding;

/// Meta refuses smaller pictures in most places, in pixels.
const LEAST_PIXELS: u32 = 600;

/// A file, as far as it is known.
#[derive(Debug, Clone)]
pub(super) struct PictureFile {
    pub(super) path: String,
    pub(super) name: String,
    /// SHA-256; none where it is no picture.
    pub(super) content: Option<String>,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) shape: Option<Shape>,
    pub(super) findings: Vec<StudioFinding>,
}

/// One picture in one or several shapes.
#[derive(Debug, Clone)]
pub(super) struct Motif {
    pub(super) label: String,
    pub(super) files: Vec<PictureFile>,
}

impl Motif {
    /// Whether ads can be made with it at all.
    pub(super) fn is_usable(&self) -> bool {
        self.files.iter().all(|file| file.content.is_some())
    }

    pub(super) fn findings(&self) -> impl Iterator<Item = &StudioFinding> {
        self.files.iter().flat_map(|file| &file.findings)
    }
}

/// Reads the files and puts shapes of the same picture together, in the order in which they were chosen.
pub(super) async fn motifs(paths: &[String]) -> Vec<Motif> {
    let mut motifs: Vec<Motif> = Vec::new();
    for path in paths {
        let file = examined(path).await;
        let (label, has_shape) = label_of(&file.name);
        match motifs.iter_mut().find(|motif| has_shape && motif.label == label) {
            Some(motif) => motif.files.push(file),
            None => motifs.push(Motif { label, files: vec![file] }),
        }
    }
    motifs.iter_mut().for_each(judge_shapes);
    motifs
}

/// A file's name without its ending and without the shape it names, and whether it names one.
fn label_of(name: &str) -> (String, bool) {
    let stem = Path::new(name).file_stem().and_then(|stem| stem.to_str()).unwrap_or(name);
    for end in ["1x1", "4x5", "9x16", "1.91x1", "191x100", "191x1"] {
        let before = stem.strip_suffix(end).map(|rest| rest.trim_end_matches(['-', '_', ' ', '.']));
        if let Some(label) = before.filter(|label| !label.is_empty() && label.len() + end.len() < stem.len()) {
            return (label.to_owned(), true);
        }
    }
    (stem.to_owned(), false)
}

/// Several shapes of one picture go to places of their own, so each has to be another.
fn judge_shapes(motif: &mut Motif) {
    if motif.files.len() < 2 {
        return;
    }
    for at in 0..motif.files.len() {
        let shape = motif.files.get(at).and_then(|file| file.shape);
        let before = motif.files.iter().take(at).any(|file| file.shape == shape);
        let Some(file) = motif.files.get_mut(at).filter(|file| file.content.is_some()) else { continue };
        if shape.is_none() {
            let reason = format!("{} has none of the shapes that placements take", file.name);
            file.findings.push(stop("picture", reason, "Make it 1:1, 4:5, 9:16 or 1.91:1"));
        } else if before {
            let reason = format!("{} has the same shape as another file of this picture", file.name);
            file.findings.push(stop("picture", reason, "Leave one of them out, or give it another name"));
        }
    }
}

async fn examined(path: &str) -> PictureFile {
    let name = Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut file = PictureFile {
        path: path.to_owned(),
        name: name.chars().filter(|one| !one.is_control()).take(120).collect(),
        content: None,
        width: 0,
        height: 0,
        shape: None,
        findings: Vec::new(),
    };
    match read(Path::new(path)).await {
        Ok(bytes) => examine(&mut file, &bytes),
        Err(why) => file.findings.push(stop("picture", format!("{}: {why}", file.name), "Choose another file")),
    }
    file
}

/// Only the header is looked at: nothing is unpacked.
fn examine(file: &mut PictureFile, bytes: &[u8]) {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok();
    let format = reader.as_ref().and_then(ImageReader::format);
    let size = reader.and_then(|reader| reader.into_dimensions().ok());
    let (Some(ImageFormat::Jpeg | ImageFormat::Png), Some((width, height))) = (format, size) else {
        let reason = format!("{} is no JPEG and no PNG", file.name);
        file.findings.push(stop("picture", reason, "Choose a JPEG or a PNG"));
        return;
    };
    (file.width, file.height, file.shape) = (width, height, Shape::of(width, height));
    file.content = Some(content(bytes));
    if width.min(height) < LEAST_PIXELS {
        let reason = format!("{} has {width} × {height} pixels", file.name);
        file.findings.push(stop("picture", reason, "Take at least 600 pixels on each side: Meta refuses less"));
    }
    if file.shape.is_none() {
        let reason = format!("{} is none of 1:1, 4:5, 9:16 and 1.91:1", file.name);
        file.findings.push(look("picture", reason, "Look at how it is cut, or make it one of them"));
    }
}

/// A file's bytes, at most as many as Meta takes.
async fn read(path: &Path) -> Result<Vec<u8>, String> {
    if !path.is_absolute() {
        return Err("its path has to be whole".to_owned());
    }
    let file = tokio::fs::File::open(path).await.map_err(|error| error.to_string())?;
    if !file.metadata().await.is_ok_and(|facts| facts.is_file()) {
        return Err("it is no file".to_owned());
    }
    let mut bytes = Vec::new();
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    file.take(most).read_to_end(&mut bytes).await.map_err(|error| error.to_string())?;
    if bytes.len() > MOST_BYTES { Err("Meta takes pictures of at most 30 MB".to_owned()) } else { Ok(bytes) }
}

/// Name of the setting that says where a picture's file was.
pub(super) fn key(content: &str) -> String {
    format!("publish.file.{content}")
}

/// The files that were chosen for ads of this workspace.
#[derive(Debug, Clone)]
pub(crate) struct ChosenPictures(pub(crate) Store);

impl Pictures for ChosenPictures {
    fn bytes<'a>(&'a self, sha256: &'a str) -> BoxFuture<'a, Result<Vec<u8>, String>> {
        Box::pin(async move {
            let name = key(sha256);
            let path: Option<PathBuf> = self.0.read(move |db| db.setting(&name)).await.map_err(|e| e.to_string())?;
            let path = path.ok_or_else(|| "The file of its picture is not known here; choose it again".to_owned())?;
            let problem = |why| format!("The file of its picture cannot be read ({}): {why}", path.display());
            read(&path).await.map_err(problem)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_one_picture_are_told_by_how_their_names_end() {
        for (name, label, has_shape) in [
            ("sale-1x1.jpg", "sale", true),
            ("sale_9x16.png", "sale", true),
            ("storm jacket 1.91x1.jpg", "storm jacket", true),
            ("1x1.jpg", "1x1", false),
            ("sale.jpg", "sale", false),
            ("box21x1.jpg", "box21x1", false),
            ("", "", false),
        ] {
            assert_eq!(label_of(name), (label.to_owned(), has_shape), "{name}");
        }
    }
}
