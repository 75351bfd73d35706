-- What the cluster page shows.

-- How each silo was, a row a minute, pruned by whoever writes. numbers is JSON to which fields are only added.
CREATE TABLE silo_history (
  minute INTEGER NOT NULL,
  silo_id TEXT NOT NULL,
  name TEXT NOT NULL,
  numbers TEXT NOT NULL,
  PRIMARY KEY (minute, silo_id)
) STRICT, WITHOUT ROWID;
