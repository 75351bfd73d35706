-- What must hold when all is quiet. Each statement lists what is wrong, so that nothing is the right answer.
-- Given are the calls that were sent, as arrays of the same length: @calls, @numbers, @answered.

-- name: each_call_is_there_with_each_event_once
SELECT format('call %s: %s, %s events', sent.call, coalesce(call.phase, 'lost'), jsonb_array_length(call.doc -> 'events'))
FROM unnest(@calls, @answered) AS sent (call, answered) LEFT JOIN call ON call.id = 'pbx/' || sent.call
WHERE call.phase IS DISTINCT FROM 'ended' OR call.answered IS DISTINCT FROM sent.answered
  OR jsonb_array_length(call.doc -> 'events') <> CASE WHEN sent.answered THEN 3 ELSE 2 END
  OR (SELECT count(DISTINCT event ->> 'id') FROM jsonb_array_elements(call.doc -> 'events') AS event)
    <> jsonb_array_length(call.doc -> 'events')
LIMIT 20;

-- name: nobody_made_a_call_up
SELECT call.id FROM call WHERE call.call_id NOT IN (SELECT unnest(@calls)) LIMIT 20;

-- name: each_number_has_one_contact
SELECT format('%s: %s contacts', sent.number, count(found.id))
FROM (SELECT DISTINCT number FROM unnest(@numbers) AS number) AS sent
  LEFT JOIN (SELECT id, jsonb_array_elements_text(doc -> 'phones') AS phone FROM contact) AS found
    ON found.phone = sent.number
GROUP BY sent.number HAVING count(found.id) <> 1
LIMIT 20;

-- name: each_contact_has_one_deal_and_one_organization
SELECT format('contact %s: %s deals, organization %s', contact.id, count(deal.id), contact.organization_id)
FROM contact LEFT JOIN deal ON deal.contact_id = contact.id
GROUP BY contact.id, contact.organization_id
HAVING count(deal.id) <> 1
  OR NOT EXISTS (SELECT FROM organization WHERE organization.id = contact.organization_id)
LIMIT 20;

-- name: there_are_as_many_of_each_as_numbers
SELECT format('%s numbers, %s contacts, %s deals, %s organizations', numbers, contacts, deals, organizations)
FROM (SELECT
    (SELECT count(DISTINCT number) FROM unnest(@numbers) AS number) AS numbers,
    (SELECT count(*) FROM contact) AS contacts,
    (SELECT count(*) FROM deal) AS deals,
    (SELECT count(*) FROM organization) AS organizations) AS counted
WHERE contacts <> numbers OR deals <> numbers OR organizations <> numbers;

-- name: each_call_belongs_to_the_contact_and_the_deal_of_its_number
SELECT format('call %s: contact %s, deal %s', sent.call, call.contact_id, call.deal_id)
FROM unnest(@calls, @numbers) AS sent (call, number) JOIN call ON call.id = 'pbx/' || sent.call
WHERE NOT EXISTS (
  SELECT FROM contact JOIN deal ON deal.contact_id = contact.id
  WHERE contact.id = call.contact_id AND deal.id = call.deal_id AND contact.doc -> 'phones' ? sent.number)
LIMIT 20;

-- name: each_call_has_one_task_of_whom_it_concerns
SELECT format('call %s: %s tasks', sent.call, count(task.id))
FROM unnest(@calls, @answered) AS sent (call, answered)
  LEFT JOIN task ON task.call = 'call/pbx/' || sent.call
    AND task.assignee_id = CASE WHEN sent.answered THEN 'anna' ELSE 'boss' END
    AND task.completed = sent.answered
GROUP BY sent.call HAVING count(task.id) <> 1
LIMIT 20;

-- name: there_are_as_many_tasks_as_calls
SELECT format('%s tasks of %s calls', tasks, cardinality(@calls))
FROM (SELECT count(*) AS tasks FROM task) AS counted
WHERE tasks <> cardinality(@calls);

-- name: nothing_is_told_twice_in_the_timeline
SELECT format('%s %s: %s by %s, %s times', entity_type, entity_id, what, call, count(*))
FROM timeline
GROUP BY entity_type, entity_id, what, call HAVING count(*) > 1
LIMIT 20;

-- name: everything_is_told_in_the_timeline
SELECT format('%s: %s instead of %s times', expected.what, count(timeline.seq), expected.times)
FROM (VALUES
    ('callStarted', cardinality(@calls)::bigint),
    ('callEnded', cardinality(@calls)::bigint),
    ('callAnswered', (SELECT count(*) FROM unnest(@answered) AS answered WHERE answered)),
    ('callAdded', cardinality(@calls)::bigint),
    ('taskCreated', cardinality(@calls)::bigint),
    ('contactCreated', (SELECT count(DISTINCT number) FROM unnest(@numbers) AS number)),
    ('organizationCreated', (SELECT count(DISTINCT number) FROM unnest(@numbers) AS number)),
    ('dealCreated', (SELECT count(DISTINCT number) FROM unnest(@numbers) AS number))
  ) AS expected (what, times) LEFT JOIN timeline ON timeline.what = expected.what
GROUP BY expected.what, expected.times HAVING count(timeline.seq) <> expected.times;

-- name: versions_count_writes
-- A call is written once by each of its events at most, once by the decision of each question, and once when its tasks
-- are made: a version beyond that was written by somebody who did it again.
SELECT format('call %s has version %s', id, version)
FROM call
WHERE version < 1 OR version > 4 * jsonb_array_length(doc -> 'events')
LIMIT 20;

-- name: there_are_no_dead_letters
SELECT format('%s %s %s: %s', grain_type, grain_key, message_type, error) FROM dead_letter LIMIT 20;

-- name: each_shard_is_served
SELECT format('shard %s of %s under epoch %s', shard, owner, epoch)
FROM shard
WHERE NOT EXISTS (SELECT FROM silo WHERE silo.id = shard.owner AND silo.lease_until > runtime_now());
