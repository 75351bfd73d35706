-- What is read of communications. Filters (communication_list_*) are put where a statement says {filters}.

-- name: communication_list
-- Ids begin with the time at which they were made: this is newest first.
SELECT id AS Id, version AS Version, doc AS Doc
FROM communication
WHERE true{filters}
ORDER BY id DESC
LIMIT @take;

-- name: communication_list_before
AND id < @id

-- name: communication_list_contact
AND contact_id = @contactId

-- name: communication_list_chain
AND chain = @chain

-- name: communication_list_category
AND category = @category

-- name: communication_list_direction
AND direction = @direction

-- name: communication_list_medium
AND medium = @medium

-- name: communication_list_state
AND state = @state

-- name: communication_list_pending
-- The states that are indexed stand in the text: of a parameter no planner knows that the index has it.
AND delivery = 'pending'

-- name: communication_list_rejected
AND delivery = 'rejected'

-- name: communication_list_not_queued
AND delivery = 'notQueued'

-- name: communication_list_delivery
AND delivery = @delivery

-- name: communication_list_system
AND external_system = @system

-- name: communication_list_number
AND number = @number

-- name: communication_find
SELECT id AS Id, version AS Version, doc AS Doc FROM communication WHERE id = @id;

-- name: communication_record
SELECT id AS Id, version AS Version, doc AS Doc FROM record WHERE id = @id;

-- name: communication_settings_find
SELECT id AS Id, version AS Version, doc AS Doc FROM communication_settings WHERE id = @id;
