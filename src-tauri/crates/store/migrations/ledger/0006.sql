-- Pictures of the creative library: how they look, what a person says of them, and their files.

-- How it looks, in 64 bits: alike for the same picture in another size or format.
ALTER TABLE creative_library ADD COLUMN look INTEGER;
-- A JSON list.
ALTER TABLE creative_library ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE creative_library ADD COLUMN trashed_at INTEGER;

-- With row ids, so that looking for a row passes over no file; the small copy stands before the file for the same reason.
CREATE TABLE creative_files (
  content_hash TEXT NOT NULL UNIQUE,
  thumbnail BLOB NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
