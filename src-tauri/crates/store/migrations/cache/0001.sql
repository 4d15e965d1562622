-- What can be pulled again from Meta, and what was learned while pulling.

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ad_accounts (
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  currency TEXT NOT NULL,
  timezone_name TEXT NOT NULL,
  account_status INTEGER,
  disable_reason INTEGER,
  business_name TEXT,
  amount_spent_minor INTEGER,
  balance_minor INTEGER,
  spend_cap_minor INTEGER,
  extra TEXT NOT NULL,
  seen_in_sync INTEGER,
  deleted_at INTEGER,
  rev INTEGER NOT NULL
) STRICT;

-- Every object of an account has a dense number at its level, given when its id is first met in a listing, as a
-- parent or in figures. Figures and catalogues are arrays over these numbers.
CREATE TABLE object_slots (
  account_no INTEGER NOT NULL,
  level INTEGER NOT NULL,
  id TEXT NOT NULL,
  slot INTEGER NOT NULL,
  PRIMARY KEY (account_no, level, id)
) STRICT, WITHOUT ROWID;

-- pk is account_no * 2^32 + slot in the three tables below, so that an account's rows lie together.
CREATE TABLE campaigns (
  pk INTEGER PRIMARY KEY,
  account_no INTEGER NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  effective_status TEXT NOT NULL,
  objective TEXT,
  buying_type TEXT,
  daily_budget_minor INTEGER,
  lifetime_budget_minor INTEGER,
  budget_remaining_minor INTEGER,
  spend_cap_minor INTEGER,
  bid_strategy TEXT,
  special_ad_categories TEXT,
  start_time INTEGER,
  stop_time INTEGER,
  issues TEXT,
  created_time INTEGER,
  updated_time INTEGER,
  extra TEXT NOT NULL,
  seen_in_sync INTEGER,
  deleted_at INTEGER,
  rev INTEGER NOT NULL
) STRICT;
CREATE INDEX campaigns_by_rev ON campaigns (account_no, rev);

CREATE TABLE ad_sets (
  pk INTEGER PRIMARY KEY,
  account_no INTEGER NOT NULL,
  id TEXT NOT NULL,
  campaign_slot INTEGER NOT NULL,
  campaign_id TEXT NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  effective_status TEXT NOT NULL,
  daily_budget_minor INTEGER,
  lifetime_budget_minor INTEGER,
  budget_remaining_minor INTEGER,
  optimization_goal TEXT,
  billing_event TEXT,
  bid_strategy TEXT,
  bid_amount_minor INTEGER,
  conversion TEXT,
  learning_status TEXT,
  learning TEXT,
  attribution_spec TEXT,
  promoted_object TEXT,
  targeting TEXT,
  schedule TEXT,
  start_time INTEGER,
  end_time INTEGER,
  issues TEXT,
  created_time INTEGER,
  updated_time INTEGER,
  extra TEXT NOT NULL,
  seen_in_sync INTEGER,
  deleted_at INTEGER,
  rev INTEGER NOT NULL
) STRICT;
CREATE INDEX ad_sets_by_rev ON ad_sets (account_no, rev);
CREATE INDEX ad_sets_by_campaign ON ad_sets (account_no, campaign_slot);

CREATE TABLE ads (
  pk INTEGER PRIMARY KEY,
  account_no INTEGER NOT NULL,
  id TEXT NOT NULL,
  campaign_slot INTEGER NOT NULL,
  adset_slot INTEGER NOT NULL,
  campaign_id TEXT NOT NULL,
  adset_id TEXT NOT NULL,
  creative_id TEXT,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  effective_status TEXT NOT NULL,
  issues TEXT,
  review_feedback TEXT,
  preview_link TEXT,
  created_time INTEGER,
  updated_time INTEGER,
  extra TEXT NOT NULL,
  seen_in_sync INTEGER,
  deleted_at INTEGER,
  rev INTEGER NOT NULL
) STRICT;
CREATE INDEX ads_by_rev ON ads (account_no, rev);
CREATE INDEX ads_by_adset ON ads (account_no, adset_slot);

