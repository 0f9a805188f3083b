-- While the slots of a large type are being filled, what is in the column is not the field's: lists read the JSON so long.
ALTER TABLE slot_assignment ADD COLUMN filling boolean NOT NULL DEFAULT false;
-- Digits after the point its numbers were stored with; null when that was before anybody noted it.
ALTER TABLE slot_assignment ADD COLUMN scale smallint;

-- How far filling the slots of a type has come.
CREATE TABLE slot_backfill (
    tenant_id   int    NOT NULL,
    type        text   COLLATE "C" NOT NULL,
    revision    bigint NOT NULL,                          -- of the release that began it, or began it anew
    after_id    uuid,
    done        bigint NOT NULL,
    total       bigint NOT NULL,
    started_at  timestamptz NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (tenant_id, type)
);

ALTER TABLE slot_backfill ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY own_tenant ON slot_backfill
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
