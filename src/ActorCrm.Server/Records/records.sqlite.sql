-- What is read of records. Filters (record_list_*) are put where a statement says {filters}. What is only reserved has
-- no created_at and is in no list.

-- name: record_list_newest
-- The records of a type by creation, newest first.
SELECT id AS Id, created_at AS SortedBy, json_remove(doc, '$.unique', '$.pending', '$.outcomes') AS Doc
FROM record
WHERE object_type = @type AND created_at IS NOT NULL{filters}
ORDER BY object_type DESC, created_at DESC, id DESC
LIMIT @take;

-- name: record_list_newest_after
AND (created_at, id) < (@sort, @id)

-- name: record_list_oldest
-- The records of a type by creation, oldest first.
SELECT id AS Id, created_at AS SortedBy, json_remove(doc, '$.unique', '$.pending', '$.outcomes') AS Doc
FROM record
WHERE object_type = @type AND created_at IS NOT NULL{filters}
ORDER BY object_type, created_at, id
LIMIT @take;

-- name: record_list_oldest_after
AND (created_at, id) > (@sort, @id)

-- name: record_list_latest_change
-- The records of a type by the last change, latest first.
SELECT id AS Id, updated_at AS SortedBy, json_remove(doc, '$.unique', '$.pending', '$.outcomes') AS Doc
FROM record
WHERE object_type = @type AND created_at IS NOT NULL{filters}
ORDER BY object_type DESC, updated_at DESC, id DESC
LIMIT @take;

-- name: record_list_latest_change_after
AND (updated_at, id) < (@sort, @id)

-- name: record_list_first_change
-- The records of a type by the last change, latest last.
SELECT id AS Id, updated_at AS SortedBy, json_remove(doc, '$.unique', '$.pending', '$.outcomes') AS Doc
FROM record
WHERE object_type = @type AND created_at IS NOT NULL{filters}
ORDER BY object_type, updated_at, id
LIMIT @take;

-- name: record_list_first_change_after
AND (updated_at, id) > (@sort, @id)

-- name: record_list_present
AND deleted = 0

-- name: record_list_deleted
AND deleted = 1

-- name: record_find
-- One that is only reserved too.
SELECT id AS Id, version AS Version, doc AS Doc FROM record WHERE id = @id;

-- name: record_target_contacts
-- Which of these ids (a JSON array) exist.
SELECT id FROM contact WHERE doc ->> '$.hidden' IS NULL AND id IN (SELECT value FROM json_each(@ids)){visible};

-- name: record_target_organizations
SELECT id FROM organization WHERE doc ->> '$.hidden' IS NULL AND id IN (SELECT value FROM json_each(@ids)){visible};

-- name: record_target_deals
SELECT id FROM deal WHERE doc ->> '$.hidden' IS NULL AND id IN (SELECT value FROM json_each(@ids)){visible};

-- name: record_target_tasks
SELECT id FROM task WHERE doc ->> '$.hidden' IS NULL AND id IN (SELECT value FROM json_each(@ids)){visible};

-- name: record_target_records
SELECT record_id FROM record
WHERE id IN (SELECT @type || '/' || value FROM json_each(@ids))
  AND created_at IS NOT NULL AND deleted = 0{visible};

-- name: record_any
-- One record of a type, deleted or not; none when there are none.
SELECT record_id FROM record WHERE object_type = @type AND created_at IS NOT NULL LIMIT 1;
