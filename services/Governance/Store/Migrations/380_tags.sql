-- Governance's copy of the resources that can have tags, to find them by. The truth is with their owners, which are asked for their changes
-- before a question is answered. Resource types are those of owners: vpn_gateway, customer_gateway, vpn_connection, p2c_vpn_gateway.
CREATE TABLE tagged_resource (
  project_id TEXT NOT NULL,
  resource_type TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  name TEXT NOT NULL,
  -- Empty when resources of the type are in none.
  enterprise_project_id TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  -- That of the owner: an older state does not replace a newer one.
  version BIGINT NOT NULL,
  -- JSON list of objects with key and value.
  tags TEXT NOT NULL,
  -- When it was learnt that the resource is gone; remembered for a while, so that older news of it does no harm. NULL while it is there.
  gone_at BIGINT,
  PRIMARY KEY (project_id, resource_type, resource_id)
);

CREATE INDEX tagged_resource_newest ON tagged_resource (project_id, resource_type, created_at DESC, resource_id DESC) WHERE gone_at IS NULL;
CREATE INDEX tagged_resource_name ON tagged_resource (project_id, resource_type, name) WHERE gone_at IS NULL;
CREATE INDEX tagged_resource_untagged ON tagged_resource (project_id, resource_type, created_at DESC, resource_id DESC)
  WHERE gone_at IS NULL AND tags = '[]';
CREATE INDEX tagged_resource_gone ON tagged_resource (project_id, resource_type, gone_at) WHERE gone_at IS NOT NULL;

-- The tags of these resources, one a row.
CREATE TABLE resource_tag (
  project_id TEXT NOT NULL,
  resource_type TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  tag_key TEXT NOT NULL,
  tag_value TEXT NOT NULL,
  -- That of the resource, for the order of answers.
  created_at BIGINT NOT NULL,
  PRIMARY KEY (project_id, resource_type, resource_id, tag_key)
);

CREATE INDEX resource_tag_value ON resource_tag (project_id, resource_type, tag_key, tag_value, created_at DESC, resource_id DESC);

-- How far the copy of one type of a project has come; who writes to the copy locks the row first.
CREATE TABLE tag_copy (
  project_id TEXT NOT NULL,
  resource_type TEXT NOT NULL,
  -- The owner's cursor; NULL until the copy was made for the first time.
  caught_up_to TEXT,
  -- Counts the events about resources of the type since it was caught up without anybody asking.
  stale BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (project_id, resource_type)
);

CREATE INDEX tag_copy_stale ON tag_copy (project_id, resource_type) WHERE stale > 0;
