-- How many units of a quota a project uses: reservations, confirmed or not; for the type eip the EIPs created with gateways.
CREATE TABLE quota (
  project_id TEXT NOT NULL,
  type TEXT NOT NULL,
  used BIGINT NOT NULL DEFAULT 0,
  -- 1 when an administrator has set the limit of this project; otherwise that of the settings holds.
  is_set BIGINT NOT NULL DEFAULT 0,
  -- The limit that was set; NULL for none.
  quota BIGINT,
  PRIMARY KEY (project_id, type)
);
