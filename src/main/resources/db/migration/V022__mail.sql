-- Mail: who wants it where, what has been sent, and who wants none.

-- A row of silence covers both ways of telling unless it says otherwise.
ALTER TABLE notification_mute ADD COLUMN mail_only boolean NOT NULL DEFAULT false;

-- How an account wants to be told; none while it has chosen nothing.
CREATE TABLE notification_channel (
    tenant_id    int     NOT NULL,
    account_id   uuid    NOT NULL,
    in_app       boolean NOT NULL,
    mail         boolean NOT NULL,
    address      text,
    confirmed_at timestamptz,                             -- null: nobody has said that the address is his
    asked_at     timestamptz,                             -- when that was asked last
    PRIMARY KEY (tenant_id, account_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account ON DELETE CASCADE
);

-- Mails a server has taken: what is carried out again after a crash is not sent again. Neither an address nor a word of it.
CREATE TABLE mail_sent (
    tenant_id int         NOT NULL,
    id        uuid        NOT NULL,                       -- of the effect
    record_id uuid,
    at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, record_id) REFERENCES record ON DELETE CASCADE
);
CREATE INDEX mail_sent_old ON mail_sent (tenant_id, at);
CREATE INDEX mail_sent_record ON mail_sent (tenant_id, record_id);

-- People without an account who want no mail of a rule, by a keyed hash: the address cannot be read from it.
CREATE TABLE mail_refusal (
    tenant_id int         NOT NULL,
    address   bytea       NOT NULL,
    rule_id   text        COLLATE "C" NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, address, rule_id)
);

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['notification_channel', 'mail_sent', 'mail_refusal'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY own_tenant ON %I USING (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::int)'
            || ' WITH CHECK (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::int)', t);
    END LOOP;
END $$;
