-- Released metadata. Content is stored once per tenant and hash; which release is in force is one row, switched in one transaction.

CREATE TABLE release (
    tenant_id   int         NOT NULL,
    hash        text        COLLATE "C" NOT NULL,         -- SHA-256 of the canonical content, hex
    sources     jsonb       NOT NULL,                     -- [{"path", "text"}]: the files as written, comments and all
    counts      jsonb       NOT NULL,                     -- definitions by kind, for lists of releases
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, hash),
    CHECK (hash ~ '^[0-9a-f]{64}$')
);

CREATE TABLE release_current (
    tenant_id    int         NOT NULL PRIMARY KEY,
    hash         text        COLLATE "C" NOT NULL,
    revision     bigint      NOT NULL,                    -- grows with every switch; what two publishers race on
    published_at timestamptz NOT NULL,
    FOREIGN KEY (tenant_id, hash) REFERENCES release (tenant_id, hash)
);

-- Every switch, rollbacks too: who, when, why.
CREATE TABLE release_history (
    tenant_id    int         NOT NULL,
    revision     bigint      NOT NULL,
    hash         text        COLLATE "C" NOT NULL,
    at           timestamptz NOT NULL,
    actor_id     uuid,                                    -- null for the seed and the operator
    actor_name   text        NOT NULL,
    note         text        NOT NULL,
    PRIMARY KEY (tenant_id, revision),
    FOREIGN KEY (tenant_id, hash) REFERENCES release (tenant_id, hash)
);
CREATE INDEX release_history_hash ON release_history (tenant_id, hash, revision);

-- The number a ticket type has in record.type_id; kept for good, whatever becomes of the type.
CREATE TABLE type_ref (
    tenant_id int  NOT NULL,
    type_id   int  NOT NULL,
    def_id    text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, type_id),
    UNIQUE (tenant_id, def_id)
);

-- The slot column of record that copies a field. A field keeps its slot for as long as it is indexed.
CREATE TABLE slot_assignment (
    tenant_id int  NOT NULL,
    type_id   int  NOT NULL,
    field_id  text COLLATE "C" NOT NULL,
    slot      text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, type_id, field_id),
    UNIQUE (tenant_id, type_id, slot),
    FOREIGN KEY (tenant_id, type_id) REFERENCES type_ref (tenant_id, type_id),
    CHECK (slot ~ '^(s[1-8]|n[1-6]|i[12]|d[1-4])$')
);

ALTER TABLE release         ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE release_current ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE release_history ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE type_ref        ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE slot_assignment ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY own_tenant ON release
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
CREATE POLICY own_tenant ON release_current
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
CREATE POLICY own_tenant ON release_history
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
CREATE POLICY own_tenant ON type_ref
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
CREATE POLICY own_tenant ON slot_assignment
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
