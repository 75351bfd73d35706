-- What is read of templates of messages.

-- name: template_find
SELECT id AS Id, version AS Version, doc AS Doc FROM message_template WHERE id = @id;
