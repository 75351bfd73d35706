-- Upkeep of the indexes of fields. PostgreSQL has an index of its own for each; it is made and dropped beside writers.

-- name: index_lock
-- One process at a time looks after them. The lock is that of a transaction, so that it holds behind a pooler too.
SELECT pg_try_advisory_xact_lock(hashtextextended('actorcrm field indexes', 0))

-- name: index_lock_keep
-- However long indexes take. This also closes what the statement before it left open: a snapshot, for whose end an index
-- that is made beside writers would wait.
SET LOCAL idle_in_transaction_session_timeout = 0

-- name: index_types
SELECT doc::text FROM object_type

-- name: index_list
SELECT class.relname AS Name, index.indisvalid AS IsValid, owner.relname AS TableName
FROM pg_index AS index
JOIN pg_class AS class ON class.oid = index.indexrelid
JOIN pg_class AS owner ON owner.oid = index.indrelid
WHERE class.relnamespace = current_schema()::regnamespace AND class.relname LIKE 'field\_%'

-- name: index_used_own
SELECT EXISTS (SELECT 1 FROM {table})

-- name: index_used_shared
SELECT EXISTS (SELECT 1 FROM record WHERE object_type = @type AND created_at IS NOT NULL)

-- name: index_create
CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table} (({value}), {ties}) WHERE {condition}

-- name: index_ties_own
id

-- name: index_ties_shared
created_at, id

-- name: index_of_own
{value} IS NOT NULL

-- name: index_of_shared
object_type = '{type}' AND created_at IS NOT NULL AND {value} IS NOT NULL

-- name: index_drop
DROP INDEX CONCURRENTLY IF EXISTS {name}

-- name: index_analyze
-- The planner knows how often values are only after this.
ANALYZE {table}
