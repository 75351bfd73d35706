-- What is read of tasks. Filters (task_list_*) are put where a statement says {filters}.

-- name: task_list
-- Ids begin with the time of the call: this is newest first.
SELECT id AS Id, version AS Version, doc AS Doc
FROM task
WHERE NOT doc ? 'hidden'{filters}
ORDER BY id DESC
LIMIT @take;

-- name: task_list_after
AND id < @id

-- name: task_list_open
AND NOT completed

-- name: task_list_completed
AND completed

-- name: task_list_assignee
AND assignee_id = @assigneeId

-- name: task_list_call
AND call = 'call/' || @source || '/' || @callId

-- name: task_list_call_of_any_source
-- Jumps from source to source in the index instead of reading all of it: '0' comes after '/'. The text may also hold
-- the source itself, as source/id.
AND call = ANY (ARRAY(
  WITH RECURSIVE origin (source, calls) AS (
    SELECT NULL::text COLLATE "C", 0
    UNION ALL
    SELECT (
      SELECT split_part(task.call, '/', 2)
      FROM task
      WHERE task.call >= CASE WHEN origin.source IS NULL THEN 'call/' ELSE 'call/' || origin.source || '0' END
        AND task.call < 'call0'
      ORDER BY task.call
      LIMIT 1), origin.calls + 1
    FROM origin
    WHERE origin.calls = 0 OR origin.source IS NOT NULL)
  SELECT 'call/' || origin.source || '/' || @callId FROM origin WHERE origin.source IS NOT NULL
  UNION ALL
  SELECT 'call/' || @callId))

-- name: task_list_source
AND call >= 'call/' || @source || '/' AND call < 'call/' || @source || '0'

-- name: task_list_contact
-- A task is linked to the open deal where there is one, so the contact's tasks are those of its deals as well.
-- = ANY (ARRAY …), as with contacts: looked up, whatever the planner expects.
AND id = ANY (ARRAY(
  SELECT id FROM task WHERE contact_id = @contactId
  UNION ALL
  SELECT task.id FROM deal JOIN task ON task.deal_id = deal.id WHERE deal.contact_id = @contactId))

-- name: task_list_deal
AND deal_id = @dealId

-- name: task_list_due
AND due_at < @dueBefore

-- name: task_find
SELECT id AS Id, version AS Version, doc AS Doc FROM task WHERE id = @id AND NOT doc ? 'hidden';
