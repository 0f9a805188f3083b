-- Open screens are told of changes once those are committed, and not by way of the outbox any more (docs/adr/295).
DELETE FROM outbox WHERE kind = 'ticket-changed';
