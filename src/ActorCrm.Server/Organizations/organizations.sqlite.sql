-- What is read of organizations. Filters (organization_list_*) are put where a statement says {filters}.

-- name: organization_list
-- Ids begin with the time at which they were made: this is newest first.
SELECT id AS Id, version AS Version, known_name AS Sort, doc AS Doc
FROM organization
WHERE doc ->> '$.hidden' IS NULL{filters}
ORDER BY id DESC
LIMIT @take;

-- name: organization_list_after
AND id < @id

-- name: organization_list_by_name
-- By name, in the order of the names.
SELECT id AS Id, version AS Version, known_name AS Sort, doc AS Doc
FROM organization
WHERE known_name IS NOT NULL AND doc ->> '$.hidden' IS NULL{filters}
ORDER BY known_name, id
LIMIT @take;

-- name: organization_list_by_name_after
AND (known_name, id) > (@sort, @id)

-- name: organization_list_name
AND known_name >= @name AND known_name < @name || char(0x10FFFF)

-- name: organization_find
SELECT id AS Id, version AS Version, doc AS Doc FROM organization WHERE id = @id AND doc ->> '$.hidden' IS NULL;