CREATE TABLE creatives (
  pk INTEGER PRIMARY KEY,
  account_no INTEGER NOT NULL,
  id TEXT NOT NULL,
  name TEXT,
  status TEXT,
  title TEXT,
  body TEXT,
  description TEXT,
  link_url TEXT,
  call_to_action TEXT,
  image_hash TEXT,
  thumbnail_url TEXT,
  url_tags TEXT,
  extra TEXT NOT NULL,
  seen_in_sync INTEGER,
  deleted_at INTEGER,
  rev INTEGER NOT NULL,
  UNIQUE (account_no, id)
) STRICT;
CREATE INDEX creatives_by_rev ON creatives (account_no, rev);

CREATE TABLE images (
  pk INTEGER PRIMARY KEY,
  account_no INTEGER NOT NULL,
  hash TEXT NOT NULL,
  name TEXT,
  status TEXT,
  url TEXT,
  permalink_url TEXT,
  width INTEGER,
  height INTEGER,
  -- A small copy of the picture itself, so that it can be seen without a network.
  thumbnail BLOB,
  seen_in_sync INTEGER,
  deleted_at INTEGER,
  rev INTEGER NOT NULL,
  UNIQUE (account_no, hash)
) STRICT;

CREATE TABLE activities (
  pk INTEGER PRIMARY KEY,
  account_no INTEGER NOT NULL,
  at INTEGER NOT NULL,
  event_type TEXT NOT NULL,
  object_id TEXT NOT NULL,
  object_name TEXT,
  actor_name TEXT,
  extra TEXT NOT NULL,
  UNIQUE (account_no, at, event_type, object_id, extra)
) STRICT;

-- Earlier values of settings: what a field was before a sync found it different.
CREATE TABLE object_history (
  pk INTEGER PRIMARY KEY,
  account_no INTEGER NOT NULL,
  level INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  field TEXT NOT NULL,
  from_value TEXT,
  to_value TEXT,
  noticed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX object_history_by_object ON object_history (account_no, level, slot, noticed_at);

-- One row is one day of up to 512 objects. key packs account_no, level, part and day, in this order, so that an
-- object's days lie together and a day's parts are found by one seek each. The figures in a chunk are running sums
-- since the first day of its 32-day block: any range of days is then a difference of few chunks.
CREATE TABLE performance_metrics (
  key INTEGER PRIMARY KEY,
  chunk BLOB NOT NULL
) STRICT;

-- Which days have a chunk: a bit for each day of a 32-day block. key is that of the block's first day.
CREATE TABLE metric_blocks (
  key INTEGER PRIMARY KEY,
  days INTEGER NOT NULL
) STRICT;

-- Figures that were restated: what an object-day was before, from when it was first seen until when.
CREATE TABLE metric_revisions (
  pk INTEGER PRIMARY KEY,
  key INTEGER NOT NULL,
  superseded_at INTEGER NOT NULL,
  chunk BLOB NOT NULL
) STRICT;
CREATE INDEX metric_revisions_by_key ON metric_revisions (key, superseded_at);

CREATE TABLE attributions (
  code INTEGER PRIMARY KEY,
  setting TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE pulled_days (
  account_no INTEGER NOT NULL,
  level INTEGER NOT NULL,
  day INTEGER NOT NULL,
  pulled_at INTEGER NOT NULL,
  row_count INTEGER NOT NULL,
  PRIMARY KEY (account_no, level, day)
) STRICT, WITHOUT ROWID;

-- Where each part of a sync stands: cursors, counts, times. What is in the value is the sync's own matter.
CREATE TABLE sync_state (
  account_no INTEGER NOT NULL,
  scope TEXT NOT NULL,
  value TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account_no, scope)
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  account_id TEXT,
  state TEXT NOT NULL,
  payload TEXT NOT NULL,
  progress TEXT NOT NULL,
  error TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX jobs_by_state ON jobs (state);

-- Names and texts, by trigrams, so that any three letters in a row are found. What each document is, is in its key:
-- kind and the pk of its table.
CREATE VIRTUAL TABLE search_index USING fts5 (
  name, texts,
  content = '', contentless_delete = 1, tokenize = 'trigram'
);
