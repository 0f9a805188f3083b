-- The core of the ticket store: one row per ticket or object record, its history, its queues. Figures and rules: docs/architecture.md.
-- Every key starts with tenant_id, ids and times come from Java, nothing here fires by itself: so the tables distribute by tenant.

CREATE TABLE record (
    tenant_id    int         NOT NULL,
    id           uuid        NOT NULL,                    -- v7, made in Java
    type_id      int         NOT NULL,                    -- type_ref.type_id
    number       bigint      NOT NULL,                    -- without the prefix
    version      int         NOT NULL,                    -- 1 after creation, grows with every command
    step         text        COLLATE "C" NOT NULL,        -- flow node id
    st           smallint    NOT NULL,                    -- model.StatusCategory code
    priority     smallint    NOT NULL,                    -- model.Priority code
    assignee_id  uuid,
    team         text        COLLATE "C",                 -- team key
    requester_id uuid,
    created_by   uuid,                                    -- account of the creating person; null for rules and channels
    flow_release text        COLLATE "C" NOT NULL,        -- the release whose flow the ticket runs on
    source       text        COLLATE "C",                 -- where an outside record comes from
    external_id  text        COLLATE "C",
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    deleted_at   timestamptz,
    title        text        NOT NULL,
    path         jsonb       NOT NULL DEFAULT '[]',       -- ticket.Visit, oldest first: who and since when, without reading the history
    -- Slots: typed copies of indexed fields; slot_assignment says which field of a type owns which. fields stays the truth.
    s1 text COLLATE "C", s2 text COLLATE "C", s3 text COLLATE "C", s4 text COLLATE "C",
    s5 text COLLATE "C", s6 text COLLATE "C", s7 text COLLATE "C", s8 text COLLATE "C",
    r1 uuid, r2 uuid, r3 uuid, r4 uuid,                   -- lookups
    n1 float8, n2 float8, n3 float8, n4 float8, n5 float8, n6 float8,
    i1 int8, i2 int8,                                     -- integers, scaled decimals and money
    d1 timestamptz, d2 timestamptz, d3 timestamptz, d4 timestamptz,
    fields       jsonb       NOT NULL,                    -- by field id
    PRIMARY KEY (tenant_id, id),
    CHECK (version > 0),
    CHECK (st BETWEEN 1 AND 6),
    CHECK (priority BETWEEN 1 AND 4)
);

CREATE UNIQUE INDEX record_number ON record (tenant_id, type_id, number);
CREATE UNIQUE INDEX record_external ON record (tenant_id, type_id, source, external_id) WHERE external_id IS NOT NULL;
-- Lists by date merge the ranges of the statuses, lists by creation (the ids grow with time) those of the priorities: there is no
-- index on (updated_at) or (id) alone.
CREATE INDEX record_status ON record (tenant_id, type_id, st, updated_at, id);
CREATE INDEX record_priority ON record (tenant_id, type_id, priority, id, st);
CREATE INDEX record_assignee ON record (tenant_id, type_id, assignee_id, updated_at, id, st) WHERE st <= 3 AND assignee_id IS NOT NULL;
CREATE INDEX record_team ON record (tenant_id, type_id, team, updated_at, id, st) WHERE st <= 3 AND team IS NOT NULL;

-- The trailing st lets a status filter run inside the index; the columns it carries let some thousand rows be put into another order
-- without reading them from the table (store.Lead knows which index carries what). They are the fixed-width ones: an empty one costs nothing.
CREATE INDEX record_s1 ON record (tenant_id, type_id, s1, updated_at, id, st)
    INCLUDE (n1, n2, n3, n4, n5, n6, i1, i2, d1, d2, d3, d4) WHERE s1 IS NOT NULL;
CREATE INDEX record_s2 ON record (tenant_id, type_id, s2, updated_at, id, st)
    INCLUDE (n1, n2, n3, n4, n5, n6, i1, i2, d1, d2, d3, d4) WHERE s2 IS NOT NULL;
