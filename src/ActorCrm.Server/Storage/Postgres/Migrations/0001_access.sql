-- API keys. The secret is not here: doc holds its SHA-256 only.

CREATE TABLE api_key (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
);

SELECT runtime_state_table('api_key');
