-- What the network hides. Each visible_* is a condition for a statement that reads a row of that table under the name
-- that is put for {row}. @visible is a JSON object: group → the highest privacy level that who asks may see. A record
-- without an owner is everybody's, and what follows a master record has the master's owner.

-- name: visible_contact
AND NOT EXISTS (
  SELECT 1 FROM record_owner AS owner
  WHERE owner.id = 'contact/' || {row}.id
    AND owner.group_id IS NOT NULL
    AND coalesce((@visible::jsonb ->> owner.group_id)::integer, -1) < owner.privacy_level)

-- name: visible_organization
AND NOT EXISTS (
  SELECT 1 FROM record_owner AS owner
  WHERE owner.id = 'organization/' || {row}.id
    AND owner.group_id IS NOT NULL
    AND coalesce((@visible::jsonb ->> owner.group_id)::integer, -1) < owner.privacy_level)

-- name: visible_deal
AND NOT EXISTS (
  SELECT 1 FROM record_owner AS owner
  WHERE owner.id = 'contact/' || {row}.contact_id
    AND owner.group_id IS NOT NULL
    AND coalesce((@visible::jsonb ->> owner.group_id)::integer, -1) < owner.privacy_level)

-- name: visible_task
AND NOT EXISTS (
  SELECT 1 FROM record_owner AS owner
  WHERE owner.id = coalesce(
      'contact/' || coalesce({row}.contact_id, (SELECT deal.contact_id FROM deal WHERE deal.id = {row}.deal_id)),
      'task/' || {row}.id)
    AND owner.group_id IS NOT NULL
    AND coalesce((@visible::jsonb ->> owner.group_id)::integer, -1) < owner.privacy_level)

-- name: visible_call
AND NOT EXISTS (
  SELECT 1 FROM record_owner AS owner
  WHERE owner.id = 'contact/' || {row}.contact_id
    AND owner.group_id IS NOT NULL
    AND coalesce((@visible::jsonb ->> owner.group_id)::integer, -1) < owner.privacy_level)

-- name: visible_form_submission
AND NOT EXISTS (
  SELECT 1 FROM record_owner AS owner
  WHERE owner.id = 'contact/' || {row}.contact_id
    AND owner.group_id IS NOT NULL
    AND coalesce((@visible::jsonb ->> owner.group_id)::integer, -1) < owner.privacy_level)

-- name: visible_record
AND NOT EXISTS (
  SELECT 1 FROM record_owner AS owner
  WHERE owner.id = {row}.id
    AND owner.group_id IS NOT NULL
    AND coalesce((@visible::jsonb ->> owner.group_id)::integer, -1) < owner.privacy_level)

-- name: visible_timeline
AND NOT EXISTS (
  SELECT 1 FROM record_owner AS owner
  WHERE owner.id = CASE {row}.entity_type
    WHEN 'record' THEN {row}.entity_id
    WHEN 'contact' THEN 'contact/' || {row}.entity_id
    WHEN 'organization' THEN 'organization/' || {row}.entity_id
    WHEN 'deal' THEN 'contact/' || (SELECT contact_id FROM deal WHERE id = {row}.entity_id)
    WHEN 'task' THEN coalesce(
      'contact/' || (
        SELECT coalesce(task.contact_id, deal.contact_id)
        FROM task LEFT JOIN deal ON deal.id = task.deal_id WHERE task.id = {row}.entity_id),
      'task/' || {row}.entity_id)
    WHEN 'call' THEN 'contact/' || (SELECT contact_id FROM call WHERE id = {row}.entity_id)
    WHEN 'form_submission' THEN 'contact/' || (SELECT contact_id FROM form_submission WHERE id = {row}.entity_id)
  END
    AND owner.group_id IS NOT NULL
    AND coalesce((@visible::jsonb ->> owner.group_id)::integer, -1) < owner.privacy_level)

-- name: owners_of
-- Of each of these records of a type (a JSON array of ids) the record whose owner counts, which is itself unless it
-- follows a master, and that owner.
SELECT entry.id AS Id, entry.master AS Master, owner.group_id AS GroupId, owner.privacy_level AS PrivacyLevel
FROM (
  SELECT named.entity_id AS id, CASE named.entity_type
    WHEN 'record' THEN named.entity_id
    WHEN 'contact' THEN 'contact/' || named.entity_id
    WHEN 'organization' THEN 'organization/' || named.entity_id
    WHEN 'deal' THEN 'contact/' || (SELECT contact_id FROM deal WHERE id = named.entity_id)
    WHEN 'task' THEN coalesce(
      'contact/' || (
        SELECT coalesce(task.contact_id, deal.contact_id)
        FROM task LEFT JOIN deal ON deal.id = task.deal_id WHERE task.id = named.entity_id),
      'task/' || named.entity_id)
    WHEN 'call' THEN 'contact/' || (SELECT contact_id FROM call WHERE id = named.entity_id)
    WHEN 'form_submission' THEN 'contact/' || (SELECT contact_id FROM form_submission WHERE id = named.entity_id)
  END AS master
  FROM (
    SELECT @entity::text AS entity_type, value AS entity_id
    FROM jsonb_array_elements_text(@ids::jsonb) AS value) AS named) AS entry
LEFT JOIN record_owner AS owner ON owner.id = entry.master;

-- name: owner_find
SELECT id AS Id, version AS Version, doc AS Doc FROM record_owner WHERE id = @id;

-- name: owners_of_changes
-- Whose the records are that a piece of the timeline is about; of those that somebody owns.
SELECT entry.seq AS Seq, owner.group_id AS GroupId, owner.privacy_level AS PrivacyLevel
FROM timeline AS entry
JOIN record_owner AS owner ON owner.id = CASE entry.entity_type
    WHEN 'record' THEN entry.entity_id
    WHEN 'contact' THEN 'contact/' || entry.entity_id
    WHEN 'organization' THEN 'organization/' || entry.entity_id
    WHEN 'deal' THEN 'contact/' || (SELECT contact_id FROM deal WHERE id = entry.entity_id)
    WHEN 'task' THEN coalesce(
      'contact/' || (
        SELECT coalesce(task.contact_id, deal.contact_id)
        FROM task LEFT JOIN deal ON deal.id = task.deal_id WHERE task.id = entry.entity_id),
      'task/' || entry.entity_id)
    WHEN 'call' THEN 'contact/' || (SELECT contact_id FROM call WHERE id = entry.entity_id)
    WHEN 'form_submission' THEN 'contact/' || (SELECT contact_id FROM form_submission WHERE id = entry.entity_id)
  END
WHERE entry.seq > @after AND entry.seq <= @last AND owner.group_id IS NOT NULL;
