-- What was used in an hour that is closed; no row where nothing was. Always the sum of the ledger over that hour.
CREATE TABLE usage_hour (
  project_id TEXT NOT NULL,
  -- When the hour began.
  hour_start BIGINT NOT NULL,
  enterprise_project_id TEXT $ordinal$ NOT NULL,
  meter TEXT $ordinal$ NOT NULL,
  -- Thousandths of a second times what is counted, or bytes.
  amount BIGINT NOT NULL,
  PRIMARY KEY (project_id, hour_start, enterprise_project_id, meter)
);

-- What counts at closed_until of the project; no row where nothing does.
CREATE TABLE usage_level (
  project_id TEXT NOT NULL,
  enterprise_project_id TEXT NOT NULL,
  meter TEXT NOT NULL,
  level BIGINT NOT NULL,
  PRIMARY KEY (project_id, enterprise_project_id, meter)
);
