-- A demo is thousands of transactions. Until the last of them its workspace says so, and of how many tickets it is to be: a
-- start that finds one which was cut off goes on with it. Null: there is none, or it is whole (as all are that were made before).
ALTER TABLE tenant ADD COLUMN demo_tickets int CHECK (demo_tickets >= 0);
