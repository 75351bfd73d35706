-- What is read of imports. Filters (import_list_*) are put where a statement says {filters}.

-- name: import_list
-- Latest first: ids begin with a time.
SELECT id AS Id, version AS Version, doc AS Doc FROM record_import
WHERE 1 = 1{filters}
ORDER BY id DESC
LIMIT @take;

-- name: import_list_after
AND id < @id

-- name: import_find
SELECT id AS Id, version AS Version, doc AS Doc FROM record_import WHERE id = @id;

-- name: import_part
-- The bytes of a piece, in base64.
SELECT doc ->> '$.packed' FROM record_import_part WHERE id = @id;

-- name: import_faults
-- The pieces of an import's faults behind one of them.
SELECT id AS Id, version AS Version, doc AS Doc FROM record_import_faults
WHERE id > @after AND id < @end
ORDER BY id
LIMIT 1;

-- name: import_unique_holders
-- The records that have these unique values; reserved ones belong to nobody yet.
SELECT u.id AS Value, u.doc ->> '$.record' AS Record FROM unique_value AS u
WHERE u.id IN (SELECT value FROM json_each(@ids));

-- name: import_number_holders
-- The contacts that have these telephone numbers.
SELECT n.id AS Value, 'contact/' || (c.value ->> '$.id') AS Record
FROM phone_number AS n, json_each(n.doc, '$.contacts') AS c
WHERE n.id IN (SELECT value FROM json_each(@ids));

-- name: import_records
-- Records by their keys.
SELECT id AS Id, json_remove(doc, '$.unique', '$.pending', '$.outcomes') AS Doc FROM record
WHERE id IN (SELECT value FROM json_each(@ids)) AND created_at IS NOT NULL AND NOT deleted;
