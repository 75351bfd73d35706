-- Pieces of lists of records. {…} is another piece, or a name or an expression that compiled criteria have; values are
-- parameters.

-- name: page
SELECT record.id AS Id, record.version AS Version, {doc} AS Doc{keys}
FROM {from}
WHERE {where}
ORDER BY {order}
LIMIT @take

-- name: count
SELECT count(*) FROM (SELECT 1 FROM {from} WHERE {where} LIMIT @take) AS found

-- name: key
, ({value})::text AS Key{at}

-- name: doc_shared
-- Without what only the grain needs.
record.doc - '{unique,pending,outcomes}'::text[]

-- name: doc_own
record.doc

-- name: from_table
{table} AS record

-- name: from_index
-- On PostgreSQL the planner chooses the index.
{table} AS record

-- name: of_type
record.object_type = @type AND record.created_at IS NOT NULL

-- name: of_type_few
-- The plus keeps the index of the order out: what the criteria find is read.
record.object_type = @type AND record.created_at IS NOT NULL

-- name: sorted_last
+({value})

-- name: present_shared
NOT record.deleted

-- name: deleted_shared
record.deleted

-- name: present_own
record.doc -> 'hidden' IS NULL

-- name: deleted_own
record.doc -> 'record' -> 'deletedAt' IS NOT NULL

-- name: created
record.created_at

-- name: id
record.id

-- name: everything
true

-- name: is_null
{value} IS NULL

-- name: is_not_null
{value} IS NOT NULL

-- name: same
{value} = {operand}

-- name: before
{value} < {operand}

-- name: behind
{value} > {operand}

-- name: not_before
{value} >= {operand}

-- name: not_behind
{value} <= {operand}

-- name: row_before
({values}) < ({operands})

-- name: row_behind
({values}) > ({operands})

-- name: ascending
{value}

-- name: descending
{value} DESC

-- name: nulls_last
{value} IS NULL, {order}
