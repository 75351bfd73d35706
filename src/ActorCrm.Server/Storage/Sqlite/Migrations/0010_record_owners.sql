-- Whose records are: one row for each record that was given to a group or got a privacy level. Most records of most
-- databases have none, and then the table is empty.
CREATE TABLE record_owner (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL,
  group_id TEXT GENERATED ALWAYS AS (doc ->> '$.groupId') VIRTUAL,
  privacy_level INTEGER GENERATED ALWAYS AS (doc ->> '$.privacyLevel') VIRTUAL,
  CONSTRAINT an_owner_lies_under_its_record CHECK (id IS doc ->> '$.record'),
  CONSTRAINT an_owner_says_how_private_the_record_is CHECK (privacy_level >= 0)
) STRICT;
