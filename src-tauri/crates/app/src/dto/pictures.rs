//! Pictures of the studio: the library, what is painted, what is composed.

use super::{IpcError, StudioRunState, choice, dto};

choice! {
    /// How a picture came into the library.
    pub enum StudioPictureOrigin {
        /// From a file.
        Imported,
        /// From a service.
        Generated,
        /// From another picture and a text.
        Composed,
    }

    /// The shape of a picture to be painted.
    pub enum StudioShape {
        /// As wide as high.
        Square,
        /// Higher than wide.
        Portrait,
        /// Wider than high.
        Landscape,
    }

    /// How much a finding on a picture matters.
    pub enum StudioPictureSeverity {
        /// Worth knowing.
        Note,
        /// Meta takes it, and it will look or work worse.
        Warning,
        /// Meta refuses it, or nobody can read it.
        Stop,
    }
}

dto! {
    /// A picture of the library.
    pub struct StudioPicture {
        /// SHA-256 of its file, 64 hexadecimal digits: its id.
        pub hash: String,
        /// Its name.
        pub name: String,
        /// `image/jpeg`, `image/png` or `image/webp`.
        pub media_type: String,
        /// Size of its file.
        pub bytes: f64,
        /// Pixels from left to right, as it is seen.
        pub width: u32,
        /// Pixels from top to bottom.
        pub height: u32,
        /// How it came here.
        pub origin: StudioPictureOrigin,
        /// The service that painted it.
        pub provider: Option<String>,
        /// The model that painted it.
        pub model: Option<String>,
        /// What the service was asked for.
        pub prompt: Option<String>,
        /// What it cost, in millionths of a US dollar.
        pub cost: Option<f64>,
        /// The picture it was composed from.
        pub source: Option<String>,
        /// The template it was composed with.
        pub template: Option<String>,
        /// The placement it was composed for, such as `4:5`.
        pub ratio: Option<String>,
        /// The brief it was made for.
        pub brief_id: Option<String>,
        /// Who brought or ordered it.
        pub by: String,
        /// When.
        pub added_ms: f64,
        /// What a person files it under.
        pub tags: Vec<String>,
        /// Whether it lies in the trash.
        pub trashed: bool,
        /// A small copy as a data URL.
        pub thumbnail: Option<String>,
        /// Names of other pictures here that look the same.
        pub like: Vec<String>,
    }

    /// What of the library is asked for.
    pub struct ListStudioPictures {
        /// What name, tags or origin hold; empty asks for all.
        pub text: String,
        /// The trash rather than what is kept.
        pub trashed: bool,
        /// Pictures to pass over.
        pub offset: u32,
        /// Pictures at most, up to 60.
        pub limit: u32,
    }

    /// A part of the library, newest first.
    pub struct StudioPicturePage {
        /// The pictures.
        pub pictures: Vec<StudioPicture>,
        /// How many there are of what was asked for.
        pub total: u32,
        /// Templates to compose with.
        pub templates: Vec<StudioTemplate>,
        /// What is being painted, or was last.
        pub run: Option<StudioPaintRun>,
    }

    /// A template to compose with.
    pub struct StudioTemplate {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
    }

    /// A picture that came from a file.
    pub struct ImportedStudioPicture {
        /// The picture; where it was here already, as it is kept.
        pub picture: StudioPicture,
        /// Whether the same file was here already.
        pub known: bool,
    }

    /// What a person says of a picture: what is `null` stays.
    pub struct UpdateStudioPicture {
        /// Its hash.
        pub hash: String,
        /// Its name.
        pub name: Option<String>,
        /// What it is filed under.
        pub tags: Option<Vec<String>>,
        /// Into the trash, or out of it.
        pub trashed: Option<bool>,
    }

    /// Asks a service for a picture.
    pub struct PaintStudioPicture {
        /// The brief it is for, whose client may be named in the prompt.
        pub brief_id: String,
        /// The service.
        pub provider_id: String,
        /// What is to be seen.
        pub prompt: String,
        /// Its shape.
        pub shape: StudioShape,
    }

    /// What a picture would cost, and where its prompt goes.
    pub struct StudioPaintEstimate {
        /// In millionths of a US dollar; `null` where the price is unknown.
        pub cost: Option<f64>,
        /// A host.
        pub host: String,
    }

    /// A picture that is being painted, or was.
    pub struct StudioPaintRun {
        /// Its id.
        pub id: String,
        /// How far it is.
        pub state: StudioRunState,
        /// What was asked for.
        pub prompt: String,
        /// Whom.
        pub provider: String,
        /// When it began.
        pub started_ms: f64,
        /// When it ended.
        pub ended_ms: Option<f64>,
        /// What it cost, in millionths of a US dollar.
        pub cost: f64,
        /// The picture that came of it.
        pub hash: Option<String>,
        /// Why nothing did.
        pub error: Option<IpcError>,
    }

    /// A point of a picture: 0 to 1 from its left and its upper edge.
    pub struct StudioPoint {
        /// From the left.
        pub x: f64,
        /// From above.
        pub y: f64,
    }

    /// One picture and one text, for all placements.
    pub struct ComposeStudioPicture {
        /// The picture.
        pub hash: String,
        /// The template's id.
        pub template: String,
        /// The large text; empty for none.
        pub headline: String,
        /// The one below it; empty for none.
        pub subline: String,
        /// A few words, such as a price; empty for none.
        pub tag: String,
        /// A language tag of the texts; empty where it does not matter.
        pub language: String,
        /// What has to be seen; `null` leaves that to be guessed.
        pub focus: Option<StudioPoint>,
        /// The brief it is for.
        pub brief_id: Option<String>,
    }

    /// Something to look at in a picture before it goes out.
    pub struct StudioPictureFinding {
        /// How much it matters.
        pub severity: StudioPictureSeverity,
        /// What is wrong.
        pub reason: String,
        /// What to do about it.
        pub remedy: String,
    }

    /// One placement of a composition.
    pub struct StudioFrame {
        /// `square`, `portrait`, `reel` or `landscape`.
        pub placement: String,
        /// Its ratio as people write it.
        pub ratio: String,
        /// Pixels from left to right, at full size.
        pub width: u32,
        /// Pixels from top to bottom.
        pub height: u32,
        /// The share of its height, 0 to 1, that Meta's own lines cover above.
        pub covered_top: f64,
        /// The same below.
        pub covered_bottom: f64,
        /// What it looks like, as a data URL; `null` where it cannot be made.
        pub preview: Option<String>,
        /// Why it cannot be made, with a way out.
        pub problem: Option<String>,
        /// What to look at.
        pub findings: Vec<StudioPictureFinding>,
        /// The finished picture in the library.
        pub hash: Option<String>,
    }

    /// One picture and one text in all placements.
    pub struct StudioComposition {
        /// What was taken for the point that has to be seen.
        pub focus: StudioPoint,
        /// The placements.
        pub frames: Vec<StudioFrame>,
    }
}
