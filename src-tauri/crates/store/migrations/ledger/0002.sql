-- The audit log as a chain: each entry carries the hash of the one before it. See AUDIT-FORMAT.md.

DROP TRIGGER audit_logs_are_not_changed;
DROP TRIGGER audit_logs_are_not_removed;
-- What is in it becomes the beginning of the chain with the first new entry; SQL cannot hash.
ALTER TABLE audit_logs RENAME TO audit_logs_before_chain;

-- The columns up to `epoch` are what is hashed, in this order.
CREATE TABLE audit_logs (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  source TEXT NOT NULL,
  action TEXT NOT NULL,
  account TEXT,
  level TEXT,
  object TEXT,
  field TEXT,
  value_before TEXT,
  value_after TEXT,
  reason TEXT,
  rule TEXT,
  rule_version INTEGER,
  change TEXT,
  intent TEXT,
  request TEXT,
  trace TEXT,
  answer TEXT,
  details TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  previous BLOB NOT NULL,
  hash BLOB NOT NULL,
  mac BLOB NOT NULL
) STRICT;
CREATE INDEX audit_logs_by_account ON audit_logs (account, id) WHERE account IS NOT NULL;
CREATE INDEX audit_logs_by_object ON audit_logs (object, id) WHERE object IS NOT NULL;
CREATE INDEX audit_logs_by_change ON audit_logs (change, id) WHERE change IS NOT NULL;
CREATE TRIGGER audit_logs_are_not_changed BEFORE UPDATE ON audit_logs
BEGIN SELECT RAISE(ABORT, 'audit entries are not changed'); END;
CREATE TRIGGER audit_logs_are_not_removed BEFORE DELETE ON audit_logs
BEGIN SELECT RAISE(ABORT, 'audit entries are not removed'); END;

-- Where the chain stands, and the key that the next entry is sealed with. Copies of the file do not have the key.
CREATE TABLE audit_chain (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  count INTEGER NOT NULL,
  hash BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  mac_key BLOB
) STRICT;
