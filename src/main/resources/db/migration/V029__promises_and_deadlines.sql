-- What is asked of promises and of deadlines across tickets.

-- One row for each promise there ever was: of a ticket's agenda only the newest entries are kept. Follows from record.agenda, in its
-- transaction. Who has an open one the ticket says; with the ending of a promise that is written down, since tickets move on.
CREATE TABLE promise (
    tenant_id   int         NOT NULL,
    entry_id    uuid        NOT NULL,                     -- agenda.Entry
    record_id   uuid        NOT NULL,
    made_at     timestamptz NOT NULL,
    due_at      timestamptz,
    state       text        COLLATE "C" NOT NULL,         -- agenda.Entry.State
    ended_at    timestamptz,                              -- null while it is open
    team        text        COLLATE "C",                  -- of whom it was when it ended; null while it is open
    assignee_id uuid,
    PRIMARY KEY (tenant_id, entry_id),
    FOREIGN KEY (tenant_id, record_id) REFERENCES record (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX promise_made ON promise (tenant_id, made_at, entry_id);
CREATE INDEX promise_record ON promise (tenant_id, record_id);

ALTER TABLE promise ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON promise USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);

-- When the first of a ticket's running clocks is over; null while none runs. Lists filter and sort by it. The database keeps it itself:
-- a node of the version before, which knows nothing of it, writes clocks, too.
ALTER TABLE record ADD COLUMN due_at timestamptz;

CREATE FUNCTION record_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A clock without a state runs (store.ClocksJson).
    NEW.due_at := (SELECT min((clock->>'due')::timestamptz)
        FROM jsonb_array_elements(CASE jsonb_typeof(NEW.clocks) WHEN 'array' THEN NEW.clocks END) clock WHERE clock->>'state' IS NULL);
    RETURN NEW;
END $$;
CREATE TRIGGER record_due_first BEFORE INSERT ON record
    FOR EACH ROW WHEN (NEW.clocks IS NOT NULL) EXECUTE FUNCTION record_due();
CREATE TRIGGER record_due_then BEFORE UPDATE OF clocks ON record
    FOR EACH ROW WHEN (NEW.clocks IS DISTINCT FROM OLD.clocks) EXECUTE FUNCTION record_due();

-- The channel a ticket came by (ticket.Ticket); null of what was there before: only the history knows.
ALTER TABLE record ADD COLUMN channel text COLLATE "C";

-- What is there by now.
ALTER TABLE record NO FORCE ROW LEVEL SECURITY;
ALTER TABLE promise NO FORCE ROW LEVEL SECURITY;
UPDATE record SET due_at = (SELECT min((clock->>'due')::timestamptz) FROM jsonb_array_elements(clocks) clock WHERE clock->>'state' IS NULL)
    WHERE clocks IS NOT NULL;
INSERT INTO promise (tenant_id, entry_id, record_id, made_at, due_at, state, ended_at, team, assignee_id)
    SELECT r.tenant_id, (e->>'id')::uuid, r.id, (e->>'since')::timestamptz, (e->>'due')::timestamptz, e->>'state',
        (e->'closing'->>'at')::timestamptz, CASE WHEN e->>'state' <> 'open' THEN r.team END,
        CASE WHEN e->>'state' <> 'open' THEN r.assignee_id END
    FROM record r CROSS JOIN LATERAL jsonb_array_elements(r.agenda) e
    WHERE r.agenda IS NOT NULL AND e->>'kind' = 'promise';
ALTER TABLE promise FORCE ROW LEVEL SECURITY;
ALTER TABLE record FORCE ROW LEVEL SECURITY;

CREATE INDEX record_due ON record (tenant_id, type_id, due_at, id, st) WHERE due_at IS NOT NULL;
