//! One service with its key: asked, watched, asked again.

use futures_util::StreamExt as _;
use secrecy::SecretString;
use serde_json::Value;

use super::retry::{self, Problem, TRIES};
use super::service::settings;
use super::{
    Ask, Format, Heard, NewPicture, Pacing, Picture, Purse, Said, Service, TextFormat, Usage, anthropic,
    estimated_tokens, http, images, openai, sse, template,
};
use crate::{Cancel, Error, MicroUsd};

/// An answer that is longer than this is no advertising.
const MOST_TEXT: usize = 2 << 20;
/// Tokens a picture that is sent counts for, about.
const TOKENS_A_PICTURE: u64 = 1_600;
/// Tokens a picture that is made counts for, about.
const TOKENS_A_PAINTING: u64 = 1_600;

/// A service and its key.
#[derive(Debug, Clone)]
pub struct Client {
    service: Service,
    key: Option<SecretString>,
    http: reqwest::Client,
    pacing: Pacing,
}

/// What a test of a service found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tested {
    /// Whether the service lists the model; `None` where it lists none.
    pub knows_model: Option<bool>,
    /// Names of models it lists, at most 50.
    pub models: Vec<String>,
}

/// A picture that was made.
#[derive(Debug, Clone)]
pub struct Made {
    /// The file.
    pub picture: Picture,
    /// What it cost.
    pub cost: MicroUsd,
    /// What the service says was used.
    pub usage: Usage,
    /// How often it was asked.
    pub tries: u32,
}

impl Client {
    /// A client for this service.
    ///
    /// # Errors
    /// [`Error::Settings`].
    pub fn new(service: Service, key: Option<SecretString>, pacing: Pacing) -> Result<Self, Error> {
        service.check()?;
        let http = http::build(&service, &pacing)?;
        Ok(Self { service, key, http, pacing })
    }

    /// The service.
    #[must_use]
    pub fn service(&self) -> &Service {
        &self.service
    }

    /// What an answer to this is expected to cost at most.
    #[must_use]
    pub fn estimate(&self, ask: &Ask) -> MicroUsd {
        let sent = estimated_tokens(&ask.system) + estimated_tokens(&ask.user);
        let pictures = TOKENS_A_PICTURE.saturating_mul(ask.pictures.len() as u64);
        self.service.price.of(sent.saturating_add(pictures), u64::from(ask.most_tokens), 0)
    }

    /// What such a picture is expected to cost.
    #[must_use]
    pub fn estimate_picture(&self, wanted: &NewPicture) -> MicroUsd {
        let sent = estimated_tokens(&wanted.prompt) + TOKENS_A_PICTURE.saturating_mul(wanted.from.len() as u64);
        self.service.price.of(sent, TOKENS_A_PAINTING, 1)
    }

    /// Asks a model and gives what it says to `on_text` as it comes. A try that fails begins anew: `on_text` is then
    /// given an empty text first. Asks at most five times.
    ///
    /// # Errors
    /// See [`Error`]. [`Error::Cancelled`] at once when `cancel` fires, also in mid-stream.
    pub async fn write(
        &self,
        ask: &Ask,
        purse: &dyn Purse,
        cancel: &Cancel,
        on_text: &mut (dyn FnMut(&str) + Send),
    ) -> Result<Said, Error> {
        let format: &dyn TextFormat = match self.service.format {
            Format::Anthropic => &anthropic::Anthropic,
            Format::OpenAi | Format::OpenAiCompatible => &openai::OpenAi,
            Format::OpenAiImages | Format::HttpImages => {
                return Err(settings("This service makes pictures, not texts"));
            }
        };
        let mut spent = MicroUsd::default();
        for tries in 1..=TRIES {
            let entry = purse.begin(self.estimate(ask)).await?;
            let mut heard = Heard::default();
            if tries > 1 {
                on_text("");
            }
            let asked = tokio::select! {
                biased;
                () = cancel.cancelled() => Err(Problem::Final(Error::Cancelled)),
                asked = self.once(format, ask, &mut heard, on_text) => asked,
            };
            let (usage, cost) = self.billed(ask, &heard, asked.as_ref().err());
            purse.end(entry, cost).await;
            spent = spent.plus(cost);
            match asked {
                Ok(()) => return said(heard, usage, spent, tries),
                Err(problem) => self.pause(problem, tries, cancel).await?,
            }
        }
        Err(Error::Unavailable("it was asked five times".into()))
    }

    async fn once(
        &self,
        format: &dyn TextFormat,
        ask: &Ask,
        heard: &mut Heard,
        on_text: &mut (dyn FnMut(&str) + Send),
    ) -> Result<(), Problem> {
        let place = self.service.place(format.path()).map_err(Problem::Final)?;
        let headers = http::headers(self.service.format, self.key.as_ref()).map_err(Problem::Final)?;
        let request = self.http.post(place).headers(headers).json(&format.body(&self.service, ask));
        let mut stream = http::send(request).await?.bytes_stream();
        let mut events = sse::Events::default();
        while let Some(piece) = stream.next().await {
            let piece = piece.map_err(|_| Problem::passing("the answer broke off", true))?;
            let whole = events.take(&piece).map_err(|_| Problem::passing("its stream is broken", true))?;
            let before = heard.text.len();
            for data in whole {
                format.hear(&data, heard)?;
            }
            if heard.text.len() > MOST_TEXT {
                return Err(Problem::Final(Error::Unusable("it is far too long".into())));
            }
            if let Some(new) = heard.text.get(before..).filter(|new| !new.is_empty()) {
                on_text(new);
            }
        }
        // An answer that just ends looks like a short one.
        if heard.is_done { Ok(()) } else { Err(Problem::passing("the answer broke off", true)) }
    }

