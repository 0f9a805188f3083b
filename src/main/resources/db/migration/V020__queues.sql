-- Queues: effects wait by destination and, where it matters, in order; what went wrong has a code; regular work says when it ran.

ALTER TABLE outbox
    ADD COLUMN destination text COLLATE "C" NOT NULL DEFAULT '', -- where it goes; '' inside, or not looked at yet
    ADD COLUMN order_key   text COLLATE "C",                     -- those of a kind that share it go one after the other
    ADD COLUMN error_code  text COLLATE "C";                     -- last_error is the exception's class
ALTER TABLE timer
    ADD COLUMN error_code  text COLLATE "C",
    ADD COLUMN started_at  timestamptz,                          -- while it fires: since when
    ADD COLUMN fired_at    timestamptz,                          -- when it last fired well, and how long that took
    ADD COLUMN fired_ms    int;

-- Each destination's are claimed by themselves, so that a thousand that wait for one are not walked past for another.
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (tenant_id, destination, due_at, id) WHERE state = 0;
CREATE INDEX outbox_order ON outbox (tenant_id, kind, destination, order_key, id) WHERE state = 0 AND order_key IS NOT NULL;
-- Of what was given up, due_at says since when.
CREATE INDEX outbox_dead ON outbox (tenant_id, due_at, id) WHERE state = 1;
CREATE INDEX timer_dead ON timer (tenant_id, due_at, id) WHERE state = 1;

-- When the next timer of each workspace is due, and whether effects wait: one question instead of one for each workspace. It tells
-- times and nothing else, as a role that may read no more than those columns and cannot log in.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'deskloom_queues') THEN
        CREATE ROLE deskloom_queues NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
    EXECUTE format('GRANT deskloom_queues TO %I', current_user);
END $$;
GRANT USAGE, CREATE ON SCHEMA public TO deskloom_queues;
GRANT SELECT (tenant_id, state, due_at, destination) ON outbox TO deskloom_queues;
GRANT SELECT (tenant_id, state, due_at) ON timer TO deskloom_queues;
GRANT SELECT (id, suspended) ON tenant TO deskloom_queues;
CREATE POLICY queue_heads ON outbox FOR SELECT TO deskloom_queues USING (true);
CREATE POLICY queue_heads ON timer FOR SELECT TO deskloom_queues USING (true);

CREATE FUNCTION queue_heads(of_timers boolean) RETURNS TABLE (workspace int, due timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT * FROM (
        SELECT t.id, CASE WHEN of_timers
            THEN (SELECT min(r.due_at) FROM public.timer r WHERE r.tenant_id = t.id AND r.state = 0)
            ELSE least((SELECT min(o.due_at) FROM public.outbox o WHERE o.tenant_id = t.id AND o.state = 0 AND o.destination = ''),
                (SELECT min(o.due_at) FROM public.outbox o WHERE o.tenant_id = t.id AND o.state = 0 AND o.destination > '')) END AS due
        FROM public.tenant t WHERE NOT t.suspended) heads
    WHERE due IS NOT NULL ORDER BY id
$$;
ALTER FUNCTION queue_heads(boolean) OWNER TO deskloom_queues;
REVOKE CREATE ON SCHEMA public FROM deskloom_queues;
REVOKE ALL ON FUNCTION queue_heads(boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION queue_heads(boolean) TO deskloom_app;
