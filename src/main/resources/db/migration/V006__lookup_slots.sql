-- Indexed lookups own one of the four uuid columns of record.
ALTER TABLE slot_assignment DROP CONSTRAINT slot_assignment_slot_check;
ALTER TABLE slot_assignment
    ADD CONSTRAINT slot_assignment_slot_check CHECK (slot ~ '^(s[1-8]|r[1-4]|n[1-6]|i[12]|d[1-4])$');
