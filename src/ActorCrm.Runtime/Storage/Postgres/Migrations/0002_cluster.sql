-- What the cluster page shows and does.

-- Asked for on any silo, heard of with the named silo's next beat. A constant default: the table is not rewritten.
ALTER TABLE silo ADD COLUMN drain_requested boolean NOT NULL DEFAULT false;

-- How each silo was, a row a minute, pruned by whoever writes. numbers is JSON to which fields are only added.
CREATE TABLE silo_history (
  minute bigint NOT NULL,
  silo_id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  numbers json NOT NULL,
  PRIMARY KEY (minute, silo_id)
);
