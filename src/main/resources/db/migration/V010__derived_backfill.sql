-- How far computing the derived fields of a type anew has come, after their definition changed.
CREATE TABLE derived_backfill (
    tenant_id   int    NOT NULL,
    type        text   COLLATE "C" NOT NULL,
    revision    bigint NOT NULL,
    after_id    uuid,
    done        bigint NOT NULL,
    total       bigint NOT NULL,
    started_at  timestamptz NOT NULL,
    finished_at timestamptz,
    -- Ids of the fields that are not what their definition says until it is finished: lists do not use them so long.
    fields      text[] COLLATE "C" NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant_id, type)
);

ALTER TABLE derived_backfill ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY own_tenant ON derived_backfill
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
