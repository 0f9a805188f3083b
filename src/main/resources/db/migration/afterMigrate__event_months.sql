-- Runs as the owner at every start: the months of event from two back to 24 ahead, so that the application never needs DDL.
-- A month that event_default already holds rows of cannot be split off while in use; it stays there, which is slower, not wrong.
DO $$
DECLARE
    first_day date;
    low uuid;
    high uuid;
    part text;
BEGIN
    FOR n IN -2..24 LOOP
        first_day := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => n))::date;
        part := 'event_' || to_char(first_day, 'YYYY_MM');
        CONTINUE WHEN to_regclass('public.' || part) IS NOT NULL;
        -- A UUIDv7 begins with 48 bits of milliseconds since 1970.
        low := (lpad(to_hex((extract(epoch FROM first_day::timestamp AT TIME ZONE 'UTC') * 1000)::bigint), 12, '0')
                || repeat('0', 20))::uuid;
        high := (lpad(to_hex((extract(epoch FROM (first_day + interval '1 month') AT TIME ZONE 'UTC') * 1000)::bigint), 12, '0')
                || repeat('0', 20))::uuid;
        BEGIN
            EXECUTE format('CREATE TABLE %I PARTITION OF event FOR VALUES FROM (%L) TO (%L) WITH (toast_tuple_target = 4080)', part, low, high);
            -- A partition read directly is protected by its own policy only, never by its parent's.
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', part);
            EXECUTE format('CREATE POLICY own_tenant ON %I'
                || ' USING (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::int)'
                || ' WITH CHECK (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::int)', part);
        EXCEPTION WHEN check_violation THEN
            RAISE NOTICE 'rows of % stay in event_default', part;
        END;
    END LOOP;
END $$;
