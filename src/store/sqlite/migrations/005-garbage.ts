/**
 * What is still to be deleted from the blobs. Triggers put it there, which also see what goes with its run or repository
 * (ON DELETE CASCADE): no operation can forget it.
 */
export const garbageSchema = `
CREATE TABLE garbage (
  kind TEXT NOT NULL CHECK (kind IN ('log', 'artifact', 'cache')),
  id TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER run_deleted AFTER DELETE ON runs BEGIN
  INSERT INTO garbage VALUES ('log', CAST(OLD.id AS TEXT)) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER artifact_deleted AFTER DELETE ON artifacts BEGIN
  INSERT INTO garbage VALUES ('artifact', OLD.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER cache_deleted AFTER DELETE ON caches BEGIN
  INSERT INTO garbage VALUES ('cache', OLD.id) ON CONFLICT DO NOTHING;
END;
`;
