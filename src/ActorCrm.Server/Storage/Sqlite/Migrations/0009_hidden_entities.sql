-- Contacts, organizations, deals and tasks that are deleted, or reserved and not yet made: few, and found here. Lists of
-- those that are there read over them. The member is looked for in the text, which costs a call less than reading the
-- JSON; no value looks like it, since a quotation mark inside of one is escaped.
CREATE INDEX contact_hidden ON contact (id) WHERE instr(doc, '"hidden":true') > 0;
CREATE INDEX organization_hidden ON organization (id) WHERE instr(doc, '"hidden":true') > 0;
CREATE INDEX deal_hidden ON deal (id) WHERE instr(doc, '"hidden":true') > 0;
CREATE INDEX task_hidden ON task (id) WHERE instr(doc, '"hidden":true') > 0;
