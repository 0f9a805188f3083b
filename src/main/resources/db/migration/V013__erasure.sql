-- Proofs that a person was erased: what was found where, and what a look through every column found afterwards. Never a value.
CREATE TABLE erasure (
    tenant_id int         NOT NULL,
    id        uuid        NOT NULL,                       -- v7
    at        timestamptz NOT NULL,
    subject   uuid        NOT NULL,                       -- record or account; it stays, without what was personal
    by_whom   text        COLLATE "C" NOT NULL,           -- 'operator', or 'retention'
    proof     jsonb       NOT NULL,                       -- store.ErasePerson.Proof
    PRIMARY KEY (tenant_id, id)
);
-- Retention asks whether a ticket was erased already.
CREATE INDEX erasure_subject ON erasure (tenant_id, subject);

ALTER TABLE erasure ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY own_tenant ON erasure
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
-- A proof that could be changed would be none. It leaves with its workspace only, by the schema's owner.
REVOKE UPDATE, DELETE ON erasure FROM deskloom_app;
