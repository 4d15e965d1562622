//! A sandbox with clients for its services.

use std::sync::Mutex;
use std::time::Duration;

use futures_util::future::BoxFuture;
use sandbox::{Config, Fault, FaultKind, Server, world::Size};
use secrecy::SecretString;
use studio::{Brief, Client, Error, Format, MicroUsd, Pacing, Prompt, Purse, Service};

pub(crate) struct Bench {
    pub(crate) server: Server,
}

pub(crate) fn quick() -> Pacing {
    Pacing { step: Duration::from_millis(1), ..Pacing::default() }
}

impl Bench {
    pub(crate) fn start() -> Self {
        Self { server: Server::start(Config { size: Size::Tiny, ..Config::default() }).unwrap() }
    }

    pub(crate) fn client(&self, format: Format) -> Client {
        self.with_key(format, &self.server.ai_key())
    }

    pub(crate) fn with_key(&self, format: Format, key: &str) -> Client {
        let model = if format.writes() { "sextant-demo-text" } else { "sextant-demo-picture" };
        let service = Service::new(format, Some(self.server.base_url()), model).unwrap();
        Client::new(service, Some(SecretString::from(key)), quick()).unwrap()
    }

    pub(crate) fn strike(&self, kind: FaultKind, times: Option<u32>) {
        let fault = Fault::on("^/v1/", kind).method("POST");
        self.server.faults().clear();
        self.server.faults().add(Fault { count: times, ..fault }).unwrap();
    }

    /// What services were asked: path and everything sent.
    pub(crate) fn asked(&self) -> Vec<(String, String)> {
        let entries = self.server.journal().entries();
        entries.into_iter().filter(|entry| entry.method == "POST").map(|entry| (entry.path, entry.query)).collect()
    }
}

pub(crate) fn prompt() -> Prompt {
    let brief = Brief {
        product: "Halden Storm, 3-layer rain jacket".into(),
        must_say: vec!["28,000 mm".into()],
        never_say: vec!["guaranteed".into()],
        link: "https://halden.example/storm".into(),
        count: 5,
        ..Brief::default()
    };
    Prompt { brief, ..Prompt::default() }
}

/// Keeps what is spent, and a limit.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) limit: MicroUsd,
    pub(crate) entries: Mutex<Vec<(MicroUsd, Option<MicroUsd>)>>,
}

impl Kept {
    pub(crate) fn with(limit: i64) -> Self {
        Self { limit: MicroUsd(limit), entries: Mutex::default() }
    }

    pub(crate) fn spent(&self) -> MicroUsd {
        let entries = self.entries.lock().unwrap();
        entries.iter().fold(MicroUsd(0), |sum, (expected, cost)| sum.plus(cost.unwrap_or(*expected)))
    }

    pub(crate) fn requests(&self) -> usize {
        self.entries.lock().unwrap().len()
    }
}

impl Purse for Kept {
    fn begin(&self, expected: MicroUsd) -> BoxFuture<'_, Result<i64, Error>> {
        Box::pin(async move {
            let spent = self.spent();
            if spent >= self.limit {
                return Err(Error::Budget { limit: self.limit, spent });
            }
            let mut entries = self.entries.lock().unwrap();
            entries.push((expected, None));
            Ok(i64::try_from(entries.len()).unwrap() - 1)
        })
    }

    fn end(&self, entry: i64, cost: MicroUsd) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            self.entries.lock().unwrap()[usize::try_from(entry).unwrap()].1 = Some(cost);
        })
    }
}
