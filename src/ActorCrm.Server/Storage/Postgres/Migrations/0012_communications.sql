-- Communications, their settings and templates, and the numbers that they get.

-- One row an interaction; written when it is made, completed, and when its message was sent or rejected. What lists
-- filter by is generated. fillfactor leaves room for the outcome of sending beside the row.
CREATE TABLE communication (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL,
  number text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'number') STORED,
  contact_id text COLLATE "C" GENERATED ALWAYS AS (doc -> 'content' ->> 'contactId') STORED,
  chain text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'chain') STORED,
  state text COLLATE "C" GENERATED ALWAYS AS (doc ->> 'state') STORED,
  direction text COLLATE "C" GENERATED ALWAYS AS (doc -> 'content' ->> 'direction') STORED,
  medium text COLLATE "C" GENERATED ALWAYS AS (doc -> 'content' ->> 'medium') STORED,
  category text COLLATE "C" GENERATED ALWAYS AS (doc -> 'content' ->> 'category') STORED,
  delivery text COLLATE "C" GENERATED ALWAYS AS (doc -> 'delivery' ->> 'state') STORED,
  external_system text COLLATE "C" GENERATED ALWAYS AS (doc -> 'delivery' ->> 'externalSystem') STORED
) WITH (fillfactor = 80);

CREATE UNIQUE INDEX communication_by_number ON communication (number);
CREATE INDEX communication_by_contact ON communication (contact_id, id);
CREATE INDEX communication_by_chain ON communication (chain, id);

-- What waits or was rejected is looked for, and is little; what was sent is most of the table and is not.
CREATE INDEX communication_by_delivery ON communication (delivery, external_system, id)
  WHERE delivery IN ('pending', 'rejected', 'notQueued');

-- Few rows, changed by people. doc of the settings holds passwords of mail servers and gateways.
CREATE TABLE communication_settings (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
);

CREATE TABLE message_template (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
);

CREATE TABLE template_names (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
);

CREATE TABLE numbering (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  version bigint NOT NULL,
  doc jsonb NOT NULL
);

SELECT runtime_state_table('communication'), runtime_state_table('communication_settings'),
  runtime_state_table('message_template'), runtime_state_table('template_names'), runtime_state_table('numbering');
