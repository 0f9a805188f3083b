-- What a change of a ticket costs the database beside the rows it writes (adr/305).

-- Read and written whole by the server, and looked into by no condition: kept as it was written, it is neither taken apart nor put together again
-- at each change. A table of a million tickets is written anew here, once.
ALTER TABLE record
    ALTER COLUMN path DROP DEFAULT,
    ALTER COLUMN path TYPE json USING path::json,
    ALTER COLUMN path SET DEFAULT '[]',
    ALTER COLUMN agenda TYPE json USING agenda::json,
    ALTER COLUMN flow TYPE json USING flow::json,
    -- Each of these is read, planned and built anew by every statement that writes a ticket: a seventh of its work. What stands in the
    -- columns comes from the codes of StatusCategory and Priority, and from a version that is the last one and one.
    DROP CONSTRAINT record_st_check,
    DROP CONSTRAINT record_priority_check,
    DROP CONSTRAINT record_version_check;

-- An account is never removed but with its workspace, and who is told has just been read from there: a look-up for each of the people
-- told of a change, which cannot fail.
ALTER TABLE notification DROP CONSTRAINT notification_tenant_id_account_id_fkey;