CREATE INDEX record_s3 ON record (tenant_id, type_id, s3, updated_at, id, st)
    INCLUDE (n1, n2, n3, n4, n5, n6, i1, i2, d1, d2, d3, d4) WHERE s3 IS NOT NULL;
CREATE INDEX record_s4 ON record (tenant_id, type_id, s4, updated_at, id, st)
    INCLUDE (n1, n2, n3, n4, n5, n6, i1, i2, d1, d2, d3, d4) WHERE s4 IS NOT NULL;
CREATE INDEX record_s5 ON record (tenant_id, type_id, s5, updated_at, id, st)
    INCLUDE (n1, n2, n3, n4, n5, n6, i1, i2, d1, d2, d3, d4) WHERE s5 IS NOT NULL;
CREATE INDEX record_s6 ON record (tenant_id, type_id, s6, updated_at, id, st)
    INCLUDE (n1, n2, n3, n4, n5, n6, i1, i2, d1, d2, d3, d4) WHERE s6 IS NOT NULL;
CREATE INDEX record_s7 ON record (tenant_id, type_id, s7, updated_at, id, st)
    INCLUDE (n1, n2, n3, n4, n5, n6, i1, i2, d1, d2, d3, d4) WHERE s7 IS NOT NULL;
CREATE INDEX record_s8 ON record (tenant_id, type_id, s8, updated_at, id, st)
    INCLUDE (n1, n2, n3, n4, n5, n6, i1, i2, d1, d2, d3, d4) WHERE s8 IS NOT NULL;
CREATE INDEX record_r1 ON record (tenant_id, type_id, r1, updated_at, id, st)
    INCLUDE (n1, n2, n3, n4, n5, n6, i1, i2, d1, d2, d3, d4) WHERE r1 IS NOT NULL;
CREATE INDEX record_r2 ON record (tenant_id, type_id, r2, updated_at, id, st)
    INCLUDE (n1, n2, n3, n4, n5, n6, i1, i2, d1, d2, d3, d4) WHERE r2 IS NOT NULL;
CREATE INDEX record_r3 ON record (tenant_id, type_id, r3, updated_at, id, st)
    INCLUDE (n1, n2, n3, n4, n5, n6, i1, i2, d1, d2, d3, d4) WHERE r3 IS NOT NULL;
CREATE INDEX record_r4 ON record (tenant_id, type_id, r4, updated_at, id, st)
    INCLUDE (n1, n2, n3, n4, n5, n6, i1, i2, d1, d2, d3, d4) WHERE r4 IS NOT NULL;
CREATE INDEX record_n1 ON record (tenant_id, type_id, n1, id, st)
    INCLUDE (updated_at, n2, n3, n4, n5, n6, i1, i2, d1, d2, d3, d4) WHERE n1 IS NOT NULL;
CREATE INDEX record_n2 ON record (tenant_id, type_id, n2, id, st)
    INCLUDE (updated_at, n1, n3, n4, n5, n6, i1, i2, d1, d2, d3, d4) WHERE n2 IS NOT NULL;
CREATE INDEX record_n3 ON record (tenant_id, type_id, n3, id, st)
    INCLUDE (updated_at, n1, n2, n4, n5, n6, i1, i2, d1, d2, d3, d4) WHERE n3 IS NOT NULL;
CREATE INDEX record_n4 ON record (tenant_id, type_id, n4, id, st)
    INCLUDE (updated_at, n1, n2, n3, n5, n6, i1, i2, d1, d2, d3, d4) WHERE n4 IS NOT NULL;
CREATE INDEX record_n5 ON record (tenant_id, type_id, n5, id, st)
    INCLUDE (updated_at, n1, n2, n3, n4, n6, i1, i2, d1, d2, d3, d4) WHERE n5 IS NOT NULL;
CREATE INDEX record_n6 ON record (tenant_id, type_id, n6, id, st)
    INCLUDE (updated_at, n1, n2, n3, n4, n5, i1, i2, d1, d2, d3, d4) WHERE n6 IS NOT NULL;
