-- What the runtime keeps beside the entities: who owns which shard, what is queued, what happened.
-- Times are Unix milliseconds, UTC. Keys are compared by their bytes (COLLATE "C"), so that their order is the same on
-- SQLite, on every machine, and after every update of the system's languages.
--
-- Payloads are json, not jsonb: they are kept as they were sent and never looked into, and a text in one may hold
-- \u0000, which jsonb refuses. The states of entities are jsonb (doc jsonb NOT NULL): each generated column of a json
-- document parses it again; with 12 columns on a state of 2.3 KB that took 300 microseconds a row, with jsonb 46.
-- Byte equality is lost (order of names, white space), equality as JSON is not.
--
-- Timeline, for readers ("what came after place N"):
--   SELECT … FROM timeline WHERE seq > N AND seq < timeline_horizon() ORDER BY seq LIMIT …
--   SELECT coalesce(max(seq), 0) FROM timeline WHERE seq < timeline_horizon()   -- where a new reader begins
-- Places from a sequence would be handed out before their transactions commit, in another order: a reader that has
-- seen 7 would never see 5, committed later. So seq is not from a sequence: it is the number of the transaction (its
-- xid, with the epoch, which never comes again) times 65,536 plus the entry's number within the transaction.
-- timeline_horizon() is the lowest place that a transaction still under way could write. Below it nothing appears any
-- more; above it a reader waits, for about a millisecond, or for as long as any transaction of the server that has
-- written something stays open (readers and backups have no xid and hold up nobody).
-- A list of one entity's entries needs no horizon unless it remembers a place.

