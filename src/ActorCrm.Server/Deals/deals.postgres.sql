-- What is read of deals. Filters (deal_list_*) are put where a statement says {filters}.

-- name: deal_list
-- Ids begin with the time at which they were made: this is newest first.
SELECT id AS Id, version AS Version, doc AS Doc
FROM deal
WHERE NOT doc ? 'hidden'{filters}
ORDER BY id DESC
LIMIT @take;

-- name: deal_list_after
AND id < @id

-- name: deal_list_contact
AND contact_id = @contactId

-- name: deal_list_owner
AND owner_id = @ownerId

-- name: deal_list_open
AND status = 'open'

-- name: deal_list_closed
AND status <> 'open'

-- name: deal_find
SELECT id AS Id, version AS Version, doc AS Doc FROM deal WHERE id = @id AND NOT doc ? 'hidden';
