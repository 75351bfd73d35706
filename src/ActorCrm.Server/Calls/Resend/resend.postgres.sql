-- Replay of calls that were stored while a project's integration was off (CS-35).

-- name: calls_to_resend
-- In order of start, after the last one of the page before. What was replayed has a scenario and drops out.
SELECT id, started_at AS startedAt
FROM call
WHERE stored_for = @project
  AND received_at >= @since AND received_at < @until
  AND (started_at, id) > (@afterStart, @afterId)
ORDER BY started_at, id
LIMIT @limit;