    /// What a try cost: what the service says, and where it did not come to that, what arrived.
    fn billed(&self, ask: &Ask, heard: &Heard, problem: Option<&Problem>) -> (Usage, MicroUsd) {
        if problem.is_some_and(|problem| !problem.is_paid()) {
            return (Usage::default(), MicroUsd::default());
        }
        let sent = || {
            let pictures = TOKENS_A_PICTURE.saturating_mul(ask.pictures.len() as u64);
            estimated_tokens(&ask.system) + estimated_tokens(&ask.user) + pictures
        };
        let input = if heard.usage.input > 0 { heard.usage.input } else { sent() };
        let output = heard.usage.output.max(if heard.is_done && heard.usage.output > 0 {
            0
        } else {
            estimated_tokens(&heard.text)
        });
        (Usage { input, output }, self.service.price.of(input, output, 0))
    }

    /// Waits before the next try, or gives up.
    async fn pause(&self, problem: Problem, failed: u32, cancel: &Cancel) -> Result<(), Error> {
        let (error, wait) = match problem {
            Problem::Final(error) => return Err(error),
            Problem::Passing { error, wait, .. } => (error, wait),
        };
        // Without a network more tries only make a person wait for the news.
        let is_hopeless = matches!(error, Error::Offline) && failed >= 2;
        let Some(wait) = retry::wait(&self.pacing, failed, wait).filter(|_| !is_hopeless) else { return Err(error) };
        tracing::debug!(failed, ?wait, %error, "a service is asked again");
        tokio::select! {
            () = cancel.cancelled() => Err(Error::Cancelled),
            () = tokio::time::sleep(wait) => Ok(()),
        }
    }

    /// Makes a picture. Asks at most five times.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn paint(&self, wanted: &NewPicture, purse: &dyn Purse, cancel: &Cancel) -> Result<Made, Error> {
        if self.service.format.writes() {
            return Err(settings("This service writes texts, it makes no pictures"));
        }
        let expected = self.estimate_picture(wanted);
        let mut spent = MicroUsd::default();
        for tries in 1..=TRIES {
            let entry = purse.begin(expected).await?;
            let asked = tokio::select! {
                biased;
                () = cancel.cancelled() => Err(Problem::Final(Error::Cancelled)),
                asked = self.paint_once(wanted) => asked,
            };
            let cost = match &asked {
                Ok((_, Some(usage))) => self.service.price.of(usage.input, usage.output, 1),
                Err(problem) if !problem.is_paid() => MicroUsd::default(),
                Ok((_, None)) | Err(_) => expected,
            };
            purse.end(entry, cost).await;
            spent = spent.plus(cost);
            match asked {
                Ok((picture, usage)) => {
                    return Ok(Made { picture, cost: spent, usage: usage.unwrap_or_default(), tries });
                }
                Err(problem) => self.pause(problem, tries, cancel).await?,
            }
        }
        Err(Error::Unavailable("it was asked five times".into()))
    }

    async fn paint_once(&self, wanted: &NewPicture) -> Result<(Picture, Option<Usage>), Problem> {
        match &self.service.template {
            Some(template) if self.service.format == Format::HttpImages => {
                template::paint(&self.http, &self.service, template, self.key.as_ref(), wanted).await
            }
            _ => images::paint(&self.http, &self.service, self.key.as_ref(), wanted).await,
        }
    }

    /// Looks whether the service answers, accepts the key and has the model. Costs nothing. A service of
    /// [`Format::HttpImages`] has no such question; of it only the template is checked.
    ///
    /// # Errors
    /// See [`Error`]. Asked once.
    pub async fn test(&self, cancel: &Cancel) -> Result<Tested, Error> {
        if self.service.format == Format::HttpImages {
            return Ok(Tested { knows_model: None, models: Vec::new() });
        }
        let headers = http::headers(self.service.format, self.key.as_ref())?;
        let request = self.http.get(self.service.place("models")?).headers(headers);
        let ask = async {
            let response = http::send(request).await?;
            http::read(response, MOST_TEXT).await
        };
        let body = tokio::select! {
            () = cancel.cancelled() => return Err(Error::Cancelled),
            body = ask => body.map_err(|problem| match problem {
                Problem::Final(error) | Problem::Passing { error, .. } => error,
            })?,
        };
        let list: Value = serde_json::from_slice(&body).map_err(|_| Error::Unusable("it is not JSON".into()))?;
        let names = list["data"].as_array().into_iter().flatten().filter_map(|model| model["id"].as_str());
        let names: Vec<&str> = names.collect();
        // Ollama lists `name:latest` for what is asked for as `name`.
        let is_it =
            |name: &&str| *name == self.service.model || name.strip_suffix(":latest") == Some(&self.service.model);
        Ok(Tested {
            knows_model: (!names.is_empty()).then(|| names.iter().any(is_it)),
            models: names.iter().take(50).map(|name| name.chars().take(100).collect()).collect(),
        })
    }
}

fn said(heard: Heard, usage: Usage, cost: MicroUsd, tries: u32) -> Result<Said, Error> {
    if heard.is_refused {
        let words = if heard.refusal.is_empty() { &heard.text } else { &heard.refusal };
        let plain: String = words.chars().filter(|it| !it.is_control()).take(300).collect();
        return Err(Error::Declined(if plain.is_empty() { "it gave no reason".into() } else { plain }));
    }
    Ok(Said { text: heard.text, is_cut: heard.is_cut, usage, cost, model: heard.model, tries })
}
