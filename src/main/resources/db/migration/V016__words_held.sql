-- What is looked up keeps every word that somebody may mean by a mistyped one once more without its place (":kettle"). Which of
-- the hundreds of words one step away are held at all is then one question each, and only those few are asked for in every place:
-- a tsquery of n lexemes costs the index n * n, and one of thousands was once planned as a look at every row of the workspace.
ALTER TABLE search_rebuild NO FORCE ROW LEVEL SECURITY;
ALTER TABLE record_search NO FORCE ROW LEVEL SECURITY;
INSERT INTO search_rebuild (tenant_id, type_id, made_of, upto, done)
    SELECT DISTINCT tenant_id, type_id, '2:', '00000000-0000-0000-0000-000000000000'::uuid, 0 FROM record_search
    ON CONFLICT (tenant_id, type_id) DO UPDATE SET upto = excluded.upto, done = 0;
ALTER TABLE record_search FORCE ROW LEVEL SECURITY;
ALTER TABLE search_rebuild FORCE ROW LEVEL SECURITY;

DO $$
BEGIN
    EXECUTE format('GRANT deskloom_search TO %I', current_user);
END $$;
GRANT USAGE, CREATE ON SCHEMA public TO deskloom_search;
-- One plan for whatever is asked: it is the index, and by the statistics of many lexemes it was not.
ALTER FUNCTION search_records(int, tsquery, int) SET plan_cache_mode = force_generic_plan;
-- Which of these words (a to z) any record of the tenant holds, wherever. It says nothing to anybody: only what is found in a
-- place its reader reads is shown.
CREATE FUNCTION search_words(words text[]) RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 10
    SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan
    SET enable_bitmapscan = on SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off AS $$
    SELECT word FROM unnest(words) word CROSS JOIN LATERAL (
        SELECT FROM public.record_search
        WHERE tenant_id = nullif(current_setting('app.tenant', true), '')::int AND tokens @@ (''':' || word || '''')::tsquery
        LIMIT 1) held
$$;
ALTER FUNCTION search_words(text[]) OWNER TO deskloom_search;
REVOKE CREATE ON SCHEMA public FROM deskloom_search;
REVOKE ALL ON FUNCTION search_words(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_words(text[]) TO deskloom_app;
