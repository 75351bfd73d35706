-- What is read of contacts. Filters (contact_list_*) are put where a statement says {filters}.

-- name: contact_list
-- Ids begin with the time at which they were made: this is newest first.
SELECT id AS Id, version AS Version, known_name AS Sort, doc AS Doc
FROM contact
WHERE NOT doc ? 'hidden'{filters}
ORDER BY id DESC
LIMIT @take;

-- name: contact_list_after
AND id < @id

-- name: contact_list_phone
-- A number knows its contacts; one that is reserved may not exist, and is not here then.
-- = ANY (ARRAY …) is worked out first and then looked up in the index; with IN, a planner that expects many would read
-- the list in its order until enough are found, which may be all of it.
AND id = ANY (ARRAY(
  SELECT entry ->> 'id'
  FROM phone_number AS number, jsonb_array_elements(number.doc -> 'contacts') AS entry
  WHERE number.id = @phone))
AND doc -> 'phones' ? @phone

-- name: contact_list_email
AND id = ANY (ARRAY(SELECT contact_id FROM contact_email WHERE email = lower(@email COLLATE "C")))

-- name: contact_list_name
AND lower(known_name) >= lower(@name COLLATE "C")
AND lower(known_name) < lower(@name COLLATE "C") || chr(x'10FFFF'::integer)

-- name: contact_list_by_name
-- By name, in the order of the names.
SELECT id AS Id, version AS Version, known_name AS Sort, doc AS Doc
FROM contact
WHERE known_name IS NOT NULL AND NOT doc ? 'hidden'{filters}
ORDER BY lower(known_name), id
LIMIT @take;

-- name: contact_list_by_name_after
AND (lower(known_name), id) > (lower(@sort COLLATE "C"), @id)

-- name: contact_find
SELECT id AS Id, version AS Version, doc AS Doc FROM contact WHERE id = @id AND NOT doc ? 'hidden';
