-- What the SOP of a ticket keeps beside the step it is in.

-- ticket.FlowState; null for most tickets. The history has all of it.
ALTER TABLE record ADD COLUMN flow jsonb;

-- One row for each way a ticket goes beside others, and for each line that cannot go on: lists of work and of what is stuck
-- read no other ticket. Follows from record.flow, in its transaction.
CREATE TABLE flow_work (
    tenant_id   int         NOT NULL,
    record_id   uuid        NOT NULL,
    branch      int         NOT NULL,                     -- 0 the main line
    node        text        COLLATE "C" NOT NULL,
    team        text        COLLATE "C",                  -- null: the ticket's own
    assignee_id uuid,
    since       timestamptz NOT NULL,
    stuck       text        COLLATE "C",                  -- why it cannot go on, as a code; null while it can
    stuck_since timestamptz,
    PRIMARY KEY (tenant_id, record_id, branch),
    FOREIGN KEY (tenant_id, record_id) REFERENCES record (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX flow_work_team ON flow_work (tenant_id, team, since) WHERE stuck IS NULL;
CREATE INDEX flow_work_assignee ON flow_work (tenant_id, assignee_id, since) WHERE assignee_id IS NOT NULL;
CREATE INDEX flow_work_stuck ON flow_work (tenant_id, stuck_since, record_id) WHERE stuck IS NOT NULL;

ALTER TABLE flow_work ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON flow_work USING (tenant_id = nullif(current_setting('app.tenant', true), '')::int)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::int);
