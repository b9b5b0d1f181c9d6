-- Agents that carry gateways, as they registered.
CREATE TABLE agent (
  id TEXT PRIMARY KEY,
  zone TEXT NOT NULL,
  -- Greatest number of end points it can serve.
  capacity BIGINT NOT NULL,
  backend TEXT NOT NULL,
  -- JSON list of the versions of the gateway software that it can run, oldest first.
  versions TEXT NOT NULL DEFAULT '[]',
  -- Its newest stream; reports and heartbeats of older ones no longer count.
  session TEXT NOT NULL,
  lease_until BIGINT NOT NULL,
  -- 1 once its lease ran out and its end points are being taken from it; 2 when those it still has are all marked lost.
  lost BIGINT NOT NULL DEFAULT 0
);

-- The end point of a gateway, on an agent of its zone, or on none yet. There is one, with slot 1.
CREATE TABLE placement (
  gateway_id TEXT NOT NULL REFERENCES p2c_vpn_gateway (id),
  slot BIGINT NOT NULL,
  zone TEXT NOT NULL,
  agent_id TEXT,
  -- What it is to run, and to have ready beside it: desired state like any other.
  version TEXT NOT NULL DEFAULT '',
  prepared_version TEXT NOT NULL DEFAULT '',
  -- What the agent reported last; 0 until it has.
  observed_generation BIGINT NOT NULL DEFAULT 0,
  -- applied, failed, gone, or lost with its agent until another or the same one reports; NULL until there is a report.
  observed_state TEXT,
  observed_version TEXT NOT NULL DEFAULT '',
  observed_prepared_version TEXT NOT NULL DEFAULT '',
  -- Why it failed.
  observed_reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (gateway_id, slot)
);

CREATE INDEX placement_agent ON placement (agent_id, gateway_id);
-- End points without an agent, and those their agent has not heard of.
CREATE INDEX placement_unreported ON placement (agent_id, zone) WHERE observed_generation = 0;
-- End points that are lost.
CREATE INDEX placement_lost ON placement (gateway_id) WHERE observed_state = 'lost';

-- Upgrade and rollback jobs with their steps. They outlive their gateway until a caller deletes them.
CREATE TABLE p2c_vpn_gateway_job (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  -- That of its gateway.
  enterprise_project_id TEXT NOT NULL,
  gateway_id TEXT NOT NULL,
  -- upgrade or rollback.
  job_type TEXT NOT NULL,
  -- As on the wire.
  status TEXT NOT NULL,
  from_version TEXT NOT NULL,
  to_version TEXT NOT NULL,
  -- Why a step failed; an upgrade with one is being taken back, until it has ended.
  error_message TEXT,
  created_at BIGINT NOT NULL,
  -- When the end point was told last what to do: it has a limited time for it.
  told_at BIGINT NOT NULL,
  finished_at BIGINT,
  -- The request that began it.
  request_id TEXT NOT NULL
);

CREATE INDEX p2c_vpn_gateway_job_project ON p2c_vpn_gateway_job (project_id, created_at DESC, id DESC);
CREATE INDEX p2c_vpn_gateway_job_gateway ON p2c_vpn_gateway_job (gateway_id, created_at DESC, id DESC);
-- Jobs that are under way.
CREATE INDEX p2c_vpn_gateway_job_running ON p2c_vpn_gateway_job (id) WHERE status IN ('upgrading', 'rolling_back');

CREATE TABLE p2c_vpn_gateway_sub_job (
  job_id TEXT NOT NULL REFERENCES p2c_vpn_gateway_job (id),
  -- Order of the steps: 1, 2, 3.
  position BIGINT NOT NULL,
  id TEXT NOT NULL,
  job_type TEXT NOT NULL,
  status TEXT NOT NULL,
  error_message TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  finished_at BIGINT,
  PRIMARY KEY (job_id, position)
);
