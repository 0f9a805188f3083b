-- What rules did, by the hour: how often they were asked for each type and event, and what came of those that fired. Counted in
-- memory and added here some seconds at a time.

CREATE TABLE rule_asking (
    tenant_id   int         NOT NULL,
    hour        timestamptz NOT NULL,
    type_id     text        COLLATE "C" NOT NULL,        -- definition id
    event       text        COLLATE "C" NOT NULL,        -- "created", "acted+commented" …
    askings     bigint      NOT NULL,
    micros      bigint      NOT NULL,                    -- of all of them together
    slowest     bigint      NOT NULL,                    -- micros of the slowest one
    PRIMARY KEY (tenant_id, hour, type_id, event)
);

CREATE TABLE rule_firing (
    tenant_id   int         NOT NULL,
    hour        timestamptz NOT NULL,
    rule_id     text        COLLATE "C" NOT NULL,
    pack        text        COLLATE "C" NOT NULL,        -- '' for the workspace's own
    code        text        COLLATE "C" NOT NULL,        -- '' when done; else why not, as a problem's code
    times       bigint      NOT NULL,
    last_at     timestamptz NOT NULL,
    last_record uuid,                                    -- null when there is none: the creation was refused
    PRIMARY KEY (tenant_id, hour, rule_id, pack, code)
);

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['rule_asking', 'rule_firing'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY own_tenant ON %I USING (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::int)'
            || ' WITH CHECK (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::int)', t);
    END LOOP;
END $$;
