-- What people are told in the application, and what they do not want to hear of.

CREATE TABLE notification (
    tenant_id  int         NOT NULL,
    account_id uuid        NOT NULL,                     -- whose it is
    id         uuid        NOT NULL,                     -- follows from the effect and the account: telling twice is telling once
    record_id  uuid        NOT NULL,                     -- the ticket it is about
    rule_id    text        COLLATE "C" NOT NULL,
    rule_key   text        NOT NULL,                     -- as it was then
    text       text        NOT NULL,                     -- in the reader's language, with what the reader could know
    at         timestamptz NOT NULL,
    read_at    timestamptz,
    PRIMARY KEY (tenant_id, account_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, record_id) REFERENCES record ON DELETE CASCADE
);
CREATE INDEX notification_newest ON notification (tenant_id, account_id, at, id);
CREATE INDEX notification_unread ON notification (tenant_id, account_id, at, id) WHERE read_at IS NULL;
-- For a record that is deleted or erased.
CREATE INDEX notification_record ON notification (tenant_id, record_id);

CREATE TABLE notification_mute (
    tenant_id  int  NOT NULL,
    account_id uuid NOT NULL,
    rule_id    text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, account_id, rule_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account ON DELETE CASCADE
);

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['notification', 'notification_mute'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY own_tenant ON %I USING (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::int)'
            || ' WITH CHECK (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::int)', t);
    END LOOP;
END $$;
