-- Who tickets are given to: what people can do and when they work, whether they are there, and what they hold.

CREATE TABLE agent (
    tenant_id  int         NOT NULL,
    account_id uuid        NOT NULL,
    version    int         NOT NULL,                      -- grows with every change: who changes an older one is told
    profile    jsonb       NOT NULL,                      -- routing.Profile
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, account_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE agent_absence (
    tenant_id     int         NOT NULL,
    id            uuid        NOT NULL,                   -- v7
    account_id    uuid        NOT NULL,
    from_at       timestamptz NOT NULL,
    to_at         timestamptz NOT NULL,                   -- not included
    substitute_id uuid,
    note          text        NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX agent_absence_account ON agent_absence (tenant_id, account_id, to_at);

CREATE TABLE agent_presence (
    tenant_id  int         NOT NULL,
    account_id uuid        NOT NULL,
    state      text        COLLATE "C" NOT NULL,          -- routing.Presence.State
    since      timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,                      -- the last sign of life, to a minute
    PRIMARY KEY (tenant_id, account_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id) ON DELETE CASCADE
);

-- How many open tickets people hold: written with each ticket that comes to them or leaves them, in its transaction. Where a routing
-- gives somebody a ticket the row is what two who give at once wait for each other at, so that no capacity is passed.
CREATE TABLE agent_load (
    tenant_id  int         NOT NULL,
    account_id uuid        NOT NULL,
    held       jsonb       NOT NULL,                      -- by routing.Load: all, type:<definition id>, channel:<source>
    given_at   timestamptz,                               -- when a routing last gave them one
    PRIMARY KEY (tenant_id, account_id)
);

-- Tickets for which nobody was free. A row says no more than that somebody should look again: who has the ticket its own row says.
CREATE TABLE routing_wait (
    tenant_id int         NOT NULL,
    record_id uuid        NOT NULL,
    routing   text        COLLATE "C" NOT NULL,           -- key
    since     timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, record_id),
    FOREIGN KEY (tenant_id, record_id) REFERENCES record (tenant_id, id) ON DELETE CASCADE
);

-- Who last had a ticket about somebody or something (SHA-256 of what the routing looks at).
CREATE TABLE last_agent (
    tenant_id  int   NOT NULL,
    about      bytea NOT NULL,
    record_id  uuid  NOT NULL,
    account_id uuid,
    PRIMARY KEY (tenant_id, about),
    FOREIGN KEY (tenant_id, record_id) REFERENCES record (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX last_agent_record ON last_agent (tenant_id, record_id);

-- Tickets that are being offered to somebody who takes the next one: nobody else is offered them until then.
CREATE TABLE pool_offer (
    tenant_id  int         NOT NULL,
    record_id  uuid        NOT NULL,
    account_id uuid        NOT NULL,
    until      timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, record_id),
    FOREIGN KEY (tenant_id, record_id) REFERENCES record (tenant_id, id) ON DELETE CASCADE
);

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['agent', 'agent_absence', 'agent_presence', 'agent_load', 'routing_wait', 'last_agent', 'pool_offer'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY own_tenant ON %I USING (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::int)'
            || ' WITH CHECK (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::int)', t);
    END LOOP;
END $$;

-- What somebody holds after a change; ends the transaction where it would be more than may be.
CREATE FUNCTION agent_holds(held jsonb, change jsonb, most jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    what text;
    n    int;
BEGIN
    FOR what IN SELECT jsonb_object_keys(change) LOOP
        n := greatest(0, coalesce((held->>what)::int, 0) + (change->>what)::int);
        IF (change->>what)::int > 0 AND n > (most->>what)::int THEN
            PERFORM refuse('DL005');
        END IF;
        held := CASE WHEN n = 0 THEN held - what ELSE held || jsonb_build_object(what, n) END;
    END LOOP;
    RETURN held;
END $$;

-- What is held by now.
ALTER TABLE record NO FORCE ROW LEVEL SECURITY;
ALTER TABLE type_ref NO FORCE ROW LEVEL SECURITY;
ALTER TABLE agent_load NO FORCE ROW LEVEL SECURITY;
INSERT INTO agent_load (tenant_id, account_id, held)
    SELECT tenant_id, assignee_id, jsonb_object_agg(what, n)
    FROM (SELECT r.tenant_id, r.assignee_id, w.what, count(*) AS n
        FROM record r JOIN type_ref t ON t.tenant_id = r.tenant_id AND t.type_id = r.type_id
        CROSS JOIN LATERAL (VALUES ('all'), ('type:' || t.def_id), ('channel:' || r.source)) w (what)
        WHERE r.st <= 3 AND r.assignee_id IS NOT NULL AND r.deleted_at IS NULL AND w.what IS NOT NULL
        GROUP BY r.tenant_id, r.assignee_id, w.what) counted
    GROUP BY tenant_id, assignee_id;
ALTER TABLE agent_load FORCE ROW LEVEL SECURITY;
ALTER TABLE type_ref FORCE ROW LEVEL SECURITY;
ALTER TABLE record FORCE ROW LEVEL SECURITY;
