-- Secrets for what is called outside, sealed; and a log of what was sent there.

CREATE TABLE secret (
    tenant_id       int         NOT NULL,
    name            text        COLLATE "C" NOT NULL,
    version         int         NOT NULL,                -- one more with every change: a re-sealing never undoes a new value
    key_id          text        NOT NULL,                -- of the key it is sealed with; the key is not in the database
    sealed          bytea       NOT NULL,
    previous_key_id text,                                -- the value before, as long as receivers may still check with it
    previous        bytea,
    previous_until  timestamptz,
    created_at      timestamptz NOT NULL,
    created_by      uuid,
    updated_at      timestamptz NOT NULL,
    updated_by      uuid,
    PRIMARY KEY (tenant_id, name),
    FOREIGN KEY (tenant_id, created_by) REFERENCES account ON DELETE SET NULL (created_by),
    FOREIGN KEY (tenant_id, updated_by) REFERENCES account ON DELETE SET NULL (updated_by)
);

CREATE TABLE delivery (
    tenant_id   int         NOT NULL,
    id          uuid        NOT NULL,                    -- the attempt
    effect_id   uuid        NOT NULL,                    -- what the receiver knows it by, the same at every attempt
    kind        text        COLLATE "C" NOT NULL,        -- webhook, connector
    target      text        COLLATE "C" NOT NULL,        -- key of the webhook or connector, as it was then
    operation   text,                                    -- of a connector
    cause       text        NOT NULL,                    -- effect, replay, test
    effect      jsonb,                                   -- what to make it from once more; null for a test
    record_id   uuid,
    at          timestamptz NOT NULL,
    duration_ms int         NOT NULL,
    method      text        NOT NULL,
    destination text        NOT NULL,                    -- scheme, host and port: the rest of an address may be a secret
    outcome     text        NOT NULL,                    -- delivered, refused, failed, unsent
    status      int,                                     -- of the answer; null when there was none
    problem     text,                                    -- code of what went wrong
    request     text,                                    -- the body, bounded; null when nothing was sent
    mentions    text[]      NOT NULL,                    -- the paths it was made of: who may not read them does not see it
    response    text,                                    -- an excerpt
    by_account  uuid,                                    -- who had it sent again or tried it
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, record_id) REFERENCES record ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, by_account) REFERENCES account ON DELETE SET NULL (by_account)
);
CREATE INDEX delivery_target ON delivery (tenant_id, kind, target, id);
CREATE INDEX delivery_effect ON delivery (tenant_id, effect_id, id);
CREATE INDEX delivery_old ON delivery (tenant_id, at);
CREATE INDEX delivery_record ON delivery (tenant_id, record_id);

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['secret', 'delivery'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY own_tenant ON %I USING (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::int)'
            || ' WITH CHECK (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::int)', t);
    END LOOP;
END $$;
