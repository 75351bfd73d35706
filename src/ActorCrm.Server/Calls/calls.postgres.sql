-- What is read of calls. Filters (call_list_*) are put where a statement says {filters}.

-- name: call_list
-- Without the events: a list is for finding a call.
SELECT id AS Id, version AS Version, started_at AS StartedAt, doc - 'events' AS Doc
FROM call
WHERE true{filters}
ORDER BY started_at DESC, id DESC
LIMIT @take;

-- name: call_list_after
AND (started_at, id) < (@sort, @id)

-- name: call_list_since
AND started_at >= @since

-- name: call_list_until
AND started_at < @until

-- name: call_list_number
AND client_number = @number

-- name: call_list_contact
AND contact_id = @contactId

-- name: call_list_deal
-- A deal stays with its contact, so the contact's index finds its calls.
AND contact_id = (SELECT contact_id FROM deal WHERE id = @dealId) AND deal_id = @dealId

-- name: call_list_direction
AND direction = @direction

-- name: call_list_outcome
-- What an end event says of the outcome counts when the end is decided.
AND outcome = @outcome AND phase = 'ended'

-- name: call_list_phase
AND phase = @phase

-- name: call_list_source
AND source = @source

-- name: call_list_answered_by
AND answered AND @answeredBy IN (
  doc #>> '{asked,end,who,userId}', doc #>> '{asked,end,who,employeeId}', doc #>> '{asked,end,who,label}',
  doc #>> '{asked,pickup,who,userId}', doc #>> '{asked,pickup,who,employeeId}', doc #>> '{asked,pickup,who,label}',
  doc #>> '{facts,lastAnswerer,extension}', doc #>> '{facts,lastAnswerer,sip}',
  doc #>> '{facts,lastAnswerer,email}', doc #>> '{facts,lastAnswerer,number}')

-- name: call_list_trigger
AND doc #> '{decision,triggers}' ? @trigger

-- name: call_find
SELECT id AS Id, version AS Version, doc AS Doc FROM call WHERE id = @id;
