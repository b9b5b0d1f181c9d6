-- Point-to-cloud gateways. Desired state with its generation; what agents observe of it is reduced to observed_generation, failed and
-- applied_at, from which the status on the wire is derived. Times are Unix milliseconds, lists and groups that are only read whole are JSON.
CREATE TABLE p2c_vpn_gateway (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  enterprise_project_id TEXT NOT NULL,
  name TEXT NOT NULL,
  vpc_id TEXT NOT NULL,
  connect_subnet TEXT NOT NULL,
  flavor TEXT NOT NULL,
  zones TEXT NOT NULL,
  -- Its EIP; NULL while none is bound.
  eip TEXT,
  max_connection_number BIGINT NOT NULL,
  tags TEXT NOT NULL,
  -- Where the log of its sessions goes; NULL while nobody has said.
  log_config TEXT,
  -- 0 not frozen, 1 frozen and deletable, 2 frozen and not deletable.
  frozen_effect BIGINT NOT NULL DEFAULT 0,
  -- 1 while an order about it is being processed.
  order_in_progress BIGINT NOT NULL DEFAULT 0,
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
  -- That of its last creation, upgrade or roll-back; empty while its agents offer none.
  version TEXT NOT NULL DEFAULT '',
  -- The status that an upgrade under way gives it; NULL when there is none.
  upgrade_status TEXT,
  -- The generation with which the last upgrade was confirmed: all that it changes is that the old version is no longer kept ready.
  confirmed_generation BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX p2c_vpn_gateway_project ON p2c_vpn_gateway (project_id, created_at DESC, id DESC);
CREATE INDEX p2c_vpn_gateway_enterprise_project ON p2c_vpn_gateway (enterprise_project_id, project_id);
CREATE INDEX p2c_vpn_gateway_pending ON p2c_vpn_gateway (id) WHERE observed_generation < generation;
CREATE INDEX p2c_vpn_gateway_unversioned ON p2c_vpn_gateway (id) WHERE version = '';
