-- Object types that somebody made or gave fields to: a setting, read whole at start.
CREATE TABLE object_type (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
);

SELECT runtime_state_table('object_type');
