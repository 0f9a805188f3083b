-- The application's role owns nothing: it may read and write rows, and row-level security binds it.
-- It is made (with its password) before the first migration; a database prepared by hand may lack it.
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'deskloom_app') THEN
        CREATE ROLE deskloom_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
    -- Owner of the search functions: cannot log in, sees one tenant at a time by its own policies.
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'deskloom_search') THEN
        CREATE ROLE deskloom_search NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
END
$$;

CREATE EXTENSION IF NOT EXISTS btree_gin;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO deskloom_app, deskloom_search;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO deskloom_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO deskloom_app;
