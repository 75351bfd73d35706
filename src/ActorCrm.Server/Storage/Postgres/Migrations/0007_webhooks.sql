-- Webhooks: where events are sent, what each has to send, and how far the timeline was handed to them.

-- Few rows, changed by people. doc holds the secrets that messages are signed with.
CREATE TABLE webhook (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
);

-- One row a webhook, rewritten by every message that is sent: bounded, and by key alone.
CREATE TABLE webhook_outbox (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- One row.
CREATE TABLE webhook_feed (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

SELECT runtime_state_table('webhook'), runtime_state_table('webhook_outbox'), runtime_state_table('webhook_feed');
