-- The logs of VPN connections, from the events that tell of them. Times are Unix milliseconds.

-- Connections as far as events have told of them.
CREATE TABLE logged_connection (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  enterprise_project_id TEXT NOT NULL,
  -- Address of the end point of the gateway, as its agent told it last; NULL until then.
  gateway_address TEXT,
  -- Lines that are kept, at least.
  lines BIGINT NOT NULL DEFAULT 0,
  -- When it was told to be gone; events that come behind that are of no use.
  gone_at BIGINT
);

CREATE INDEX logged_connection_gone ON logged_connection (gone_at) WHERE gone_at IS NOT NULL;

CREATE TABLE connection_log (
  event_id TEXT PRIMARY KEY,
  connection_id TEXT NOT NULL,
  time_ms BIGINT NOT NULL,
  -- NULL where the event does not tell it.
  gateway_address TEXT,
  peer_address TEXT,
  peer_port BIGINT NOT NULL,
  process_id BIGINT NOT NULL,
  sentence TEXT NOT NULL,
  reason TEXT NOT NULL
);

CREATE INDEX connection_log_line ON connection_log (connection_id, time_ms, event_id);
