/**
 * Keep `lanes` and `shares` in step with `queue` and `leases`. A lane's best job is looked up anew after each change of
 * its queue: one seek of `queue_lane`. Jobs with a `not_before` are no candidates until a claim wakes them.
 */
export const initialTriggers = `
CREATE TRIGGER queue_added AFTER INSERT ON queue BEGIN
  INSERT INTO lanes (repository_id, agent_class, waiting, running) VALUES (
    NEW.repository_id, NEW.agent_class, 1,
    COALESCE((SELECT running FROM shares WHERE repository_id = NEW.repository_id), 0)
  ) ON CONFLICT DO UPDATE SET waiting = waiting + 1;
  UPDATE lanes SET (priority, queued_at, seq) = (
    SELECT priority, queued_at, seq FROM queue
    WHERE agent_class = NEW.agent_class AND repository_id = NEW.repository_id AND not_before = 0
    ORDER BY priority DESC, queued_at, seq LIMIT 1
  ) WHERE repository_id = NEW.repository_id AND agent_class = NEW.agent_class;
END;

CREATE TRIGGER queue_woken AFTER UPDATE OF not_before ON queue BEGIN
  UPDATE lanes SET (priority, queued_at, seq) = (
    SELECT priority, queued_at, seq FROM queue
    WHERE agent_class = NEW.agent_class AND repository_id = NEW.repository_id AND not_before = 0
    ORDER BY priority DESC, queued_at, seq LIMIT 1
  ) WHERE repository_id = NEW.repository_id AND agent_class = NEW.agent_class;
END;

CREATE TRIGGER queue_removed AFTER DELETE ON queue BEGIN
  UPDATE lanes SET waiting = waiting - 1, (priority, queued_at, seq) = (
    SELECT priority, queued_at, seq FROM queue
    WHERE agent_class = OLD.agent_class AND repository_id = OLD.repository_id AND not_before = 0
    ORDER BY priority DESC, queued_at, seq LIMIT 1
  ) WHERE repository_id = OLD.repository_id AND agent_class = OLD.agent_class;
  DELETE FROM lanes WHERE repository_id = OLD.repository_id AND agent_class = OLD.agent_class AND waiting = 0;
END;

CREATE TRIGGER lease_added AFTER INSERT ON leases BEGIN
  INSERT INTO shares VALUES (NEW.repository_id, 1) ON CONFLICT DO UPDATE SET running = running + 1;
  UPDATE lanes SET running = running + 1 WHERE repository_id = NEW.repository_id;
END;

CREATE TRIGGER lease_removed AFTER DELETE ON leases BEGIN
  UPDATE shares SET running = running - 1 WHERE repository_id = OLD.repository_id;
  DELETE FROM shares WHERE repository_id = OLD.repository_id AND running = 0;
  UPDATE lanes SET running = running - 1 WHERE repository_id = OLD.repository_id;
END;
`;
