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
, CAST({value} AS TEXT) AS Key{at}

-- name: doc_shared
-- Without what only the grain needs.
json_remove(record.doc, '$.unique', '$.pending', '$.outcomes')

-- name: doc_own
record.doc

-- name: from_table
{table} AS record

-- name: from_index
-- CROSS: in the order of field_value, a look into the table for each.
field_value AS driver CROSS JOIN {table} AS record ON record.id = driver.record

-- name: of_type
record.object_type = @type AND record.created_at IS NOT NULL

-- name: of_type_few
-- The plus keeps the index of the order out: what the criteria find is read.
+record.object_type = @type AND record.created_at IS NOT NULL

-- name: sorted_last
+({value})

-- name: present_shared
record.deleted = 0

-- name: deleted_shared
record.deleted = 1

-- name: present_own
record.doc -> '$.hidden' IS NULL

-- name: deleted_own
record.doc -> '$.record.deletedAt' IS NOT NULL

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

-- name: driver_field
-- only here: PostgreSQL has an index of its own for each field.
driver.field = {index}

-- name: driver_value
-- only here: as above.
driver.value

-- name: driver_created
-- only here: as above.
driver.created_at

-- name: driver_id
-- only here: as above.
driver.record
