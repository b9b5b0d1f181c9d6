-- What rules are set for a project; what is NULL or missing is as the settings of the service say. Project '' stands for what is in none.
CREATE TABLE alert_rule (
  project_id TEXT NOT NULL,
  rule TEXT NOT NULL,
  enabled BIGINT,
  -- JSON object of numbers: seconds, changes, percent, days.
  parameters TEXT NOT NULL,
  PRIMARY KEY (project_id, rule)
);

-- One row: the rules of the settings with which everything was judged last. When they differ from those at hand, all is judged anew.
CREATE TABLE alert_defaults (
  rules TEXT NOT NULL
);

INSERT INTO alert_defaults (rules) VALUES ('');

-- What alerts can be about, with what events have told of it.
CREATE TABLE alert_subject (
  resource_type TEXT NOT NULL,
  project_id TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  enterprise_project_id TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  -- Generation of the event that told the name.
  name_generation BIGINT NOT NULL DEFAULT 0,
  -- JSON, of a form that the kind of resource has for itself.
  facts TEXT NOT NULL DEFAULT '{}',
  -- When it is to be judged next; NULL when only an event can change anything.
  due_at BIGINT,
  -- When it was told to be deleted. The row stays for a while, so that late events are known to be late.
  deleted_at BIGINT,
  PRIMARY KEY (resource_type, project_id, resource_id)
);

CREATE INDEX alert_subject_due ON alert_subject (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX alert_subject_project ON alert_subject (project_id);
CREATE INDEX alert_subject_deleted ON alert_subject (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE alert (
  -- Grows with the time of its making.
  id TEXT PRIMARY KEY,
  rule TEXT NOT NULL,
  project_id TEXT NOT NULL,
  enterprise_project_id TEXT NOT NULL,
  about_type TEXT NOT NULL,
  about_id TEXT NOT NULL,
  about_name TEXT NOT NULL,
  summary TEXT NOT NULL,
  raised_at BIGINT NOT NULL,
  cleared_at BIGINT,
  cleared_because TEXT NOT NULL DEFAULT ''
);

-- One condition, one alert.
CREATE UNIQUE INDEX alert_open ON alert (about_type, project_id, about_id, rule) WHERE cleared_at IS NULL;
CREATE INDEX alert_open_project ON alert (project_id, id) WHERE cleared_at IS NULL;
CREATE INDEX alert_open_all ON alert (id) WHERE cleared_at IS NULL;
CREATE INDEX alert_project ON alert (project_id, id);
CREATE INDEX alert_cleared ON alert (cleared_at) WHERE cleared_at IS NOT NULL;
