-- Figures split by a breakdown, for objects somebody asked about: a row is a day, also one on which nothing was shown.

CREATE TABLE breakdown_days (
  account_no INTEGER NOT NULL,
  level INTEGER NOT NULL,
  id TEXT NOT NULL,
  breakdown TEXT NOT NULL,
  day INTEGER NOT NULL,
  pulled_at INTEGER NOT NULL,
  conversion INTEGER NOT NULL,
  attribution TEXT NOT NULL,
  -- A JSON list of [values, sums in the order of the table of figures].
  cells TEXT NOT NULL,
  PRIMARY KEY (account_no, level, id, breakdown, day)
) STRICT, WITHOUT ROWID;
