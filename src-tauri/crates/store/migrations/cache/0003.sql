-- When days were read, each time: what was known of them at an earlier instant follows from it.

CREATE TABLE day_reads (
  pk INTEGER PRIMARY KEY,
  account_no INTEGER NOT NULL,
  level INTEGER NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  pulled_at INTEGER NOT NULL,
  -- When it was here, which is after it was pulled.
  noted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX day_reads_by_level ON day_reads (account_no, level, noted_at);

-- Of earlier reads only the last one of each day is known.
INSERT INTO day_reads (account_no, level, since, until, pulled_at, noted_at)
SELECT account_no, level, day, day, pulled_at, pulled_at FROM pulled_days ORDER BY pulled_at, account_no, level, day;