CREATE INDEX record_i1 ON record (tenant_id, type_id, i1, id, st)
    INCLUDE (updated_at, n1, n2, n3, n4, n5, n6, i2, d1, d2, d3, d4) WHERE i1 IS NOT NULL;
CREATE INDEX record_i2 ON record (tenant_id, type_id, i2, id, st)
    INCLUDE (updated_at, n1, n2, n3, n4, n5, n6, i1, d1, d2, d3, d4) WHERE i2 IS NOT NULL;
CREATE INDEX record_d1 ON record (tenant_id, type_id, d1, id, st)
    INCLUDE (updated_at, n1, n2, n3, n4, n5, n6, i1, i2, d2, d3, d4) WHERE d1 IS NOT NULL;
CREATE INDEX record_d2 ON record (tenant_id, type_id, d2, id, st)
    INCLUDE (updated_at, n1, n2, n3, n4, n5, n6, i1, i2, d1, d3, d4) WHERE d2 IS NOT NULL;
CREATE INDEX record_d3 ON record (tenant_id, type_id, d3, id, st)
    INCLUDE (updated_at, n1, n2, n3, n4, n5, n6, i1, i2, d1, d2, d4) WHERE d3 IS NOT NULL;
CREATE INDEX record_d4 ON record (tenant_id, type_id, d4, id, st)
    INCLUDE (updated_at, n1, n2, n3, n4, n5, n6, i1, i2, d1, d2, d3) WHERE d4 IS NOT NULL;

