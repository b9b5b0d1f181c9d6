-- One row, whose revision is raised by every change of zones and EIP types: what replicas keep of them in memory is as good as its revision.
CREATE TABLE inventory (
  revision BIGINT NOT NULL
);

INSERT INTO inventory (revision) VALUES (1);

-- Zones that an administrator registered; those of the settings are not in here.
CREATE TABLE zone (
  name TEXT PRIMARY KEY,
  public_border_group TEXT NOT NULL,
  sold_out BIGINT NOT NULL,
  -- What it offers: a JSON list of triples flavor, attachment_type, ip_version.
  specs TEXT NOT NULL
);

CREATE TABLE vpc (
  project_id TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (project_id, id)
);

CREATE TABLE subnet (
  project_id TEXT NOT NULL,
  id TEXT NOT NULL,
  vpc_id TEXT NOT NULL,
  -- First and last address that can be allotted, as numbers; last is less than first when there is none.
  first_address BIGINT NOT NULL,
  last_address BIGINT NOT NULL,
  PRIMARY KEY (project_id, id)
);

-- Addresses of subnets that are in use.
CREATE TABLE private_address (
  project_id TEXT NOT NULL,
  subnet_id TEXT NOT NULL,
  address BIGINT NOT NULL,
  -- The gateway and which of its two addresses this is; NULL when others use it.
  resource_id TEXT,
  place BIGINT,
  PRIMARY KEY (project_id, subnet_id, address)
);

CREATE INDEX private_address_resource ON private_address (project_id, resource_id);

CREATE TABLE enterprise_router (
  project_id TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (project_id, id)
);

-- Shared bandwidths (share type WHOLE).
CREATE TABLE bandwidth (
  project_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  -- Mbit/s.
  size BIGINT NOT NULL,
  PRIMARY KEY (project_id, id)
);

CREATE TABLE eip_type (
  type TEXT PRIMARY KEY,
  offered BIGINT NOT NULL,
  sold_out BIGINT NOT NULL
);

-- An id names one EIP in the whole system, so that another project that names it finds none.
CREATE TABLE eip (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  type TEXT NOT NULL,
  -- IPv4 address as a number.
  address BIGINT NOT NULL UNIQUE,
  charge_mode TEXT NOT NULL,
  bandwidth_id TEXT NOT NULL,
  -- Mbit/s.
  bandwidth_size BIGINT NOT NULL,
  bandwidth_name TEXT NOT NULL,
  share_type TEXT NOT NULL,
  ip_billing_info TEXT,
  bandwidth_billing_info TEXT,
  public_border_group TEXT NOT NULL,
  frozen BIGINT NOT NULL DEFAULT 0,
  -- The gateway with which it was created and goes, if it is still bound to it then.
  created_with TEXT,
  -- The gateway it is bound to and as which of its two EIPs.
  bound_to TEXT,
  place BIGINT,
  -- The change of an existing gateway that bound it, and when; NULL once the gateway has told of it.
  pending_by TEXT,
  pending_since BIGINT
);

CREATE UNIQUE INDEX eip_bound_to ON eip (bound_to, place);
-- What may have to be taken off again.
CREATE INDEX eip_pending ON eip (pending_since) WHERE pending_by IS NOT NULL;

-- Where in a pool the next free address is looked for: an offset, going round.
CREATE TABLE eip_pool (
  block TEXT PRIMARY KEY,
  next BIGINT NOT NULL
);
