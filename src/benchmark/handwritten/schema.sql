-- The same guarantees as Deskloom's tables, with real columns: tenant-first keys, forced row-level security, history,
-- outbox, idempotency. Run as the owner; the application connects as "handwritten".
CREATE TABLE ticket (
    tenant_id int NOT NULL, id uuid NOT NULL, number bigint NOT NULL, version int NOT NULL,
    status smallint NOT NULL, priority smallint NOT NULL, step text NOT NULL, team text, assignee uuid, requester uuid,
    title text NOT NULL, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
    complaint_text text, reason text COLLATE "C", order_no text COLLATE "C", customer_name text, contact text COLLATE "C", tier text COLLATE "C",
    lifetime_spend numeric(15,2), paid numeric(15,2), refund_amount numeric(15,2), items_count int, parcel_weight numeric(12,3),
    delivered_on date, pickup_at timestamptz, fault_codes text[], resellable boolean, inspection_result text, inspector uuid,
    freight_payer text, warehouse_note text, urgent_reason text,
    PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, number));
CREATE INDEX ON ticket (tenant_id, updated_at, id);
CREATE INDEX ON ticket (tenant_id, status, updated_at, id);
CREATE INDEX ON ticket (tenant_id, reason, updated_at, id, status) WHERE reason IS NOT NULL;
CREATE INDEX ON ticket (tenant_id, order_no, updated_at, id, status) WHERE order_no IS NOT NULL;
CREATE INDEX ON ticket (tenant_id, contact, updated_at, id, status) WHERE contact IS NOT NULL;
CREATE INDEX ON ticket (tenant_id, tier, updated_at, id, status) WHERE tier IS NOT NULL;
CREATE INDEX ON ticket (tenant_id, refund_amount, id, status) WHERE refund_amount IS NOT NULL;
CREATE INDEX ON ticket (tenant_id, delivered_on, id, status) WHERE delivered_on IS NOT NULL;
CREATE INDEX ON ticket (tenant_id, team, updated_at, id) WHERE status <= 3;
CREATE INDEX ON ticket (tenant_id, assignee, updated_at, id) WHERE status <= 3;
CREATE TABLE ticket_event (
    tenant_id int NOT NULL, id uuid NOT NULL, ticket_id uuid NOT NULL, kind text NOT NULL, at timestamptz NOT NULL,
    actor uuid, field text, old_value text, new_value text, body text, PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket);
CREATE INDEX ON ticket_event (tenant_id, ticket_id, id);
CREATE TABLE ticket_search (tenant_id int NOT NULL, ticket_id uuid NOT NULL, tokens tsvector NOT NULL, PRIMARY KEY (tenant_id, ticket_id),
    FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket);
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE INDEX ON ticket_search USING gin (tenant_id, tokens);
CREATE TABLE outbox (tenant_id int NOT NULL, id uuid NOT NULL, payload text NOT NULL, created_at timestamptz NOT NULL, PRIMARY KEY (tenant_id, id));
CREATE TABLE idempotency (tenant_id int NOT NULL, key text NOT NULL, ticket_id uuid NOT NULL, created_at timestamptz NOT NULL, PRIMARY KEY (tenant_id, key));
CREATE TABLE tenant (id int PRIMARY KEY, slug text NOT NULL UNIQUE, suspended boolean NOT NULL DEFAULT false);
INSERT INTO tenant VALUES (1, 'bench');
CREATE TABLE account (tenant_id int NOT NULL, id uuid NOT NULL, login text NOT NULL, roles text[] NOT NULL, teams text[] NOT NULL,
    must_change_password boolean NOT NULL DEFAULT false, disabled_at timestamptz, PRIMARY KEY (tenant_id, id));
CREATE TABLE token (tenant_id int NOT NULL, hash text NOT NULL, account_id uuid NOT NULL, expires_at timestamptz NOT NULL, revoked_at timestamptz,
    PRIMARY KEY (tenant_id, hash));
CREATE SEQUENCE ticket_number;
DO $$ DECLARE t text; BEGIN
    FOREACH t IN ARRAY ARRAY['ticket', 'ticket_event', 'ticket_search', 'outbox', 'idempotency', 'account', 'token'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY one_tenant ON %I USING (tenant_id = nullif(current_setting(''app.tenant'', true), '''')::int)', t);
    END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO handwritten;
GRANT USAGE ON SEQUENCE ticket_number TO handwritten;
