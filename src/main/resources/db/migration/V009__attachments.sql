-- Files. A content (blob) is stored once for each tenant, whatever it is called and wherever it is used; an attachment is a name and a
-- place for one. Decisions: docs/adr/140-files-in-the-database.md.

CREATE TABLE blob (
    tenant_id  int         NOT NULL,
    id         uuid        NOT NULL,                      -- v7; the bytes are found under it
    store      text        COLLATE "C" NOT NULL,          -- attachment.BlobStore.key
    state      smallint    NOT NULL,                      -- 0 on its way in, 1 whole, 2 doomed: nothing may refer to it any more
    sha256     bytea,                                     -- this and the rest since it is whole
    size       bigint,
    type       text        COLLATE "C",
    scan       smallint    NOT NULL,                      -- attachment.Scan
    scanned_at timestamptz,
    pictured   boolean     NOT NULL,
    width      int         NOT NULL,
    height     int         NOT NULL,
    created_at timestamptz NOT NULL,
    due_at     timestamptz NOT NULL,                      -- on its way in: given up then
    PRIMARY KEY (tenant_id, id),
    CHECK (state BETWEEN 0 AND 2),
    CHECK (state <> 1 OR (length(sha256) = 32 AND size > 0 AND type IS NOT NULL))
);
CREATE UNIQUE INDEX blob_content ON blob (tenant_id, sha256) WHERE state = 1;
CREATE INDEX blob_given_up ON blob (tenant_id, due_at) WHERE state = 0;
CREATE INDEX blob_doomed ON blob (tenant_id, id) WHERE state = 2;
CREATE INDEX blob_unscanned ON blob (tenant_id, id) WHERE state = 1 AND scan IN (0, 3);

-- Bytes of the store "postgres": all chunks but the last have 256 KiB. Not compressed: files mostly are, already.
CREATE TABLE blob_chunk (
    tenant_id int   NOT NULL,
    blob_id   uuid  NOT NULL,
    n         int   NOT NULL,                             -- from 0
    bytes     bytea NOT NULL,
    PRIMARY KEY (tenant_id, blob_id, n),
    FOREIGN KEY (tenant_id, blob_id) REFERENCES blob (tenant_id, id) ON DELETE CASCADE,
    CHECK (length(bytes) BETWEEN 1 AND 262144)
);
ALTER TABLE blob_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Re-encoded pictures of images.
CREATE TABLE blob_picture (
    tenant_id int   NOT NULL,
    blob_id   uuid  NOT NULL,
    size      text  COLLATE "C" NOT NULL,                 -- attachment.Pictures.Size
    type      text  COLLATE "C" NOT NULL,
    bytes     bytea NOT NULL,
    PRIMARY KEY (tenant_id, blob_id, size),
    FOREIGN KEY (tenant_id, blob_id) REFERENCES blob (tenant_id, id) ON DELETE CASCADE
);
ALTER TABLE blob_picture ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE attachment (
    tenant_id  int         NOT NULL,
    id         uuid        NOT NULL,                      -- random, not v7: it stands in addresses
    blob_id    uuid,                                      -- null: the content is gone, the history keeps the name
    owner_id   uuid        NOT NULL,                      -- account that uploaded it
    name       text        NOT NULL,
    size       bigint      NOT NULL,
    type       text        COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,                               -- while it is in no ticket
    record_id  uuid,
    field_id   text        COLLATE "C",                   -- of a field: its definition id
    removed_at timestamptz,                               -- of a field: since when it no longer holds it
    event_id   uuid,                                      -- of a comment: its event
    internal   boolean,                                   -- of a comment
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, blob_id) REFERENCES blob (tenant_id, id),
    FOREIGN KEY (tenant_id, record_id) REFERENCES record (tenant_id, id) ON DELETE CASCADE,
    CHECK ((record_id IS NULL) = (expires_at IS NOT NULL)),
    CHECK ((record_id IS NULL AND field_id IS NULL AND event_id IS NULL)
        OR (record_id IS NOT NULL AND (field_id IS NULL) <> (event_id IS NULL))),
    CHECK ((event_id IS NULL) = (internal IS NULL))
);
CREATE INDEX attachment_record ON attachment (tenant_id, record_id) WHERE record_id IS NOT NULL;
CREATE INDEX attachment_blob ON attachment (tenant_id, blob_id) WHERE blob_id IS NOT NULL;
CREATE INDEX attachment_unused ON attachment (tenant_id, owner_id, expires_at) WHERE record_id IS NULL;
CREATE INDEX attachment_expiry ON attachment (tenant_id, expires_at) WHERE record_id IS NULL;
CREATE INDEX attachment_removed ON attachment (tenant_id, removed_at) WHERE removed_at IS NOT NULL AND blob_id IS NOT NULL;

ALTER TABLE blob         ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE blob_chunk   ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE blob_picture ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE attachment   ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY own_tenant ON blob
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
CREATE POLICY own_tenant ON blob_chunk
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
CREATE POLICY own_tenant ON blob_picture
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
CREATE POLICY own_tenant ON attachment
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