-- Apart from record: an update of the record must not rewrite tokens. Tokens carry the field they come from
-- ("<field id>:<token>"), so a search can leave out what the searcher may not read.
CREATE TABLE record_search (
    tenant_id int    NOT NULL,
    record_id uuid   NOT NULL,
    type_id   int    NOT NULL,
    tokens    text[] NOT NULL,
    PRIMARY KEY (tenant_id, record_id),
    FOREIGN KEY (tenant_id, record_id) REFERENCES record (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX record_search_tokens ON record_search USING gin (tenant_id, tokens);

-- The complete history: one row for each command, with all it changed. Partitioned by the month inside the UUIDv7 (afterMigrate
-- makes months ahead); rows no month covers land in event_default. Ids only grow, so "id >= record_id" prunes the months
-- before a ticket was made.
CREATE TABLE event (
    tenant_id  int         NOT NULL,
    id         uuid        NOT NULL,                      -- v7; that of the first change, so rows are in the order of their changes
    record_id  uuid        NOT NULL,
    version    int         NOT NULL,                      -- of the record after the command
    at         timestamptz NOT NULL,
    actor_id   uuid,                                      -- account when a person gave the command
    channel    text        COLLATE "C" NOT NULL,
    release_id text        COLLATE "C" NOT NULL,
    changes    jsonb       NOT NULL,                      -- ticket.Event, in order: [{id, kind, cause, data}]
    decision   jsonb,                                     -- effect.Explanation, when rules were asked
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, record_id) REFERENCES record (tenant_id, id) ON DELETE CASCADE
) PARTITION BY RANGE (id);
CREATE INDEX event_record ON event (tenant_id, record_id, id);
CREATE TABLE event_default PARTITION OF event DEFAULT;

-- Effects to be carried out at least once. A row is deleted when done; state 1 is dead: given up after the last attempt.
CREATE TABLE outbox (
    tenant_id    int         NOT NULL,
    id           uuid        NOT NULL,                    -- v7; also the idempotency key of the effect
    kind         text        COLLATE "C" NOT NULL,
    payload      jsonb       NOT NULL,
    state        smallint    NOT NULL,                    -- 0 waiting or leased, 1 dead
    attempts     int         NOT NULL,
    created_at   timestamptz NOT NULL,
    due_at       timestamptz NOT NULL,                    -- not before; while leased, when the lease runs out
    last_error   text,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX outbox_due ON outbox (tenant_id, due_at, id) WHERE state = 0;

-- Things to do at a time, exactly once in effect. Same life as outbox.
CREATE TABLE timer (
    tenant_id  int         NOT NULL,
    id         uuid        NOT NULL,
    kind       text        COLLATE "C" NOT NULL,
    record_id  uuid,
    payload    jsonb       NOT NULL,
    state      smallint    NOT NULL,
    attempts   int         NOT NULL,
    created_at timestamptz NOT NULL,
    due_at     timestamptz NOT NULL,
    last_error text,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX timer_due ON timer (tenant_id, due_at, id) WHERE state = 0;

-- Ends the transaction unless something holds: a batch of statements checks itself, and its commit needs no second journey.
-- otherwise is the SQLSTATE to fail with.
CREATE FUNCTION require(holds boolean, otherwise text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF holds IS NOT TRUE THEN
        RAISE EXCEPTION USING ERRCODE = otherwise, MESSAGE = 'what the transaction rests on does not hold';
    END IF;
END $$;

-- Answers already given, by the caller's own key; never shared between accounts.
CREATE TABLE idempotency (
    tenant_id    int         NOT NULL,
    account_id   uuid        NOT NULL,
    key          text        COLLATE "C" NOT NULL,
    request_hash bytea       NOT NULL,                    -- SHA-256 of the canonical command
    record_id    uuid        NOT NULL,
    event_id     uuid        NOT NULL,                    -- the first event it appended
    version      int         NOT NULL,                    -- of the record after it
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, account_id, key),
    CHECK (length(key) BETWEEN 1 AND 200)
);
CREATE INDEX idempotency_expiry ON idempotency (tenant_id, expires_at);

-- Numbers people read are handed out in blocks, outside the create's transaction: gaps are normal.
CREATE TABLE number_block (
    tenant_id int    NOT NULL,
    series    text   COLLATE "C" NOT NULL,                -- ticket type id: a type keeps its numbers when its prefix changes
    next      bigint NOT NULL,
    PRIMARY KEY (tenant_id, series)
);

ALTER TABLE record        ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE record_search ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE event         ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE event_default ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE outbox        ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE timer         ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE idempotency   ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE number_block  ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- No tenant set, no rows: nullif turns the empty setting into null, and nothing equals null.
CREATE POLICY own_tenant ON record
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
CREATE POLICY own_tenant ON record_search
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
CREATE POLICY own_tenant ON event
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
CREATE POLICY own_tenant ON event_default
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
CREATE POLICY own_tenant ON outbox
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
CREATE POLICY own_tenant ON timer
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
CREATE POLICY own_tenant ON idempotency
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
CREATE POLICY own_tenant ON number_block
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);

-- Array operators are not leakproof, so under row-level security their index would never be used. This one function looks up
-- tokens as a role whose policy lets all rows pass, and filters on the tenant setting itself.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'deskloom_search') THEN
        CREATE ROLE deskloom_search NOLOGIN;
    END IF;
    EXECUTE format('GRANT deskloom_search TO %I', current_user);
END $$;
GRANT USAGE, CREATE ON SCHEMA public TO deskloom_search;
GRANT SELECT ON record_search TO deskloom_search;
CREATE POLICY search_function ON record_search FOR SELECT TO deskloom_search USING (true);

CREATE FUNCTION search_records(wanted_type int, wanted text[], at_most int) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT record_id FROM public.record_search
    WHERE tenant_id = nullif(current_setting('app.tenant', true), '')::int
      AND type_id = wanted_type AND tokens @> wanted
    ORDER BY record_id DESC
    LIMIT least(at_most, 10001)
$$;
ALTER FUNCTION search_records(int, text[], int) OWNER TO deskloom_search;
REVOKE CREATE ON SCHEMA public FROM deskloom_search;
REVOKE ALL ON FUNCTION search_records(int, text[], int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_records(int, text[], int) TO deskloom_app;
