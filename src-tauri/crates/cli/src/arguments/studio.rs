//! What can be typed about the studio.

use clap::{Args, Subcommand, ValueEnum};

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
    /// What to look at in the variants of a brief before they go out.
    Check {
        /// Its id.
        brief: String,
    },
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
}
