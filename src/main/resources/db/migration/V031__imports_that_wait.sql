-- Which workspaces have an import that waits: one question instead of one for each workspace every three seconds. Like queue_heads() it
-- tells that and nothing else, as a role that may read no more than those columns and cannot log in.
GRANT SELECT (tenant_id, state, due_at) ON import_job TO deskloom_queues;
CREATE POLICY queue_heads ON import_job FOR SELECT TO deskloom_queues USING (true);

GRANT CREATE ON SCHEMA public TO deskloom_queues;
CREATE FUNCTION imports_due(by timestamptz) RETURNS SETOF int
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT t.id FROM public.tenant t
    WHERE NOT t.suspended AND EXISTS (SELECT FROM public.import_job j WHERE j.tenant_id = t.id
        AND j.state IN ('reading', 'checking', 'running') AND (j.due_at IS NULL OR j.due_at <= by))
    ORDER BY t.id
$$;
ALTER FUNCTION imports_due(timestamptz) OWNER TO deskloom_queues;
REVOKE CREATE ON SCHEMA public FROM deskloom_queues;
REVOKE ALL ON FUNCTION imports_due(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION imports_due(timestamptz) TO deskloom_app;
