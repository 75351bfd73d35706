-- What is read of contacts, organizations, deals and tasks as records. A statement is of the table that it is told
-- (entity_table_*); filters are put where it says {filters}.
--
-- Those that the API had to do with are listed in entity_record; all others were made by calls and forms and have no
-- row there, so that calls write none. Their ids begin with the time of that call, and are the order in which they come.

-- name: entity_table_contact
contact

-- name: entity_table_organization
organization

-- name: entity_table_deal
deal

-- name: entity_table_task
task

-- name: entity_find
-- One that is only reserved too.
SELECT id AS Id, version AS Version, doc AS Doc FROM {table} WHERE id = @id;

-- name: entity_find_many
-- Those of these ids (a JSON array), ones that are only reserved too.
SELECT id AS Id, version AS Version, doc AS Doc FROM {table} WHERE id = ANY (ARRAY(SELECT jsonb_array_elements_text(@ids::jsonb)));

-- name: entity_list_newest
SELECT entity.id AS Id, entity.version AS Version, listed.created_at AS SortedBy, entity.doc AS Doc
FROM entity_record AS listed JOIN {table} AS entity ON entity.id = listed.id
WHERE listed.object_type = @type{filters}
ORDER BY listed.object_type DESC, listed.created_at DESC, listed.id DESC
LIMIT @take;

-- name: entity_list_newest_after
AND (listed.created_at, listed.id) < (@sort, @id)

-- name: entity_list_oldest
SELECT entity.id AS Id, entity.version AS Version, listed.created_at AS SortedBy, entity.doc AS Doc
FROM entity_record AS listed JOIN {table} AS entity ON entity.id = listed.id
WHERE listed.object_type = @type{filters}
ORDER BY listed.object_type, listed.created_at, listed.id
LIMIT @take;

-- name: entity_list_oldest_after
AND (listed.created_at, listed.id) > (@sort, @id)

-- name: entity_list_latest_change
SELECT entity.id AS Id, entity.version AS Version, listed.updated_at AS SortedBy, entity.doc AS Doc
FROM entity_record AS listed JOIN {table} AS entity ON entity.id = listed.id
WHERE listed.object_type = @type{filters}
ORDER BY listed.object_type DESC, listed.updated_at DESC, listed.id DESC
LIMIT @take;

-- name: entity_list_latest_change_after
AND (listed.updated_at, listed.id) < (@sort, @id)

-- name: entity_list_first_change
SELECT entity.id AS Id, entity.version AS Version, listed.updated_at AS SortedBy, entity.doc AS Doc
FROM entity_record AS listed JOIN {table} AS entity ON entity.id = listed.id
WHERE listed.object_type = @type{filters}
ORDER BY listed.object_type, listed.updated_at, listed.id
LIMIT @take;

-- name: entity_list_first_change_after
AND (listed.updated_at, listed.id) > (@sort, @id)

-- name: entity_list_present
AND NOT listed.deleted

-- name: entity_list_deleted
AND listed.deleted

-- name: entity_list_of_calls_newest
-- Those that only calls and forms had to do with.
SELECT id AS Id, version AS Version, 0::bigint AS SortedBy, doc AS Doc
FROM {table}
WHERE NOT doc ? 'record'{filters}
ORDER BY id DESC
LIMIT @take;

-- name: entity_list_of_calls_oldest
SELECT id AS Id, version AS Version, 0::bigint AS SortedBy, doc AS Doc
FROM {table}
WHERE NOT doc ? 'record'{filters}
ORDER BY id
LIMIT @take;

-- name: entity_list_of_calls_above
AND id > @above

-- name: entity_list_of_calls_below
AND id < @below
