-- Contacts, organizations, deals and tasks that are deleted, or reserved and not yet made: few, and found here. Lists of
-- those that are there read over them.
CREATE INDEX contact_hidden ON contact (id) WHERE doc -> 'hidden' IS NOT NULL;
CREATE INDEX organization_hidden ON organization (id) WHERE doc -> 'hidden' IS NOT NULL;
CREATE INDEX deal_hidden ON deal (id) WHERE doc -> 'hidden' IS NOT NULL;
CREATE INDEX task_hidden ON task (id) WHERE doc -> 'hidden' IS NOT NULL;
