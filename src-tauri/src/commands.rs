//! One file a feature. A command converts in, makes one call, and converts out; deciding is the `app` crate's.

pub(crate) mod activity;
pub(crate) mod breakdowns;
pub(crate) mod changes;
pub(crate) mod creating;
pub(crate) mod explorer;
pub(crate) mod files;
pub(crate) mod overview;
pub(crate) mod pictures;
pub(crate) mod rules;
pub(crate) mod settings;
pub(crate) mod sign_in;
pub(crate) mod studio;
pub(crate) mod sync;
pub(crate) mod workspace;
