-- What cannot be pulled again: the person's own settings, connections and records.

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_views (
  screen TEXT NOT NULL,
  name TEXT NOT NULL,
  view TEXT NOT NULL,
  PRIMARY KEY (screen, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE integrations (
  name TEXT PRIMARY KEY,
  facts TEXT NOT NULL,
  wrapped_secret BLOB,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_logs (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT,
  details TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_logs_are_not_changed BEFORE UPDATE ON audit_logs
BEGIN SELECT RAISE(ABORT, 'audit entries are not changed'); END;
CREATE TRIGGER audit_logs_are_not_removed BEFORE DELETE ON audit_logs
BEGIN SELECT RAISE(ABORT, 'audit entries are not removed'); END;

CREATE TABLE creative_library (
  content_hash TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  width INTEGER,
  height INTEGER,
  provenance TEXT NOT NULL,
  added_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
