-- The schema as text, one object a row, in an order that is always the same.
WITH object (kind, name, text) AS (
  SELECT 1, function.oid::regprocedure::text, pg_get_functiondef(function.oid)
  FROM pg_proc AS function
  WHERE function.pronamespace = 'public'::regnamespace
  UNION ALL
  SELECT 2, tables.relname::text, format(
    E'CREATE TABLE %I (\n%s\n)%s;', tables.relname,
    (SELECT string_agg(line, E',\n' ORDER BY part, place) FROM (
      SELECT 1 AS part, attnum::text::integer AS place, '  ' || quote_ident(attname) || ' '
        || format_type(atttypid, atttypmod)
        || CASE WHEN attcollation = '"C"'::regcollation THEN ' COLLATE "C"' ELSE '' END
        || CASE WHEN attgenerated = 's' THEN ' GENERATED ALWAYS AS (' || pg_get_expr(adbin, adrelid) || ') STORED'
             WHEN adbin IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(adbin, adrelid) ELSE '' END
        || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END AS line
      FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
      WHERE attrelid = tables.oid AND attnum > 0 AND NOT attisdropped
      UNION ALL
      SELECT 2, row_number() OVER (ORDER BY conname)::integer,
        '  CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid)
      FROM pg_constraint
      WHERE conrelid = tables.oid) AS lines),
    coalesce(' WITH (' || array_to_string(tables.reloptions, ', ') || ')', ''))
  FROM pg_class AS tables
  WHERE tables.relnamespace = 'public'::regnamespace AND tables.relkind = 'r'
  UNION ALL
  SELECT 3, tablename || '.' || indexname, indexdef || ';'
  FROM pg_indexes
  WHERE schemaname = 'public'
  UNION ALL
  SELECT 4, tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid) || ';'
  FROM pg_trigger
  WHERE NOT tgisinternal
)
SELECT text FROM object ORDER BY kind, name COLLATE "C";
