-- Which words any record holds, asked for fifty of them at once and only then one by one: mostly none of the hundreds a mistyped word may
-- have meant is held (fifty, because n of them cost the index n * n). And each tsquery is read once, not once for each row looked at:
-- while the planner knows of few rows it takes the key and not the words' index, and then all of a workspace's rows are looked at.
CREATE OR REPLACE FUNCTION search_words(words text[]) RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 10
    SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan
    SET enable_bitmapscan = on SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off AS $$
    WITH asked AS MATERIALIZED (
        SELECT word, (''':' || word || '''')::tsquery AS lexeme, n / 50 AS part FROM unnest(words) WITH ORDINALITY AS u (word, n)),
    parts AS MATERIALIZED (
        SELECT part, string_agg(lexeme::text, '|')::tsquery AS lexemes FROM asked GROUP BY part)
    SELECT asked.word
    FROM parts
    CROSS JOIN LATERAL (
        SELECT FROM public.record_search
        WHERE tenant_id = nullif(current_setting('app.tenant', true), '')::int AND tokens @@ parts.lexemes
        LIMIT 1) any_held
    JOIN asked USING (part)
    CROSS JOIN LATERAL (
        SELECT FROM public.record_search
        WHERE tenant_id = nullif(current_setting('app.tenant', true), '')::int AND tokens @@ asked.lexeme
        LIMIT 1) held
$$;
