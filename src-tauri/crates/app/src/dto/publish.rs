//! From texts and pictures to ads.

use super::{ChangePreview, CheckDepth, StudioCopy, StudioFinding, dto};

dto! {
    /// The texts of ads that are to be made.
    pub struct PublishText {
        /// What the template calls them: a letter, a name.
        pub label: String,
        /// The texts.
        pub copy: StudioCopy,
        /// Their language.
        pub language: String,
    }

    /// Which ads are to be made: every text with every picture in every ad set. Makes nothing.
    pub struct PreviewPublish {
        /// The brief whose rules hold for the texts.
        pub brief_id: Option<String>,
        /// In which account.
        pub account_id: String,
        /// In which ad sets of it.
        pub ad_set_ids: Vec<String>,
        /// The page they are published as.
        pub page_id: String,
        /// The Instagram account they are published as.
        pub instagram_user_id: Option<String>,
        /// Where they lead.
        pub link: String,
        /// The texts.
        pub texts: Vec<PublishText>,
        /// Paths of picture files, JPEG or PNG. Files whose names differ only in how they end (`sale-1x1`, `sale-9x16`)
        /// are one picture in several shapes.
        pub pictures: Vec<String>,
        /// How the ads are called: text with `{adset}`, `{campaign}`, `{text}`, `{headline}`, `{picture}`, `{date}` and
        /// `{n}`.
        pub template: String,
        /// Whether ads are made although something says they should not go out like this.
        pub despite: bool,
        /// How much to ask.
        pub depth: CheckDepth,
    }

    /// A picture file.
    pub struct PublishPicture {
        /// Where it is.
        pub path: String,
        /// What it is called.
        pub name: String,
        /// Which picture it is a shape of, from 0.
        pub motif: u32,
        /// Pixels; 0 where it is no picture.
        pub width: u32,
        /// Pixels; 0 where it is no picture.
        pub height: u32,
        /// `1:1`, `4:5`, `9:16` or `1.91:1`.
        pub shape: Option<String>,
        /// What to know.
        pub findings: Vec<StudioFinding>,
    }

    /// One ad of the matrix.
    pub struct PublishRow {
        /// Its number in the preview; `null` where it is left out.
        pub item: Option<u32>,
        /// What it is called.
        pub name: String,
        /// In which ad set.
        pub ad_set_id: String,
        /// What that is called.
        pub ad_set_name: String,
        /// Which of the texts, from 0.
        pub text: u32,
        /// Which of the pictures, from 0.
        pub motif: u32,
        /// What to know, the gravest first.
        pub findings: Vec<StudioFinding>,
    }

    /// The matrix, and what would be sent.
    pub struct PublishPreview {
        /// What would be sent; applied like every other preview.
        pub preview: ChangePreview,
        /// What the pictures are called.
        pub motifs: Vec<String>,
        /// Their files.
        pub pictures: Vec<PublishPicture>,
        /// Every ad, ad set by ad set.
        pub rows: Vec<PublishRow>,
        /// Ads that are left out because they should not go out like this.
        pub left_out: u32,
    }

    /// Looks for ad sets to make ads in.
    pub struct PublishPlacesRequest {
        /// Of which account.
        pub account_id: String,
        /// In whose name, or whose campaign's; empty for all.
        pub text: String,
    }

    /// An ad set to make ads in.
    pub struct PublishPlace {
        /// Its id.
        pub id: String,
        /// Its name.
        pub name: String,
        /// Its campaign's name.
        pub campaign: String,
        /// What it is set to.
        pub status: String,
        /// Ads in it that are neither archived nor deleted. Meta takes 50.
        pub ads: u32,
    }
}
