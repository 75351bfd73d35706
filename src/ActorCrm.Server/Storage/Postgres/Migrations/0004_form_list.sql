-- The list of form submissions, newest first, of all, of a telephone number, of a contact.
-- One statement: each that adds a stored column writes the whole table anew.
ALTER TABLE form_submission
  ADD COLUMN received_at bigint GENERATED ALWAYS AS (unix_ms(doc ->> 'receivedAt')) STORED,
  ADD COLUMN client_number text COLLATE "C" GENERATED ALWAYS AS (doc #>> '{asked,clientNumber}') STORED,
  ADD COLUMN contact_id text COLLATE "C" GENERATED ALWAYS AS (doc #>> '{decision,contact,id}') STORED;
CREATE INDEX form_by_receipt ON form_submission (received_at, id);
CREATE INDEX form_by_client_number ON form_submission (client_number, received_at, id) WHERE client_number IS NOT NULL;
CREATE INDEX form_by_contact ON form_submission (contact_id, received_at, id) WHERE contact_id IS NOT NULL;
