-- Clients that are connected, as agents reported them last; and for a day those that have left, so that an end told again is known.
CREATE TABLE p2c_vgw_connection (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  p2c_vgw_id TEXT NOT NULL REFERENCES p2c_vpn_gateway (id),
  vpn_server_id TEXT NOT NULL,
  client_virtual_ip TEXT NOT NULL,
  client_ip TEXT NOT NULL,
  -- Empty where nobody is named.
  client_user_name TEXT NOT NULL,
  established_at BIGINT NOT NULL,
  inbound_packets BIGINT NOT NULL,
  outbound_packets BIGINT NOT NULL,
  inbound_bytes BIGINT NOT NULL,
  outbound_bytes BIGINT NOT NULL,
  collected_at BIGINT NOT NULL,
  -- 1 once somebody asked to cut it: it is on no list any more, and its agent is told until it is over.
  disconnecting BIGINT NOT NULL DEFAULT 0,
  ended_at BIGINT
);

CREATE INDEX p2c_vgw_connection_gateway ON p2c_vgw_connection (p2c_vgw_id, established_at, id) WHERE ended_at IS NULL;
CREATE INDEX p2c_vgw_connection_disconnecting ON p2c_vgw_connection (p2c_vgw_id) WHERE disconnecting = 1 AND ended_at IS NULL;
CREATE INDEX p2c_vgw_connection_ended ON p2c_vgw_connection (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX p2c_vgw_connection_all ON p2c_vgw_connection (p2c_vgw_id);
