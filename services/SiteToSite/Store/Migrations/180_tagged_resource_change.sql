-- For each resource that can have tags where in the order of changes its last one is: what Governance reads to catch up. In PostgreSQL
-- the place is the number of the transaction, in SQLite the next one.
CREATE TABLE tagged_resource_change (
  project_id TEXT NOT NULL,
  resource_type TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  change BIGINT NOT NULL,
  -- Counts the changes of the resource.
  version BIGINT NOT NULL,
  -- When it was deleted; NULL while it is there.
  gone_at BIGINT,
  PRIMARY KEY (project_id, resource_type, resource_id)
);

CREATE INDEX tagged_resource_change_place ON tagged_resource_change (project_id, resource_type, change);
-- The greatest place.
CREATE INDEX tagged_resource_change_greatest ON tagged_resource_change (change);
CREATE INDEX tagged_resource_change_gone ON tagged_resource_change (gone_at) WHERE gone_at IS NOT NULL;

-- What was there before; who asks for the first time is told everything.
INSERT INTO tagged_resource_change (project_id, resource_type, resource_id, change, version)
SELECT project_id, 'vpn_gateway', id, 0, 1 FROM vpn_gateway;
INSERT INTO tagged_resource_change (project_id, resource_type, resource_id, change, version)
SELECT project_id, 'customer_gateway', id, 0, 1 FROM customer_gateway;
INSERT INTO tagged_resource_change (project_id, resource_type, resource_id, change, version)
SELECT project_id, 'vpn_connection', id, 0, 1 FROM vpn_connection;
