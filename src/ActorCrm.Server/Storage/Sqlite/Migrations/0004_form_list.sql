-- The list of form submissions, newest first, of all, of a telephone number, of a contact.
ALTER TABLE form_submission ADD COLUMN received_at INTEGER GENERATED ALWAYS AS
  (CAST(round(unixepoch(doc ->> '$.receivedAt', 'subsec') * 1000) AS INTEGER)) VIRTUAL;
ALTER TABLE form_submission ADD COLUMN client_number TEXT GENERATED ALWAYS AS (doc ->> '$.asked.clientNumber') VIRTUAL;
ALTER TABLE form_submission ADD COLUMN contact_id TEXT GENERATED ALWAYS AS (doc ->> '$.decision.contact.id') VIRTUAL;
CREATE INDEX form_by_receipt ON form_submission (received_at, id);
CREATE INDEX form_by_client_number ON form_submission (client_number, received_at, id) WHERE client_number IS NOT NULL;
CREATE INDEX form_by_contact ON form_submission (contact_id, received_at, id) WHERE contact_id IS NOT NULL;
