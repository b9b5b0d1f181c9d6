-- Software upgrades. What an end point is to run is desired state like any other: a version, and one to have ready beside it.
-- The version of a gateway is that of its last creation, upgrade or roll-back; empty while its agents offer none.
ALTER TABLE vpn_gateway ADD COLUMN version TEXT NOT NULL DEFAULT '';
CREATE INDEX vpn_gateway_unversioned ON vpn_gateway (id) WHERE version = '';
-- The status that an upgrade under way gives the gateway: UPGRADING, PENDING_UPGRADE_CONFIRM or ROLLING_BACK; NULL when there is none.
ALTER TABLE vpn_gateway ADD COLUMN upgrade_status TEXT;
-- The generation with which the last upgrade was confirmed: all that it changes is that the old version is no longer kept ready.
ALTER TABLE vpn_gateway ADD COLUMN confirmed_generation BIGINT NOT NULL DEFAULT 0;
-- JSON list, oldest first.
ALTER TABLE agent ADD COLUMN versions TEXT NOT NULL DEFAULT '[]';
ALTER TABLE placement ADD COLUMN version TEXT NOT NULL DEFAULT '';
ALTER TABLE placement ADD COLUMN prepared_version TEXT NOT NULL DEFAULT '';
-- What the agent reported last, like observed_state; the reason is why it failed.
ALTER TABLE placement ADD COLUMN observed_version TEXT NOT NULL DEFAULT '';
ALTER TABLE placement ADD COLUMN observed_prepared_version TEXT NOT NULL DEFAULT '';
ALTER TABLE placement ADD COLUMN observed_reason TEXT NOT NULL DEFAULT '';

-- Upgrade and rollback jobs with their steps. They outlive their gateway until a caller deletes them.
CREATE TABLE vpn_gateway_job (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  -- That of its gateway.
  enterprise_project_id TEXT NOT NULL,
  vgw_id TEXT NOT NULL,
  -- upgrade or rollback.
  job_type TEXT NOT NULL,
  -- As on the wire. An upgrade that is being rolled back shares status and end of its rollback job.
  status TEXT NOT NULL,
  from_version TEXT NOT NULL,
  to_version TEXT NOT NULL,
  -- Why a step failed; an upgrade with one is being taken back, until it has ended.
  error_message TEXT,
  created_at BIGINT NOT NULL,
  -- When the end points were told last what to do: they have a limited time for it.
  told_at BIGINT NOT NULL,
  finished_at BIGINT,
  -- The request that began it.
  request_id TEXT NOT NULL
);

CREATE INDEX vpn_gateway_job_project ON vpn_gateway_job (project_id, created_at DESC, id DESC);
CREATE INDEX vpn_gateway_job_gateway ON vpn_gateway_job (vgw_id, created_at DESC, id DESC);
-- Jobs that are under way.
CREATE INDEX vpn_gateway_job_running ON vpn_gateway_job (id) WHERE status IN ('upgrading', 'rolling_back');

CREATE TABLE vpn_gateway_sub_job (
  job_id TEXT NOT NULL REFERENCES vpn_gateway_job (id),
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
