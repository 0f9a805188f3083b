-- Numbers of workspaces that were deleted, and what was deleted of them: a number is never given to another workspace, because
-- tokens, addresses of files and what a running server remembers name it.
CREATE TABLE deleted_tenant (
    id         int         PRIMARY KEY,
    deleted_at timestamptz NOT NULL,
    rows       jsonb       NOT NULL,                      -- how many, by table
    CHECK (id > 0)
);

-- Lines of the log leave with their workspace, and only so: the application's role still may not delete any.
CREATE POLICY tenant_leaves ON audit FOR DELETE
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
