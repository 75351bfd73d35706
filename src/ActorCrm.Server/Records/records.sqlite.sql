-- What is read of records. Lists of them are put together in Search.

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
