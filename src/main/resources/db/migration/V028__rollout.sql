-- Moving tickets to another revision of their flow, and trying one on some of them.

-- A migration plan and how far carrying it out has come.
CREATE TABLE flow_migration (
    tenant_id   int    NOT NULL,
    id          uuid   NOT NULL,
    type        text   COLLATE "C" NOT NULL,              -- definition id
    from_hashes text[] COLLATE "C" NOT NULL,              -- releases whose tickets it is for
    to_hash     text   COLLATE "C" NOT NULL,
    nodes       jsonb  NOT NULL,                          -- node ids there by those here
    state       text   COLLATE "C" NOT NULL,              -- running, stopped, done, undoing, undone
    account_id  uuid   NOT NULL,
    after_id    uuid,                                     -- the last ticket that is through, of this way
    total       bigint NOT NULL,
    moved       bigint NOT NULL DEFAULT 0,
    stayed      bigint NOT NULL DEFAULT 0,
    back        bigint NOT NULL DEFAULT 0,                -- taken back
    kept        bigint NOT NULL DEFAULT 0,                -- could not be taken back
    failure     text   COLLATE "C",                       -- why it was stopped, as a code
    created_at  timestamptz NOT NULL,
    ended_at    timestamptz,
    PRIMARY KEY (tenant_id, id)
);
-- Two at once would be in each other's way.
CREATE UNIQUE INDEX flow_migration_running ON flow_migration (tenant_id, type) WHERE state IN ('running', 'undoing');
CREATE INDEX flow_migration_type ON flow_migration (tenant_id, type, created_at);

-- What became of each ticket, and what it was: to take it back.
CREATE TABLE flow_migration_item (
    tenant_id    int   NOT NULL,
    migration_id uuid  NOT NULL,
    record_id    uuid  NOT NULL,
    state        text  COLLATE "C" NOT NULL,              -- moved, stayed, back, kept
    reason       text  COLLATE "C",                       -- why it stayed, or could not be taken back
    node         text  COLLATE "C",                       -- because of what
    was          jsonb,                                   -- of one that was moved
    PRIMARY KEY (tenant_id, migration_id, record_id),
    FOREIGN KEY (tenant_id, migration_id) REFERENCES flow_migration (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, record_id) REFERENCES record (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX flow_migration_item_record ON flow_migration_item (tenant_id, record_id);
CREATE INDEX flow_migration_item_state ON flow_migration_item (tenant_id, migration_id, state, record_id);

-- A revision of a flow that is tried on some new tickets.
CREATE TABLE flow_pilot (
    tenant_id  int    NOT NULL,
    id         uuid   NOT NULL,
    type       text   COLLATE "C" NOT NULL,               -- definition id
    hash       text   COLLATE "C" NOT NULL,               -- the release whose flow it is
    base_hash  text   COLLATE "C" NOT NULL,               -- the one in force when it began
    team       text   COLLATE "C",                        -- of whoever makes a ticket; null for a share of them
    share      int,                                       -- hundredths of a percent; null for a team
    state      text   COLLATE "C" NOT NULL,               -- running, rolled-out, stopped
    account_id uuid   NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    PRIMARY KEY (tenant_id, id),
    CHECK ((team IS NULL) <> (share IS NULL)),
    CHECK (share IS NULL OR share BETWEEN 1 AND 9999)
);
CREATE UNIQUE INDEX flow_pilot_running ON flow_pilot (tenant_id, type) WHERE state = 'running';

ALTER TABLE flow_migration      ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE flow_migration_item ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE flow_pilot          ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY own_tenant ON flow_migration
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
CREATE POLICY own_tenant ON flow_migration_item
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
CREATE POLICY own_tenant ON flow_pilot
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
