-- What is read of form submissions.

-- name: form_find
SELECT id AS Id, version AS Version, doc AS Doc FROM form_submission WHERE id = @id;
