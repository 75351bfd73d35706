-- What is read of contacts, organizations, deals and tasks as records. The statement is of the table that it is told
-- (entity_table_*).

-- name: entity_table_contact
contact

-- name: entity_table_organization
organization

-- name: entity_table_deal
deal

-- name: entity_table_task
task

-- name: entity_find
-- One that is only reserved too.
SELECT id AS Id, version AS Version, doc AS Doc FROM {table} WHERE id = @id;
