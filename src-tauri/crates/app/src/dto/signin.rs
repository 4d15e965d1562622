//! Signing in.

use super::{IpcError, choice, dto, union};

choice! {
    /// Where Meta's answer comes back to.
    pub enum RedirectKind {
        /// A listener on this computer; works while the app is in development mode.
        Loopback,
        /// The agency's https bounce page, which hands over to `sextant://`.
        Bounce,
    }
}

dto! {
    /// Start of a sign-in in the browser.
    pub struct BeginSignIn {
        /// Name of the workspace to make; `null` signs the open workspace in again.
        pub workspace_name: Option<String>,
        /// The agency's Meta app id. `null` when signing in again.
        pub app_id: Option<String>,
        /// The app's secret. Goes in, never out. `null` when signing in again or with a broker.
        pub app_secret: Option<String>,
        /// Where the answer comes back to.
        pub redirect: RedirectKind,
        /// The bounce page's https address, for [`RedirectKind::Bounce`].
        pub bounce_url: Option<String>,
        /// Opens the browser even where links of the form `sextant://` are known to open another program.
        pub whoever_takes_links: bool,
    }

    /// Connecting with a pasted token.
    pub struct ConnectSystemUser {
        /// Name of the workspace to make; `null` gives the open workspace a new token.
        pub workspace_name: Option<String>,
        /// The token. Goes in, never out.
        pub token: String,
        /// The app's secret, for `appsecret_proof`.
        pub app_secret: Option<String>,
    }

    /// An ad account the sign-in can see.
    pub struct AvailableAccount {
        /// `act_` and digits.
        pub id: String,
        /// Its name.
        pub name: String,
        /// Currency code.
        pub currency: String,
        /// IANA time zone.
        pub time_zone: String,
        /// Meta's account status in words.
        pub status: String,
        /// Spend over the account's life, in minor units.
        pub amount_spent_minor: Option<f64>,
        /// The business it belongs to.
        pub business: Option<String>,
        /// Whether it is kept here already.
        pub chosen: bool,
        /// Why it cannot be chosen (unknown currency or time zone).
        pub unusable: Option<String>,
    }

    /// A part of the list of accounts to read.
    pub struct AccountsFrom {
        /// Where it begins, as [`AvailablePage::next`] said; `null` is the beginning.
        pub after: Option<String>,
    }

    /// A part of the list of accounts the sign-in can see.
    pub struct AvailablePage {
        /// The accounts, in Meta's order. One may come again in a later part.
        pub accounts: Vec<AvailableAccount>,
        /// Where the list goes on; `null` at its end.
        pub next: Option<AccountsFrom>,
        /// Meta asks to wait: when to ask for `next`. This part is empty then.
        pub waits_until_ms: Option<f64>,
    }

    /// Which accounts to keep.
    pub struct ChooseAccounts {
        /// Their ids. Accounts left out are no longer synced; what is cached of them stays.
        pub ids: Vec<String>,
    }
}

union! {
    /// Where a sign-in stands.
    #[serde(tag = "phase")]
    pub enum SignInStatus {
        /// Nothing is under way.
        Idle {},
        /// The simulation is being started.
        StartingDemo {},
        /// The browser is open; waiting for the answer.
        WaitingForBrowser {
            /// When the attempt ends by itself.
            expires_at_ms: f64,
            /// False where no browser could be opened.
            browser_opened: bool,
        },
        /// The answer came; the code is being exchanged.
        Exchanging {},
        /// Signed in; accounts are to be picked.
        ChoosingAccounts {},
        /// Finished.
        Done {},
        /// Did not work.
        Failed {
            /// Why.
            error: IpcError,
        },
    }
}
