-- One unit of a quota taken by a resource that is about to be written (confirmed = 0) or is written.
CREATE TABLE reservation (
  project_id TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  -- customer_gateway, vpn_connection, vpn_gateway or p2c_vpn_gateway.
  resource_type TEXT NOT NULL,
  confirmed BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  -- Zones (JSON) and public border group of a gateway.
  zones TEXT,
  public_border_group TEXT,
  PRIMARY KEY (project_id, resource_id)
);

-- What may expire.
CREATE INDEX reservation_unconfirmed ON reservation (created_at) WHERE confirmed = 0;
