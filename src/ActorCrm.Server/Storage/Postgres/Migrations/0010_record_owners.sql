-- Whose records are: one row for each record that was given to a group or got a privacy level. Most records of most
-- databases have none, and then the table is empty.
CREATE TABLE record_owner (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  group_id text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'groupId') STORED,
  privacy_level integer GENERATED ALWAYS AS ((doc ->> 'privacyLevel')::integer) STORED,
  CONSTRAINT an_owner_lies_under_its_record CHECK (id IS NOT DISTINCT FROM doc ->> 'record'),
  CONSTRAINT an_owner_says_how_private_the_record_is CHECK (privacy_level >= 0)
) WITH (fillfactor = 80);

SELECT runtime_state_table('record_owner');
