-- Who may come in. Workspaces, operators and login counters stand outside all tenants; everything else is a tenant's own
-- and hidden from the others by row-level security, as in V001.

CREATE TABLE tenant (
    id         int         PRIMARY KEY,
    slug       text        COLLATE "C" NOT NULL UNIQUE,
    name       text        NOT NULL,
    suspended  boolean     NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    CHECK (id > 0)
);

CREATE TABLE operator (
    id            uuid        PRIMARY KEY,
    login         text        COLLATE "C" NOT NULL UNIQUE,
    password_hash text        NOT NULL,
    created_at    timestamptz NOT NULL
);

CREATE TABLE operator_session (
    id           bytea       PRIMARY KEY,                 -- SHA-256 of the cookie's secret
    operator_id  uuid        NOT NULL REFERENCES operator ON DELETE CASCADE,
    created_at   timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL
);

-- Counted before a password is looked at, in the database, so that the limit holds across nodes. The key is a hash of what is
-- limited (address, or workspace and login): nobody can read from it who tried to come in.
CREATE TABLE login_attempt (
    key          bytea       PRIMARY KEY,
    window_start timestamptz NOT NULL,
    attempts     int         NOT NULL
);
CREATE INDEX login_attempt_old ON login_attempt (window_start);

CREATE TABLE account (
    tenant_id            int         NOT NULL,
    id                   uuid        NOT NULL,            -- v7
    login                text        COLLATE "C" NOT NULL,
    name                 text        NOT NULL,
    password_hash        text        NOT NULL,            -- PHC string, Argon2id
    must_change_password boolean     NOT NULL,
    language             text        COLLATE "C" NOT NULL,
    theme                text        COLLATE "C" NOT NULL,
    roles                text[]      NOT NULL,            -- role keys; beside the account, because every request reads them
    teams                text[]      NOT NULL,            -- team keys
    created_at           timestamptz NOT NULL,
    disabled_at          timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, login)
);

CREATE TABLE session (
    tenant_id    int         NOT NULL,
    id           bytea       NOT NULL,                    -- SHA-256 of the cookie's secret
    account_id   uuid        NOT NULL,
    created_at   timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,                    -- to a few minutes
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account ON DELETE CASCADE
);
CREATE INDEX session_account ON session (tenant_id, account_id);

CREATE TABLE api_token (
    tenant_id    int         NOT NULL,
    id           uuid        NOT NULL,                    -- v7
    account_id   uuid        NOT NULL,
    secret_hash  bytea       NOT NULL,                    -- SHA-256; the secret has 256 random bits, so no salt is needed
    name         text        NOT NULL,
    scopes       text[]      NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    last_used_at timestamptz,                             -- to a few minutes
    revoked_at   timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, secret_hash),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account ON DELETE CASCADE
);
CREATE INDEX api_token_account ON api_token (tenant_id, account_id);

-- Refused and security-relevant requests: who, which route, which code; never a value. Tenant 0 is "outside all workspaces".
CREATE TABLE audit (
    tenant_id  int         NOT NULL,
    id         uuid        NOT NULL,                      -- v7
    at         timestamptz NOT NULL,
    account_id uuid,                                      -- null: nobody we know
    method     text        COLLATE "C" NOT NULL,
    route      text        COLLATE "C" NOT NULL,          -- the path's template, never the path
    status     smallint    NOT NULL,
    code       text        COLLATE "C" NOT NULL,
    request_id uuid        NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['account', 'session', 'api_token', 'audit'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['account', 'session', 'api_token'] LOOP
        EXECUTE format('CREATE POLICY tenant ON %I USING (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::int)', t);
    END LOOP;
END
$$;

CREATE POLICY tenant_reads ON audit FOR SELECT
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
-- A line about a request nobody could be found for is written without a tenant, and can be read by no tenant.
CREATE POLICY tenant_writes ON audit FOR INSERT
    WITH CHECK (tenant_id = coalesce(nullif(current_setting('app.tenant', true), '')::int, 0));
-- The log only grows: the application may neither change nor remove a line.
REVOKE UPDATE, DELETE ON audit FROM deskloom_app;
