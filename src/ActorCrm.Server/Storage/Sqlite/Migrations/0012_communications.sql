-- Communications, their settings and templates, and the numbers that they get.

-- One row an interaction; written when it is made, completed, and when its message was sent or rejected. What lists
-- filter by is generated.
CREATE TABLE communication (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL,
  number TEXT GENERATED ALWAYS AS (doc ->> '$.number') STORED,
  contact_id TEXT GENERATED ALWAYS AS (doc ->> '$.content.contactId') STORED,
  chain TEXT GENERATED ALWAYS AS (doc ->> '$.chain') STORED,
  state TEXT GENERATED ALWAYS AS (doc ->> '$.state') STORED,
  direction TEXT GENERATED ALWAYS AS (doc ->> '$.content.direction') STORED,
  medium TEXT GENERATED ALWAYS AS (doc ->> '$.content.medium') STORED,
  category TEXT GENERATED ALWAYS AS (doc ->> '$.content.category') STORED,
  delivery TEXT GENERATED ALWAYS AS (doc ->> '$.delivery.state') STORED,
  external_system TEXT GENERATED ALWAYS AS (doc ->> '$.delivery.externalSystem') STORED
) STRICT;

CREATE UNIQUE INDEX communication_by_number ON communication (number);
CREATE INDEX communication_by_contact ON communication (contact_id, id);
CREATE INDEX communication_by_chain ON communication (chain, id);

-- What waits or was rejected is looked for, and is little; what was sent is most of the table and is not.
CREATE INDEX communication_by_delivery ON communication (delivery, external_system, id)
  WHERE delivery IN ('pending', 'rejected', 'notQueued');

-- Few rows, changed by people. doc of the settings holds passwords of mail servers and gateways.
CREATE TABLE communication_settings (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;

CREATE TABLE message_template (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;

CREATE TABLE template_names (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;

CREATE TABLE numbering (
  id TEXT PRIMARY KEY,
  shard INTEGER NOT NULL,
  version INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;
