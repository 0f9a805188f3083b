-- The clocks of a ticket's service level.

-- ticket.Clocks; null where there are none. The history has all that happened to them.
ALTER TABLE record ADD COLUMN clocks jsonb;
