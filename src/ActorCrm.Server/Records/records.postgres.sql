-- What is read of records. Filters (record_list_*) are put where a statement says {filters}. What is only reserved has
-- no created_at and is in no list.

-- name: record_list_newest
-- The records of a type by creation, newest first.
SELECT id AS Id, created_at AS SortedBy, doc - '{unique,pending,outcomes}'::text[] AS Doc
FROM record
WHERE object_type = @type AND created_at IS NOT NULL{filters}
ORDER BY object_type DESC, created_at DESC, id DESC
LIMIT @take;

-- name: record_list_newest_after
AND (created_at, id) < (@sort, @id)

-- name: record_list_oldest
-- The records of a type by creation, oldest first.
SELECT id AS Id, created_at AS SortedBy, doc - '{unique,pending,outcomes}'::text[] AS Doc
FROM record
WHERE object_type = @type AND created_at IS NOT NULL{filters}
ORDER BY object_type, created_at, id
LIMIT @take;

-- name: record_list_oldest_after
AND (created_at, id) > (@sort, @id)

-- name: record_list_latest_change
-- The records of a type by the last change, latest first.
SELECT id AS Id, updated_at AS SortedBy, doc - '{unique,pending,outcomes}'::text[] AS Doc
FROM record
WHERE object_type = @type AND created_at IS NOT NULL{filters}
ORDER BY object_type DESC, updated_at DESC, id DESC
LIMIT @take;

-- name: record_list_latest_change_after
AND (updated_at, id) < (@sort, @id)

-- name: record_list_first_change
-- The records of a type by the last change, latest last.
SELECT id AS Id, updated_at AS SortedBy, doc - '{unique,pending,outcomes}'::text[] AS Doc
FROM record
WHERE object_type = @type AND created_at IS NOT NULL{filters}
ORDER BY object_type, updated_at, id
LIMIT @take;

-- name: record_list_first_change_after
AND (updated_at, id) > (@sort, @id)

-- name: record_list_present
AND NOT deleted

-- name: record_list_deleted
AND deleted

-- name: record_find
SELECT id AS Id, version AS Version, doc AS Doc FROM record WHERE id = @id AND created_at IS NOT NULL;
