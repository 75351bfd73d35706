-- What is read of form submissions. Filters (form_list_*) are put where a statement says {filters}.

-- name: form_list
SELECT id AS Id, version AS Version, received_at AS ReceivedAt, doc AS Doc
FROM form_submission
WHERE true{filters}
ORDER BY received_at DESC, id DESC
LIMIT @take;

-- name: form_list_after
AND (received_at, id) < (@sort, @id)

-- name: form_list_source
AND source = @source

-- name: form_list_phone
AND client_number = @phone

-- name: form_list_contact
AND contact_id = @contactId

-- name: form_find
SELECT id AS Id, version AS Version, doc AS Doc FROM form_submission WHERE id = @id;
