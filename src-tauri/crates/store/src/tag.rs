//! What a write changed, coarse enough to send to a page and fine enough not to refetch everything.

use domain::AccountId;

/// A part of the workspace that a committed write changed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tag {
    /// The list of ad accounts or their own fields.
    Accounts,
    /// Campaigns, ad sets, ads, creatives, images or activities of an account.
    Objects(AccountId),
    /// Figures of an account.
    Metrics(AccountId),
    /// Split figures of objects of an account.
    Breakdowns(AccountId),
    /// Sync state of any account.
    Sync,
    /// Jobs and their progress.
    Jobs,
    /// Settings.
    Settings,
    /// Saved views.
    SavedViews,
    /// Connections and their wrapped secrets.
    Integrations,
    /// The audit log.
    Audit,
    /// Acts on ad accounts and what became of them.
    Changes,
    /// Drafts of such acts.
    Drafts,
    /// Rules, what they did, and what waits for a person.
    Rules,
    /// Clients and targets.
    Clients,
    /// Notes.
    Notes,
    /// The creative library.
    Library,
}
