-- What a backup of the embedded database says of itself.

-- name: backup_tables
SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name;

-- name: backup_rows
-- {table} is one of the names above.
SELECT count(*) FROM "{table}";

-- name: backup_migrations
SELECT owner, max(number) FROM migration GROUP BY owner ORDER BY owner;

-- name: backup_cluster
SELECT id FROM cluster;
