-- Clients, what is aimed at each month, and notes.

-- A group of ad accounts that are looked at together.
CREATE TABLE clients (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  -- Ids of accounts as a JSON list, in the order a person gave them.
  accounts TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Amounts are in the smallest unit of `currency`: were an account's currency ever another one, they would not be read as
-- amounts of that.
CREATE TABLE targets (
  -- 'account', 'campaign' or 'client'.
  kind TEXT NOT NULL,
  -- The account of a campaign; '' otherwise.
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  -- 'YYYY-MM'.
  month TEXT NOT NULL,
  currency TEXT NOT NULL,
  budget_minor INTEGER,
  cpa_minor INTEGER,
  roas REAL,
  author TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (kind, account_id, id, month)
) STRICT, WITHOUT ROWID;

CREATE TABLE notes (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  level TEXT NOT NULL,
  object_id TEXT NOT NULL,
  -- Days since 1970-01-01 in the account's time zone; none for a note that is about no day.
  day INTEGER,
  text TEXT NOT NULL,
  author TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX notes_by_object ON notes (account_id, object_id, day);
