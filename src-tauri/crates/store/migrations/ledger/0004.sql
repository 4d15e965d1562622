-- Rules, when they looked, what they decided, and what waits for a person.

CREATE TABLE rules (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  text TEXT NOT NULL,
  mode TEXT NOT NULL,
  mode_since INTEGER NOT NULL,
  -- Why it is stopped, where it is.
  stop TEXT,
  made_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  -- What a rule did names it for ever, so it is only put out of sight.
  deleted_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE rule_versions (
  rule_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  author TEXT NOT NULL,
  PRIMARY KEY (rule_id, version)
) STRICT, WITHOUT ROWID;

-- The last time for which a rule has looked at an account. No earlier time is ever looked at again.
CREATE TABLE rule_slots (
  rule_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  slot INTEGER NOT NULL,
  PRIMARY KEY (rule_id, account_id)
) STRICT, WITHOUT ROWID;

-- A rule's look at an account. Looks at which nothing happened follow one another in one row.
CREATE TABLE rule_runs (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rule_id TEXT NOT NULL,
  rule_name TEXT NOT NULL,
  version INTEGER NOT NULL,
  mode TEXT NOT NULL,
  account_id TEXT NOT NULL,
  slot INTEGER NOT NULL,
  at INTEGER NOT NULL,
  looks INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  objects INTEGER NOT NULL,
  met INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  cannot_tell INTEGER NOT NULL,
  change_set TEXT,
  -- Why a person is asked, and until when.
  because TEXT,
  expires_at INTEGER,
  note TEXT
) STRICT;
CREATE INDEX rule_runs_by_rule ON rule_runs (rule_id, account_id, seq);

-- What a rule decided about one object that met its conditions.
CREATE TABLE decisions (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  run TEXT NOT NULL REFERENCES rule_runs (id),
  rule_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  account_id TEXT NOT NULL,
  level TEXT NOT NULL,
  object_id TEXT NOT NULL,
  name TEXT NOT NULL,
  at INTEGER NOT NULL,
  state TEXT NOT NULL,
  -- What was to be done, with absolute amounts; none where a guard refused it.
  act TEXT,
  -- Conditions and guards with what was seen.
  decision TEXT NOT NULL,
  -- Whether it was to take something away: a pause or a cut.
  takes_away INTEGER NOT NULL,
  figures_read_at INTEGER,
  change_set TEXT,
  item INTEGER,
  detail TEXT,
  -- When it was answered, sent or given up.
  settled_at INTEGER,
  -- Whether it was right, once its days have matured.
  outcome TEXT
) STRICT;
CREATE INDEX decisions_by_run ON decisions (run, seq);
CREATE INDEX decisions_by_object ON decisions (object_id, at);
CREATE INDEX decisions_by_rule ON decisions (rule_id, at);
CREATE INDEX decisions_by_account ON decisions (account_id, at);
CREATE INDEX decisions_open ON decisions (state) WHERE state IN ('waiting', 'sending');
CREATE INDEX decisions_unripe ON decisions (at) WHERE outcome IS NULL AND state IN ('done', 'shadowed');

-- Pauses that rules made.
CREATE TABLE leases (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  decision TEXT NOT NULL REFERENCES decisions (id),
  rule_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  level TEXT NOT NULL,
  object_id TEXT NOT NULL,
  name TEXT NOT NULL,
  since INTEGER NOT NULL,
  until TEXT NOT NULL,
  due_at INTEGER,
  -- 'open', 'returned' or 'left'.
  state TEXT NOT NULL,
  ended_at INTEGER,
  note TEXT
) STRICT;
CREATE INDEX leases_open ON leases (account_id) WHERE state = 'open';
