-- Upkeep of the indexes of fields. SQLite has them as rows of field_value, which triggers keep.

-- name: index_list
SELECT id AS Number, object_type AS ObjectType, field AS Field, form AS Form, path AS Path, state AS State
FROM field_index

-- name: index_add
INSERT INTO field_index (object_type, field, form, path, table_name) VALUES (@type, @field, @form, @path, @table)
ON CONFLICT (object_type, field, form, path) DO UPDATE SET state = 'building', done_to = ''

-- name: index_fill
-- The values of the next records. What triggers wrote meanwhile is there already.
INSERT INTO field_value (field, value, created_at, record)
SELECT @number, criteria_value({row}.doc -> @path, @form), {created}, {row}.id
FROM {row}
WHERE {row}.id > @after AND {row}.id <= @last AND criteria_value({row}.doc -> @path, @form) IS NOT NULL
ON CONFLICT DO NOTHING

-- name: index_created_shared
coalesce(record.created_at_now, 0)

-- name: index_created_own
0

-- name: index_next
-- The last of the next records; null when there are no more.
SELECT max(id) FROM (SELECT id FROM {row} WHERE id > max(@after, @begin) AND id < @end ORDER BY id LIMIT @take)

-- name: index_done_to
UPDATE field_index SET done_to = @last WHERE id = @number

-- name: index_where
SELECT done_to FROM field_index WHERE id = @number

-- name: index_ready
UPDATE field_index SET state = 'ready' WHERE id = @number AND state = 'building'

-- name: index_drop
UPDATE field_index SET state = 'dropping' WHERE id = @number

-- name: index_empty
DELETE FROM field_value WHERE (field, value, created_at, record) IN (
  SELECT field, value, created_at, record FROM field_value WHERE field = @number LIMIT @take)

-- name: index_forget
DELETE FROM field_index WHERE id = @number
