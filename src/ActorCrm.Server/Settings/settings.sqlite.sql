-- What is read of settings: each grain type of settings has a table, and a setting is one row.

-- name: scenario_find
SELECT id AS Id, version AS Version, doc AS Doc FROM scenario WHERE id = @id;

-- name: employees_find
SELECT id AS Id, version AS Version, doc AS Doc FROM employees WHERE id = @id;

-- name: call_settings_find
SELECT id AS Id, version AS Version, doc AS Doc FROM call_settings WHERE id = @id;

-- name: object_type_find
SELECT id AS Id, version AS Version, doc AS Doc FROM object_type WHERE id = @id;
