-- Which derived fields are being computed anew (ids): lists neither filter nor sort by them meanwhile.
ALTER TABLE derived_backfill ADD COLUMN fields text[] COLLATE "C" NOT NULL DEFAULT '{}';
