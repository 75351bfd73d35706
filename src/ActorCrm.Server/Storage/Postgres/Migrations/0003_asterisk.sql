-- The channel event log of one Asterisk call, kept to read the call anew when further rows come. It grows with each of
-- them, hence the room; what grows beyond 4 KB is compressed and lies beside the table.
CREATE TABLE cel_call (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
) WITH (
  fillfactor = 50, toast_tuple_target = 4096,
  autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02
);

-- The settings that say what the rows mean.
CREATE TABLE asterisk_settings (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
);

SELECT runtime_state_table('cel_call'),
  runtime_state_table('asterisk_settings');
