-- What is read of records. Lists of them are put together in Search.

-- name: record_find
-- One that is only reserved too.
SELECT id AS Id, version AS Version, doc AS Doc FROM record WHERE id = @id;

-- name: record_target_contacts
-- Which of these ids (a JSON array) exist.
SELECT id FROM contact
WHERE NOT doc ? 'hidden' AND id = ANY (ARRAY(SELECT jsonb_array_elements_text(@ids::jsonb))){visible};

-- name: record_target_organizations
SELECT id FROM organization
WHERE NOT doc ? 'hidden' AND id = ANY (ARRAY(SELECT jsonb_array_elements_text(@ids::jsonb))){visible};

-- name: record_target_deals
SELECT id FROM deal
WHERE NOT doc ? 'hidden' AND id = ANY (ARRAY(SELECT jsonb_array_elements_text(@ids::jsonb))){visible};

-- name: record_target_tasks
SELECT id FROM task
WHERE NOT doc ? 'hidden' AND id = ANY (ARRAY(SELECT jsonb_array_elements_text(@ids::jsonb))){visible};

-- name: record_target_records
SELECT record_id FROM record
WHERE id = ANY (ARRAY(SELECT @type || '/' || value FROM jsonb_array_elements_text(@ids::jsonb) AS value))
  AND created_at IS NOT NULL AND NOT deleted{visible};

-- name: record_any
-- One record of a type, deleted or not; none when there are none.
SELECT record_id FROM record WHERE object_type = @type AND created_at IS NOT NULL LIMIT 1;
