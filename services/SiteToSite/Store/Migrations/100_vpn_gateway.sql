-- VPN gateways. Desired state with its generation; what agents observe of it is reduced to observed_generation, failed and applied_at,
-- from which the status on the wire is derived. Times are Unix milliseconds, lists and groups that are only read whole are JSON.
CREATE TABLE vpn_gateway (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  enterprise_project_id TEXT NOT NULL,
  name TEXT NOT NULL,
  network_type TEXT NOT NULL,
  attachment_type TEXT NOT NULL,
  ip_version TEXT NOT NULL,
  certificate_id TEXT,
  er_id TEXT,
  er_attachment_id TEXT,
  vpc_id TEXT,
  connect_subnet TEXT,
  local_subnets TEXT NOT NULL,
  bgp_asn BIGINT NOT NULL,
  flavor TEXT NOT NULL,
  zones TEXT NOT NULL,
  zones_named BIGINT NOT NULL,
  public_border_group TEXT NOT NULL,
  connection_number BIGINT NOT NULL,
  used_connection_number BIGINT NOT NULL DEFAULT 0,
  used_connection_group BIGINT NOT NULL DEFAULT 0,
  eip1 TEXT,
  eip2 TEXT,
  access_vpc_id TEXT NOT NULL,
  access_subnet_id TEXT NOT NULL,
  access_private_ip_1 TEXT,
  access_private_ip_2 TEXT,
  ha_mode TEXT NOT NULL,
  policy_template TEXT,
  tags TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  -- When every end point first reported a generation applied; NULL until then.
  applied_at BIGINT,
  generation BIGINT NOT NULL,
  -- The request that made this generation: what agents do about it is told under it.
  request_id TEXT NOT NULL DEFAULT '',
  -- Least generation that all its end points have applied; 0 until then.
  observed_generation BIGINT NOT NULL DEFAULT 0,
  -- 1 while an end point reports failure, or is lost without another agent to take it over.
  failed BIGINT NOT NULL DEFAULT 0,
  deleting BIGINT NOT NULL DEFAULT 0,
  frozen BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX vpn_gateway_project ON vpn_gateway (project_id, created_at DESC, id DESC);
CREATE INDEX vpn_gateway_enterprise_project ON vpn_gateway (enterprise_project_id, project_id);
-- What agents have yet to bring about.
CREATE INDEX vpn_gateway_pending ON vpn_gateway (id) WHERE observed_generation < generation;

-- Agents that carry tunnels, as they registered.
CREATE TABLE agent (
  id TEXT PRIMARY KEY,
  zone TEXT NOT NULL,
  -- Greatest number of end points it can serve.
  capacity BIGINT NOT NULL,
  backend TEXT NOT NULL,
  -- Its newest stream; reports and heartbeats of older ones no longer count.
  session TEXT NOT NULL,
  lease_until BIGINT NOT NULL,
  -- 1 once its lease ran out and its end points are being taken from it; 2 when those it still has are all marked lost.
  lost BIGINT NOT NULL DEFAULT 0
);

-- The two tunnel end points of a gateway, each on an agent of its zone, or on none yet.
CREATE TABLE placement (
  gateway_id TEXT NOT NULL REFERENCES vpn_gateway (id),
  slot BIGINT NOT NULL,
  zone TEXT NOT NULL,
  agent_id TEXT,
  -- What the agent reported last; 0 until it has.
  observed_generation BIGINT NOT NULL DEFAULT 0,
  -- applied, failed, gone, or lost with its agent until another or the same one reports; NULL until there is a report.
  observed_state TEXT,
  PRIMARY KEY (gateway_id, slot)
);

CREATE INDEX placement_agent ON placement (agent_id, gateway_id);
-- End points without an agent, and those their agent has not heard of.
CREATE INDEX placement_unreported ON placement (agent_id, zone) WHERE observed_generation = 0;
