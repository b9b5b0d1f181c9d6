-- VPN connections. Desired state with its generation; what the agent of the end point observes is reduced to applied_generation,
-- observed_generation and observed_state, from which the status on the wire is derived. Times are Unix milliseconds, lists and groups
-- that are only read whole are JSON. A list that the kind of gateway or the style forbids is NULL.
CREATE TABLE vpn_connection (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  -- Always that of the gateway.
  enterprise_project_id TEXT NOT NULL,
  name TEXT NOT NULL,
  vgw_id TEXT NOT NULL REFERENCES vpn_gateway (id),
  -- The end point of the gateway that the connection uses, and its address as the caller named it.
  slot BIGINT NOT NULL,
  vgw_ip TEXT NOT NULL,
  cgw_id TEXT NOT NULL REFERENCES customer_gateway (id),
  style TEXT NOT NULL,
  ha_role TEXT NOT NULL,
  peer_subnets TEXT,
  peer_subnets_v6 TEXT,
  policy_rules TEXT,
  policy_rules_v6 TEXT,
  tunnel_local_address TEXT NOT NULL,
  tunnel_peer_address TEXT NOT NULL,
  enable_nqa BIGINT NOT NULL,
  enable_hub BIGINT NOT NULL,
  -- Sealed; NULL where certificates authenticate.
  psk TEXT,
  ikepolicy TEXT NOT NULL,
  ipsecpolicy TEXT NOT NULL,
  -- Members of ikepolicy that the service filled in and fills in anew when what they come from changes: JSON list of their names.
  filled_in TEXT NOT NULL,
  connection_monitor_id TEXT,
  tags TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  -- The request that made this generation: what agents do about it is told under it.
  request_id TEXT NOT NULL,
  -- The last change as it was asked for, so that its repetition is known: SHA-256 of it without the pre-shared key.
  last_change TEXT,
  -- How often a reset was asked for, and the generation of the last one.
  resets BIGINT NOT NULL DEFAULT 0,
  reset_generation BIGINT NOT NULL DEFAULT 0,
  -- Greatest generation that was ever applied; 0 until then.
  applied_generation BIGINT NOT NULL DEFAULT 0,
  -- Generation that its present agent reported; 0 until it has.
  observed_generation BIGINT NOT NULL DEFAULT 0,
  -- up, down, failed, or lost with its agent; NULL until there is a report.
  observed_state TEXT,
  bgp_peer TEXT,
  deleting BIGINT NOT NULL DEFAULT 0,
  frozen BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX vpn_connection_project ON vpn_connection (project_id, created_at DESC, id DESC);
CREATE INDEX vpn_connection_enterprise_project ON vpn_connection (project_id, enterprise_project_id, created_at DESC, id DESC);
CREATE INDEX vpn_connection_gateway ON vpn_connection (vgw_id, created_at DESC, id DESC);
CREATE INDEX vpn_connection_address ON vpn_connection (project_id, lower(vgw_ip), created_at DESC, id DESC);
CREATE INDEX vpn_connection_customer_gateway ON vpn_connection (cgw_id, vgw_id);
-- What agents have yet to bring about.
CREATE INDEX vpn_connection_pending ON vpn_connection (vgw_id, slot) WHERE observed_generation < generation;

-- Security associations as the agent reported them last.
CREATE TABLE security_association (
  connection_id TEXT NOT NULL REFERENCES vpn_connection (id),
  id TEXT NOT NULL,
  source_block TEXT NOT NULL,
  destination_block TEXT NOT NULL,
  packets_sent BIGINT NOT NULL,
  packets_received BIGINT NOT NULL,
  bytes_sent BIGINT NOT NULL,
  bytes_received BIGINT NOT NULL,
  collected_at BIGINT NOT NULL,
  PRIMARY KEY (connection_id, id)
);

-- Negotiation events that were taken in, so that one told again is known; only for a while.
CREATE TABLE negotiation (
  id TEXT PRIMARY KEY,
  received_at BIGINT NOT NULL
);

CREATE INDEX negotiation_received ON negotiation (received_at);

-- Routing tables as the agents of the end points reported them last.
CREATE TABLE route (
  vgw_id TEXT NOT NULL REFERENCES vpn_gateway (id),
  slot BIGINT NOT NULL,
  -- Order within the table of the end point.
  position BIGINT NOT NULL,
  destination TEXT NOT NULL,
  next_hop TEXT NOT NULL,
  interface_address TEXT NOT NULL,
  source TEXT NOT NULL,
  origin TEXT,
  as_path TEXT,
  med BIGINT,
  connection_id TEXT,
  PRIMARY KEY (vgw_id, slot, position)
);

-- End points whose connections have nobody to report them.
CREATE INDEX placement_lost ON placement (gateway_id) WHERE observed_state = 'lost';