-- Fails the statement, and so the whole batch in its round trip: with one of the codes of PostgresFault.
CREATE FUNCTION runtime_refuse(code text, reason text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = code, MESSAGE = reason;
END
$$;

-- Settles how a table of states keeps its documents; every migration that makes such a table calls it.
-- * No statistics of doc: nobody searches by it, and ANALYZE would unpack thousands of documents for each table that
--   grew a little. That took a tenth of the server's time.
-- * LZ4 where the server was built with it: a document too large for its place is compressed at each write, in a fifth
--   of the time that PostgreSQL's own method takes.
CREATE FUNCTION runtime_state_table(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %I ALTER COLUMN doc SET STATISTICS 0', name);
  IF EXISTS (SELECT FROM pg_settings AS s WHERE s.name = 'default_toast_compression' AND 'lz4' = ANY (s.enumvals)) THEN
    EXECUTE format('ALTER TABLE %I ALTER COLUMN doc SET COMPRESSION lz4', name);
  END IF;
END
$$;

CREATE TABLE cluster (
  only_row integer PRIMARY KEY CONSTRAINT a_database_belongs_to_one_cluster CHECK (only_row = 1),
  id text NOT NULL,
  shard_count integer NOT NULL CONSTRAINT there_are_shards CHECK (shard_count > 0),
  -- Added to the numbers of transactions. 0, until the database is restored from a dump into a server whose
  -- transactions are numbered lower than those of the timeline; raised at the next start.
  timeline_offset bigint NOT NULL DEFAULT 0
);

-- A commit checks the epochs of the shards it touches: whoever lost a shard cannot write.
-- fillfactor: two pages and more instead of one, for the new versions that each claim leaves behind.
CREATE TABLE shard (
  shard integer PRIMARY KEY,
  owner text COLLATE "C",
  epoch bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- The time that leases go by: this server's, whatever the clocks of the silos say.
CREATE FUNCTION runtime_now() RETURNS bigint LANGUAGE sql VOLATILE
RETURN (extract(epoch FROM clock_timestamp()) * 1000)::bigint;

-- Silos, each under a new id whenever it joins. A lease that has ended never begins again; the row stays a day, for the
-- cluster page.
-- fillfactor: a handful of rows that are updated twice a second.
CREATE TABLE silo (
  id text COLLATE "C" PRIMARY KEY,
  -- Under which it waits for answers: the same for as long as its process runs.
  host_id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  address text NOT NULL,
  version text NOT NULL,
  -- What the server's list of activities calls its connections.
  application text NOT NULL,
  state text NOT NULL CONSTRAINT a_silo_is_active_or_draining CHECK (state IN ('active', 'draining')),
  started_at bigint NOT NULL,
  lease_until bigint NOT NULL,
  vitals json NOT NULL
) WITH (fillfactor = 10);

-- The number of each loop's last commit. When the answer to a commit is lost, this says whether it happened; the fence
-- keeps out commits that were sent before the loop asked (see PostgresStorage).
-- fillfactor: a handful of rows, each updated by every commit. With room in the page the update is HOT, and the next
-- one clears away what the last one left: the table stays at one page without a vacuum.
CREATE TABLE loop_commit (
  silo_id text COLLATE "C" NOT NULL,
  loop integer NOT NULL,
  number bigint NOT NULL,
  fence bigint NOT NULL,
  PRIMARY KEY (silo_id, loop)
) WITH (fillfactor = 10);

-- Under which the commits of a loop hold advisory locks.
CREATE FUNCTION runtime_loop_key(silo text, loop integer) RETURNS integer LANGUAGE sql IMMUTABLE
RETURN hashtext(silo || '/' || loop);

-- Waits until a commit of a loop has begun: from its first statement to its end it holds the lock of its number. One that
-- holds no lock and is not stored has failed or is yet to come, and is looked for again for about 50 ms. Meanwhile the
-- lock must be free for it: what is locked between BEGIN and the exception is given up with the exception.
CREATE FUNCTION runtime_follow_commit(silo text, loop_index integer, before bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  FOR attempt IN 1 .. 10 LOOP
    BEGIN
      IF NOT pg_try_advisory_xact_lock_shared(runtime_loop_key(silo, loop_index), (before % 2147483647)::integer)
        OR EXISTS (SELECT FROM loop_commit WHERE silo_id = silo AND loop = loop_index AND number >= before)
      THEN
        RETURN;
      END IF;
      PERFORM runtime_refuse('RT005', 'the commit before has not begun');
    EXCEPTION WHEN SQLSTATE 'RT005' THEN
      PERFORM pg_sleep(attempt * 0.001);
    END;
  END LOOP;
END
$$;

-- Queues: inbox, reminder, effect. Few rows at a time, each soon deleted, so what is dead soon outweighs what lives.
-- * autovacuum by a number of dead rows, not by a share of a table that is mostly empty when it is looked at; and
--   without pauses, since the table is small and a vacuum that falls behind never catches up.
-- * No fillfactor: an update moves due_at, which is indexed, so it could not be HOT whatever the room.

-- Durable messages. A consumed one is deleted by the commit that holds its effects; nobody remembers a position.
CREATE TABLE inbox (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  grain_type text COLLATE "C" NOT NULL,
  grain_key text COLLATE "C" NOT NULL,
  message_type text COLLATE "C" NOT NULL,
  payload json NOT NULL,
  sent_at bigint NOT NULL,
  due_at bigint NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  reply_to text COLLATE "C"
) WITH (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0
);
-- By shard first: a silo reads its own rows and steps over nobody else's, dead or alive.
CREATE INDEX inbox_by_due ON inbox (shard, due_at, id);

-- Answers to messages that another silo put into the inbox, until it takes them. A type that is empty says that there
-- was nothing to say; none says that the message became a dead letter, whose error, which is not JSON, is the payload.
CREATE TABLE reply (
  silo_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  type text COLLATE "C",
  payload text NOT NULL,
  PRIMARY KEY (silo_id, id)
) WITH (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0
);

CREATE TABLE reminder (
  grain_type text COLLATE "C" NOT NULL,
  grain_key text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  shard integer NOT NULL,
  due_at bigint NOT NULL,
  message_type text COLLATE "C" NOT NULL,
  payload json NOT NULL,
  PRIMARY KEY (grain_type, grain_key, name)
) WITH (
  autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0
);
CREATE INDEX reminder_by_due ON reminder (shard, due_at);

-- intent (pending) -> attempt (running, leased) -> outcome (row gone, outcome in the inbox).
-- A running row whose lease ended is one whose outcome nobody knows; it is tried again under the same key.
CREATE TABLE effect (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  grain_type text COLLATE "C" NOT NULL,
  grain_key text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  message_type text COLLATE "C" NOT NULL,
  payload json NOT NULL,
  idempotency_key text COLLATE "C" NOT NULL,
  state text NOT NULL DEFAULT 'pending' CONSTRAINT an_effect_is_pending_or_running
    CHECK (state IN ('pending', 'running')),
  due_at bigint NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  token bigint NOT NULL DEFAULT 0,
  owner text COLLATE "C",
  error text,
  CONSTRAINT an_effect_is_asked_for_once UNIQUE (kind, idempotency_key)
) WITH (
  autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0
);
CREATE INDEX effect_by_due ON effect (due_at);

CREATE TABLE dead_letter (
  id text COLLATE "C" PRIMARY KEY,
  shard integer NOT NULL,
  grain_type text COLLATE "C" NOT NULL,
  grain_key text COLLATE "C" NOT NULL,
  message_type text COLLATE "C" NOT NULL,
  payload json NOT NULL,
  sent_at bigint NOT NULL,
  failed_at bigint NOT NULL,
  attempts integer NOT NULL,
  error text NOT NULL
);

-- Append-only. seq is the order of transactions, and the position in the stream of changes (see above).
-- autovacuum by inserts, at a fiftieth of the table instead of a fifth: nothing ever dies here, but rows must be
-- frozen, and many short vacuums are not felt where one over a fifth of a year is.
CREATE TABLE timeline (
  seq bigint PRIMARY KEY,
  entity_type text COLLATE "C" NOT NULL,
  entity_id text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  what text COLLATE "C" NOT NULL,
  by text NOT NULL,
  rule text,
  why text,
  call text COLLATE "C",
  data json
) WITH (autovacuum_vacuum_insert_scale_factor = 0.02);
ALTER TABLE timeline ALTER COLUMN data SET STATISTICS 0;
CREATE INDEX timeline_by_entity ON timeline (entity_id, seq);

-- The place before the first entry of this transaction.
CREATE FUNCTION timeline_place() RETURNS bigint LANGUAGE sql STABLE
RETURN (pg_current_xact_id()::text::bigint + (SELECT timeline_offset FROM cluster)) << 16;

-- STABLE: it sees what the statement around it sees. Under a later snapshot it would let readers skip.
CREATE FUNCTION timeline_horizon() RETURNS bigint LANGUAGE sql STABLE
RETURN (pg_snapshot_xmin(pg_current_snapshot())::text::bigint + (SELECT timeline_offset FROM cluster)) << 16;
