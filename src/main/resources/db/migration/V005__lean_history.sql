-- History is written once and read whole: nobody asks the database what is in it. As text it is neither taken apart on the way in nor
-- put together on the way out, and a row of up to four kilobytes stays in its page without being compressed (adr/090).
ALTER TABLE event ALTER COLUMN changes TYPE json, ALTER COLUMN decision TYPE json;
DO $$
DECLARE
    part text;
BEGIN
    FOR part IN SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'event'::regclass LOOP
        EXECUTE format('ALTER TABLE %s SET (toast_tuple_target = 4080)', part);
    END LOOP;
END $$;

-- Keys expire in the order they came: a summary of each stretch of the table finds them as well as an index entry for each.
DROP INDEX idempotency_expiry;
CREATE INDEX idempotency_expiry ON idempotency USING brin (tenant_id, expires_at);
