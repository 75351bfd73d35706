-- Webhooks: where events are sent, what each has to send, and how far the timeline was handed to them.

-- Few rows, changed by people. doc holds the secrets that messages are signed with.
CREATE TABLE webhook (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;

-- One row a webhook, rewritten by every message that is sent: bounded, and by key alone.
CREATE TABLE webhook_outbox (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;

-- One row.
CREATE TABLE webhook_feed (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;
