-- Since when the requester has had no answer, and when the first one came: facts of the conversation that automations count from.
-- Tickets from before have none until somebody says something.
ALTER TABLE record ADD COLUMN waiting_since timestamptz, ADD COLUMN answered_at timestamptz;

-- Timers of a ticket go with it. state: 0 waiting or leased, 1 dead, 2 has fired and is kept so that it is not set again for the same time.
CREATE INDEX timer_record ON timer (tenant_id, record_id) WHERE record_id IS NOT NULL;
ALTER TABLE timer ADD FOREIGN KEY (tenant_id, record_id) REFERENCES record (tenant_id, id) ON DELETE CASCADE;
