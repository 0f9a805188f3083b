-- What is still to happen with a ticket, and how tickets hang together.

-- agenda.Entry, oldest first; null for most tickets. The history has all of it.
ALTER TABLE record ADD COLUMN agenda jsonb;

-- One row for each link, in the direction its kind is named by ("duplicate_of"); "related" from the smaller id to the greater.
CREATE TABLE ticket_link (
    tenant_id  int         NOT NULL,
    from_id    uuid        NOT NULL,
    to_id      uuid        NOT NULL,
    kind       text        COLLATE "C" NOT NULL,         -- agenda.LinkKind
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, from_id, to_id, kind),
    FOREIGN KEY (tenant_id, from_id) REFERENCES record (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, to_id) REFERENCES record (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ticket_link_to ON ticket_link (tenant_id, to_id);

-- Whom open requests for approval wait for: a list of what somebody is to decide reads no ticket that does not concern him.
CREATE TABLE approval_waiting (
    tenant_id int  NOT NULL,
    approver  text COLLATE "C" NOT NULL,                 -- "role:supervisor", "team:finance", "account:<id>"
    entry_id  uuid NOT NULL,                             -- v7: in the order they were asked
    record_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, approver, entry_id),
    FOREIGN KEY (tenant_id, record_id) REFERENCES record (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX approval_waiting_record ON approval_waiting (tenant_id, record_id);

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['ticket_link', 'approval_waiting'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY own_tenant ON %I USING (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::int)'
            || ' WITH CHECK (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::int)', t);
    END LOOP;
END $$;
