/** Bytes on their way into the blobs stand among the garbage, from a moment on (Unix milliseconds). Their entry takes them off. */
export const reservedGarbageSchema = `
ALTER TABLE garbage ADD COLUMN due INTEGER NOT NULL DEFAULT 0;
CREATE INDEX garbage_due ON garbage (due);

DROP TRIGGER run_deleted;
CREATE TRIGGER run_deleted AFTER DELETE ON runs BEGIN
  INSERT INTO garbage (kind, id) VALUES ('log', CAST(OLD.id AS TEXT)) ON CONFLICT DO NOTHING;
END;

DROP TRIGGER artifact_deleted;
CREATE TRIGGER artifact_deleted AFTER DELETE ON artifacts BEGIN
  INSERT INTO garbage (kind, id) VALUES ('artifact', OLD.id) ON CONFLICT DO NOTHING;
END;

DROP TRIGGER cache_deleted;
CREATE TRIGGER cache_deleted AFTER DELETE ON caches BEGIN
  INSERT INTO garbage (kind, id) VALUES ('cache', OLD.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER artifact_made AFTER INSERT ON artifacts BEGIN
  DELETE FROM garbage WHERE kind = 'artifact' AND id = NEW.id;
END;

CREATE TRIGGER cache_made AFTER INSERT ON caches BEGIN
  DELETE FROM garbage WHERE kind = 'cache' AND id = NEW.id;
END;
`;
