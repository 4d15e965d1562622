-- What Sextant changed or is about to change at Meta, and what waits to be sent.

-- One act of a person, a rule or the studio: an edit, a bulk edit, an undo.
CREATE TABLE change_sets (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  undoes TEXT,
  made_at INTEGER NOT NULL,
  plan TEXT NOT NULL,
  plan_hash TEXT NOT NULL,
  state TEXT NOT NULL
) STRICT;
CREATE INDEX change_sets_by_state ON change_sets (state);

-- What became of each object of a change set.
CREATE TABLE changes (
  pk INTEGER PRIMARY KEY,
  change_set TEXT NOT NULL REFERENCES change_sets (id),
  item INTEGER NOT NULL,
  account_id TEXT NOT NULL,
  level TEXT NOT NULL,
  object_id TEXT,
  name TEXT NOT NULL,
  fields TEXT NOT NULL,
  outcome TEXT NOT NULL,
  detail TEXT NOT NULL,
  at INTEGER,
  undone_by TEXT,
  UNIQUE (change_set, item)
) STRICT;
CREATE INDEX changes_by_object ON changes (account_id, object_id, pk);

-- A request that changes something, noted before it is sent. One that is open has an unknown outcome and is read back
-- before anything else is sent.
CREATE TABLE write_intents (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  change_set TEXT NOT NULL REFERENCES change_sets (id),
  item INTEGER NOT NULL,
  account_id TEXT NOT NULL,
  level TEXT NOT NULL,
  object_id TEXT,
  action TEXT NOT NULL,
  touches_budget INTEGER NOT NULL,
  request TEXT NOT NULL,
  expected TEXT NOT NULL,
  marker TEXT,
  state TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER,
  answer TEXT
) STRICT;
CREATE INDEX write_intents_open ON write_intents (seq) WHERE state = 'open';
CREATE INDEX write_intents_by_object ON write_intents (object_id, opened_at);

-- Changes made without a network, or put aside: checked against what is live before they are sent.
CREATE TABLE drafts (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  plan TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
