-- CA certificates of customer gateways, each text once per project; no secret, but never shown either.
CREATE TABLE ca_certificate (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  -- SHA-256 of the DER form, lower-case hexadecimal.
  fingerprint TEXT NOT NULL,
  content TEXT NOT NULL,
  serial_number TEXT NOT NULL,
  signature_algorithm TEXT NOT NULL,
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  expire_time BIGINT NOT NULL,
  UNIQUE (project_id, fingerprint)
);

-- Customer gateways: the records of the on-premises ends.
CREATE TABLE customer_gateway (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  name TEXT NOT NULL,
  id_type TEXT NOT NULL,
  id_value TEXT NOT NULL,
  bgp_asn BIGINT,
  ca_certificate_id TEXT REFERENCES ca_certificate (id),
  tags TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  generation BIGINT NOT NULL
);

CREATE INDEX customer_gateway_project ON customer_gateway (project_id, created_at DESC, id DESC);
CREATE INDEX customer_gateway_ca_certificate ON customer_gateway (ca_certificate_id);
