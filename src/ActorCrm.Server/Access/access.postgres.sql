-- What is read of keys, users and the audit. Filters (audit_list_*) are put where a statement says {filters}.

-- name: api_key_use_all
SELECT id AS Id, last_used_at AS LastUsedAt FROM api_key_use;

-- name: sign_ins_find
SELECT id AS Id, version AS Version, doc AS Doc FROM access_sign_in WHERE id = @id;

-- name: sign_ins_all
SELECT id AS Id, version AS Version, doc AS Doc FROM access_sign_in;

-- name: network_find
SELECT id AS Id, version AS Version, doc AS Doc FROM network WHERE id = @id;

-- name: audit_list
-- The latest first.
SELECT id AS Id, version AS Version, doc AS Doc
FROM audit
WHERE true{filters}
ORDER BY id DESC
LIMIT @take;

-- name: audit_list_after
AND id < @beforeId

-- name: audit_list_what
AND what = @what

-- name: audit_list_by
AND by = @by

-- name: audit_list_subject
AND subject = @subject

-- name: audit_list_since
AND at >= @since

-- name: audit_list_until
AND at < @until

-- name: audit_read
-- From the first on, to hold one against the other.
SELECT id AS Id, version AS Version, doc AS Doc FROM audit WHERE id > @afterId ORDER BY id LIMIT @take;

-- name: audit_chain_find
SELECT id AS Id, version AS Version, doc AS Doc FROM audit_chain WHERE id = @id;
