-- Pieces of compiled criteria. {…} is another piece, or a name that the schema has; values of users are parameters.
-- The functions criteria_* are made by Migrations/Postgres. Texts are compared by their bytes: COLLATE "C".

-- name: filter
AND ({condition})

-- name: and
AND

-- name: or
OR

-- name: not
-- Null is a comparison with an absent value, which does not hold.
({test}) IS NOT TRUE

-- name: json_value
({record}.doc{steps})

-- name: json_step
-> '{name}'

-- name: json_folded
criteria_folded({json}) COLLATE "C"

-- name: json_exact
criteria_exact({json}) COLLATE "C"

-- name: json_flag
criteria_flag({json})

-- name: json_whole
criteria_whole({json})

-- name: json_number
criteria_number({json})

-- name: json_moment
criteria_moment({json})

-- name: json_timeOfDay
criteria_time_of_day({json})

-- name: json_duration
criteria_duration({json})

-- name: column_folded
nullif(criteria_fold({record}.{column}), '') COLLATE "C"

-- name: column_exact
nullif({record}.{column}, '') COLLATE "C"

-- name: column_plain
{record}.{column}

-- name: contact_phone
-- A number knows its contacts: the first fifty. Looked up first, then tested.
({record}.id = ANY (ARRAY(
  SELECT entry ->> 'id'
  FROM phone_number AS number, jsonb_array_elements(number.doc -> 'contacts') AS entry
  WHERE number.id = ANY ({operand}))) AND {test})

-- name: contact_email
({record}.id = ANY (ARRAY(SELECT contact_id FROM contact_email WHERE email = ANY ({operand}))) AND {test})

-- name: cut
left({value}, {length})

-- name: indexed
-- An index has the beginnings of texts that may be long.
({found} AND {test})

-- name: index_value
left({value}, {length})

-- name: starts_with_range
({value} >= {operand} AND {value} < {end})

-- name: referenced
(SELECT {value} FROM {table} AS {record} WHERE {record}.id = {prefix} || {id} {present})

-- name: record_present
-- Not those that are only reserved, or deleted.
AND {record}.created_at IS NOT NULL AND NOT {record}.deleted

-- name: not_hidden
-- Contacts, organizations, deals and tasks that are deleted, or reserved and not yet made, say so.
AND {record}.doc -> 'hidden' IS NULL

-- name: present
{value} IS NOT NULL

-- name: equal
{value} = {operand}

-- name: one_of
{value} = ANY ({operand})

-- name: less
{value} < {operand}

-- name: less_or_equal
{value} <= {operand}

-- name: greater
{value} > {operand}

-- name: greater_or_equal
{value} >= {operand}

-- name: between
{value} BETWEEN {operand} AND {end}

-- name: contains
strpos({value}, {operand}) > 0

-- name: starts_with
{value} ^@ {operand}

-- name: ends_with
right({value}, length({operand})) = {operand}

-- name: like
{value} LIKE {operand} ESCAPE '\'

-- name: element
{form}

-- name: some_element
EXISTS (SELECT 1 FROM jsonb_array_elements(criteria_list({json})) AS element(json) WHERE {test})

-- name: all_elements
(
  SELECT count(DISTINCT {value})
  FROM jsonb_array_elements(criteria_list({json})) AS element(json)
  WHERE {value} = ANY ({operand})
) = {count}
