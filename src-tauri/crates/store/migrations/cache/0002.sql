-- Who changed what, in one order of time: acts of this workspace, Meta's log, and what syncs found different.

-- What Meta decides by itself, as far as it says so: remembered, so that it is noticed when it turns.
ALTER TABLE campaigns ADD COLUMN automation TEXT;
ALTER TABLE creatives ADD COLUMN features TEXT;

-- The app a change was made with, by its id.
ALTER TABLE activities ADD COLUMN application TEXT;

-- Whether the timeline has it, and the request of ours that explains it.
ALTER TABLE activities ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
ALTER TABLE activities ADD COLUMN own TEXT;
CREATE INDEX activities_untold ON activities (pk) WHERE told = 0;
CREATE INDEX activities_own ON activities (own, event_type) WHERE own IS NOT NULL;
-- At level 4 are creatives, whose slot is their pk.
ALTER TABLE object_history ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
ALTER TABLE object_history ADD COLUMN own TEXT;
CREATE INDEX object_history_untold ON object_history (pk) WHERE told = 0;
CREATE INDEX object_history_own ON object_history (own, field) WHERE own IS NOT NULL;

CREATE TABLE timeline (
  pk INTEGER PRIMARY KEY AUTOINCREMENT,
  account_no INTEGER NOT NULL,
  at INTEGER NOT NULL,
  source TEXT NOT NULL,
  -- A bit for each kind of change in it.
  kinds INTEGER NOT NULL,
  level TEXT,
  object_id TEXT NOT NULL,
  object_name TEXT NOT NULL,
  field TEXT NOT NULL,
  from_value TEXT,
  to_value TEXT,
  actor TEXT,
  event_type TEXT,
  -- An act of this workspace; what became of it is in the ledger.
  change_set TEXT,
  -- When a sync found it, where one did.
  noticed_at INTEGER,
  told_at INTEGER NOT NULL,
  -- What is searched, in small letters.
  words TEXT NOT NULL
) STRICT;
CREATE INDEX timeline_by_time ON timeline (at, pk);
CREATE INDEX timeline_by_account ON timeline (account_no, at, pk);
CREATE INDEX timeline_by_object ON timeline (object_id, at, pk);
CREATE UNIQUE INDEX timeline_acts ON timeline (change_set, account_no) WHERE change_set IS NOT NULL;
