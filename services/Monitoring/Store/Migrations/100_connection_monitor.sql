-- Connection monitors. A row is written before its connection has the monitor and counts only from then on (attached): whoever finds one
-- that never came so far removes it. That a connection has one at most is decided by the owner of connections. Times are Unix milliseconds.
CREATE TABLE connection_monitor (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  vpn_connection_id TEXT NOT NULL,
  -- What the connection said last; empty until the monitor is attached.
  enterprise_project_id TEXT NOT NULL DEFAULT '',
  source_ip TEXT NOT NULL DEFAULT '',
  destination_ip TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  request_id TEXT NOT NULL,
  attached BIGINT NOT NULL DEFAULT 0,
  -- Whether an agent has ever told that it probes.
  probed BIGINT NOT NULL DEFAULT 0,
  deleting BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX connection_monitor_project ON connection_monitor (project_id, created_at DESC, id DESC);
CREATE INDEX connection_monitor_connection ON connection_monitor (vpn_connection_id);
-- What is to be attached or to go.
CREATE INDEX connection_monitor_unsettled ON connection_monitor (created_at) WHERE attached = 0 OR deleting = 1;
