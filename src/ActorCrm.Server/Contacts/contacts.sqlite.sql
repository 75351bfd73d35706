-- What is read of contacts. Filters (contact_list_*) are put where a statement says {filters}.

-- name: contact_list
-- Ids begin with the time at which they were made: this is newest first.
SELECT id AS Id, version AS Version, known_name AS Sort, doc AS Doc
FROM contact
WHERE doc ->> '$.hidden' IS NULL{filters}
ORDER BY id DESC
LIMIT @take;

-- name: contact_list_after
AND id < @id

-- name: contact_list_phone
-- A number knows its contacts; one that is reserved may not exist, and is not here then.
AND id IN (
  SELECT entry.value ->> '$.id'
  FROM phone_number AS number, json_each(number.doc, '$.contacts') AS entry
  WHERE number.id = @phone)
AND EXISTS (SELECT 1 FROM json_each(doc, '$.phones') WHERE value = @phone)

-- name: contact_list_email
AND id IN (SELECT contact_id FROM contact_email WHERE email = @email)

-- name: contact_list_name
AND known_name >= @name AND known_name < @name || char(0x10FFFF)

-- name: contact_list_by_name
-- By name, in the order of the names.
SELECT id AS Id, version AS Version, known_name AS Sort, doc AS Doc
FROM contact
WHERE known_name IS NOT NULL AND doc ->> '$.hidden' IS NULL{filters}
ORDER BY known_name, id
LIMIT @take;

-- name: contact_list_by_name_after
AND (known_name, id) > (@sort, @id)

-- name: contact_find
SELECT id AS Id, version AS Version, doc AS Doc FROM contact WHERE id = @id AND doc ->> '$.hidden' IS NULL;
