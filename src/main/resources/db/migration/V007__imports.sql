-- Imports: a job for each file, the file's parts while the job needs them, and the rows that were refused.

CREATE TABLE import_job (
    tenant_id   int         NOT NULL,
    id          uuid        NOT NULL,                     -- v7
    account_id  uuid        NOT NULL,                     -- whose it is; rows are written with that account's rights
    scopes      text[]      NOT NULL,                     -- what the token it was begun with may do
    fingerprint text        COLLATE "C" NOT NULL,         -- what its sender knows the file and mapping by; '' for nothing
    type        text        COLLATE "C" NOT NULL,         -- type key
    file_name   text        NOT NULL,
    size        bigint      NOT NULL,
    stored      bigint      NOT NULL,
    state       text        COLLATE "C" NOT NULL,         -- imports.JobState
    layout      jsonb,
    columns     jsonb       NOT NULL,
    mapping     jsonb       NOT NULL,
    total       bigint      NOT NULL,                     -- rows of the file
    done        bigint      NOT NULL,                     -- rows gone through by the try or run under way
    created     bigint      NOT NULL,
    updated     bigint      NOT NULL,
    known       bigint      NOT NULL,
    rejected    bigint      NOT NULL,
    checked     jsonb,                                    -- what the last try said
    failure     jsonb,
    worker      uuid,                                     -- who has it; everything a worker writes asks whether it still has
    due_at      timestamptz,                              -- when it may be taken (again); while leased, when the lease runs out
    attempts    int         NOT NULL,                     -- taken so often without getting on
    created_at  timestamptz NOT NULL,
    started_at  timestamptz,
    ended_at    timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES account
);
CREATE INDEX import_job_waiting ON import_job (tenant_id, due_at, id) WHERE state IN ('reading', 'checking', 'running');
CREATE INDEX import_job_open ON import_job (tenant_id, account_id, fingerprint) WHERE ended_at IS NULL;

CREATE TABLE import_part (
    tenant_id int   NOT NULL,
    job_id    uuid  NOT NULL,
    part      int   NOT NULL,
    bytes     bytea NOT NULL,
    PRIMARY KEY (tenant_id, job_id, part),
    FOREIGN KEY (tenant_id, job_id) REFERENCES import_job ON DELETE CASCADE
);
-- Files are packed already or soon gone.
ALTER TABLE import_part ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE import_reject (
    tenant_id int    NOT NULL,
    job_id    uuid   NOT NULL,
    line      bigint NOT NULL,
    cells     jsonb  NOT NULL,                            -- as they were, in the order of the columns
    problems  jsonb  NOT NULL,
    PRIMARY KEY (tenant_id, job_id, line),
    FOREIGN KEY (tenant_id, job_id) REFERENCES import_job ON DELETE CASCADE
);

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['import_job', 'import_part', 'import_reject'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY tenant ON %I USING (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::int)', t);
    END LOOP;
END
$$;
