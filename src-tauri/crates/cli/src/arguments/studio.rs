//! What can be typed about the studio.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::Sending;

/// `studio`.
#[derive(Debug, Subcommand)]
pub(crate) enum StudioAction {
    /// Services that write and paint, and what was spent today.
    Providers,
    /// Add a service.
    AddProvider(NewService),
    /// Take a service and its key away.
    RemoveProvider {
        /// Its id.
        provider: String,
    },
    /// Look whether a service answers, accepts its key and has its model. Costs nothing.
    Test {
        /// Its id.
        provider: String,
    },
    /// Set what may be spent a day.
    Budget {
        /// US dollars.
        dollars: f64,
    },
    /// The briefs that are kept.
    Briefs,
    /// Write variants from a brief.
    Copy {
        /// Its id, or a file with a brief as JSON, which is then kept.
        brief: String,
        /// The id of the service to ask.
        #[arg(long)]
        provider: String,
    },
    /// Pictures: what is kept, what is taken in, what is painted.
    Image {
        #[command(subcommand)]
        action: ImageAction,
    },
    /// One picture and one text in all placements, into the library.
    Compose(Composition),
    /// Make paused ads: every text with every picture in every ad set.
    Publish(Publish),
    /// What to look at in the variants of a brief before they go out.
    Check {
        /// Its id.
        brief: String,
    },
}

/// `studio image`.
#[derive(Debug, Subcommand)]
pub(crate) enum ImageAction {
    /// The pictures in the library, newest first.
    List {
        /// Only those whose name, tags or origin hold this.
        #[arg(long, default_value = "")]
        text: String,
        /// Those in the trash.
        #[arg(long)]
        trash: bool,
    },
    /// Take pictures from files: JPEG, PNG or WebP.
    Import {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Have a picture painted.
    Generate {
        /// The id of the brief it is for.
        brief: String,
        /// What is to be seen.
        prompt: String,
        /// The id of the service to ask.
        #[arg(long)]
        provider: String,
        /// Its shape.
        #[arg(long, default_value = "square")]
        shape: PictureShape,
        /// Say what it would cost, and ask nobody.
        #[arg(long)]
        dry_run: bool,
    },
    /// Write the file of a picture.
    Export {
        /// Its hash.
        picture: String,
        /// Where to; a file that is there already is left alone.
        file: PathBuf,
    },
}

/// Shapes of pictures.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum PictureShape {
    /// As wide as high.
    Square,
    /// Higher than wide.
    Portrait,
    /// Wider than high.
    Landscape,
}

/// A composition as it is typed.
#[derive(Debug, Args)]
pub(crate) struct Composition {
    /// The hash of the picture.
    pub(crate) picture: String,
    /// The large text.
    #[arg(long, default_value = "")]
    pub(crate) headline: String,
    /// The one below it.
    #[arg(long, default_value = "")]
    pub(crate) subline: String,
    /// A few words, such as a price.
    #[arg(long, default_value = "")]
    pub(crate) tag: String,
    /// Where everything goes: band, corner-tag, scrim, split or frame.
    #[arg(long, default_value = "scrim")]
    pub(crate) template: String,
    /// A language tag of the texts, such as zh-TW.
    #[arg(long, default_value = "")]
    pub(crate) language: String,
    /// What has to be seen, as shares of width and height: 0.5,0.4
    #[arg(long, value_parser = point)]
    pub(crate) focus: Option<(f64, f64)>,
    /// The id of the brief it is for.
    #[arg(long)]
    pub(crate) brief: Option<String>,
}

fn point(text: &str) -> Result<(f64, f64), String> {
    let share = |text: &str| text.trim().parse().ok().filter(|share| (0.0..=1.0).contains(share));
    let shares = text.split_once(',').and_then(|(x, y)| Some((share(x)?, share(y)?)));
    shares.ok_or_else(|| "two numbers from 0 to 1, such as 0.5,0.4".to_owned())
}

/// A service as it is typed.
#[derive(Debug, Args)]
pub(crate) struct NewService {
    /// What it is to be called.
    #[arg(long)]
    pub(crate) name: String,
    /// How it is asked.
    #[arg(long)]
    pub(crate) format: ServiceFormat,
    /// Where it answers, such as http://localhost:11434/v1; without it, where its maker does.
    #[arg(long)]
    pub(crate) url: Option<String>,
    /// The model.
    #[arg(long)]
    pub(crate) model: String,
    /// `-` reads the key from standard input.
    #[arg(long)]
    pub(crate) key: Option<String>,
    /// A file with how a service of format `http` is asked: JSON with `headers`, `body` and `picture_at`.
    #[arg(long, value_name = "FILE", required_if_eq("format", "http"))]
    pub(crate) template: Option<PathBuf>,
    /// US dollars a picture, where no list price is known.
    #[arg(long, value_name = "DOLLARS", value_parser = price)]
    pub(crate) picture_price: Option<f64>,
}

/// An amount of US dollars that is none below zero.
fn price(text: &str) -> Result<f64, String> {
    let dollars: f64 = text.parse().map_err(|_| "write an amount such as 0.04".to_owned())?;
    if (0.0..=1_000.0).contains(&dollars) { Ok(dollars) } else { Err("write an amount from 0 to 1000".to_owned()) }
}

/// Wire formats.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ServiceFormat {
    /// Anthropic's messages.
    Anthropic,
    /// OpenAI's chat completions.
    Openai,
    /// The same as other servers speak it: Ollama, llama.cpp, vLLM, gateways.
    Compatible,
    /// OpenAI's images.
    OpenaiImages,
    /// Any service that makes pictures, by a template.
    Http,
}

/// What ads are made of.
#[derive(Debug, Args)]
pub(crate) struct Publish {
    /// A brief that is kept: its chosen variants, or all where none is chosen, its link and its rules.
    #[arg(long, required_unless_present = "texts")]
    pub(crate) brief: Option<String>,
    /// A file with texts instead of the brief's variants: a JSON list of objects with primaryText, headline, description
    /// and callToAction.
    #[arg(long)]
    pub(crate) texts: Option<PathBuf>,
    /// A JPEG or PNG; may be said several times. Files such as sale-1x1.jpg and sale-9x16.jpg are one picture in several
    /// shapes.
    #[arg(long = "picture", required = true)]
    pub(crate) pictures: Vec<PathBuf>,
    /// An ad set; may be said several times.
    #[arg(long = "ad-set", required = true)]
    pub(crate) ad_sets: Vec<String>,
    /// The ad account, where there is no brief.
    #[arg(long, required_unless_present = "brief")]
    pub(crate) account: Option<String>,
    /// The page the ads are published as; can be left out where the account has one only.
    #[arg(long)]
    pub(crate) page: Option<String>,
    /// The Instagram account they are published as.
    #[arg(long)]
    pub(crate) instagram: Option<String>,
    /// Where they lead, where it is not the brief's link.
    #[arg(long)]
    pub(crate) link: Option<String>,
    /// How they are called: text with {adset}, {campaign}, {text}, {headline}, {picture}, {date} and {n}.
    #[arg(long, default_value = "{adset} · {text} · {picture}")]
    pub(crate) template: String,
    /// Make also the ads of which the check says that they should not go out like this.
    #[arg(long)]
    pub(crate) despite: bool,
    #[command(flatten)]
    pub(crate) sending: Sending,
}
