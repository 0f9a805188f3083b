-- What records are looked up by as one tsvector of lexemes that name their place ("f_subject:kettle"): unlike an array it also
-- finds words by their beginning, and takes any "and" and "or" in one question (adr/120).
DROP FUNCTION search_records(int, text[], int);
DROP INDEX record_search_tokens;
ALTER TABLE record_search ALTER COLUMN tokens TYPE tsvector USING array_to_tsvector(tokens);
CREATE INDEX record_search_tokens ON record_search USING gin (tenant_id, tokens);

-- How far what is kept of a type has been made anew: made_of names what it should be made of, upto is the last record done,
-- null when all are. A type without a row was made by commands alone and needs nothing.
CREATE TABLE search_rebuild (
    tenant_id int  NOT NULL,
    type_id   int  NOT NULL,
    made_of   text COLLATE "C" NOT NULL,
    upto      uuid,
    done      int  NOT NULL,
    PRIMARY KEY (tenant_id, type_id)
);
-- What was kept so far knows no stems and no numbers.
ALTER TABLE record_search NO FORCE ROW LEVEL SECURITY;
INSERT INTO search_rebuild (tenant_id, type_id, made_of, upto, done)
    SELECT DISTINCT tenant_id, type_id, '1:', '00000000-0000-0000-0000-000000000000'::uuid, 0 FROM record_search;
ALTER TABLE record_search FORCE ROW LEVEL SECURITY;
ALTER TABLE search_rebuild ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON search_rebuild
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);

DO $$
BEGIN
    EXECUTE format('GRANT deskloom_search TO %I', current_user);
END $$;
GRANT USAGE, CREATE ON SCHEMA public TO deskloom_search;
-- The operators of text search are not leakproof, so under row-level security no index serves them: this function is the
-- owner's, who has a policy of its own, and names the tenant itself. Which records may be shown is asked afterwards.
CREATE FUNCTION search_records(wanted_type int, wanted tsquery, at_most int) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 1000
    SET search_path = pg_catalog, public
    SET enable_bitmapscan = on SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off AS $$
    SELECT record_id FROM public.record_search
    WHERE tenant_id = nullif(current_setting('app.tenant', true), '')::int
      AND type_id = wanted_type AND tokens @@ wanted
    LIMIT at_most
$$;
ALTER FUNCTION search_records(int, tsquery, int) OWNER TO deskloom_search;
REVOKE CREATE ON SCHEMA public FROM deskloom_search;
REVOKE ALL ON FUNCTION search_records(int, tsquery, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_records(int, tsquery, int) TO deskloom_app;
