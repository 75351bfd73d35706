CREATE TABLE counter (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  count integer GENERATED ALWAYS AS ((doc ->> 'count')::integer) STORED
    CONSTRAINT a_count_is_not_negative CHECK (count >= 0)
);
CREATE TABLE dial (
  id text COLLATE "C" PRIMARY KEY, shard integer NOT NULL, version bigint NOT NULL, doc jsonb NOT NULL
);
