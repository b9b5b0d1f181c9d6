-- Certificates of gateways of flavour GM: one per gateway, known to callers under an id that stays when it is replaced. The private
-- keys are sealed; of the certificates everything that answers show is a column.
CREATE TABLE vpn_gateway_certificate (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  vgw_id TEXT NOT NULL UNIQUE REFERENCES vpn_gateway (id),
  name TEXT NOT NULL,
  -- PEM, rewritten from what was parsed.
  certificate TEXT NOT NULL,
  certificate_chain TEXT NOT NULL,
  enc_certificate TEXT NOT NULL,
  -- Sealed.
  private_key TEXT NOT NULL,
  enc_private_key TEXT NOT NULL,
  issuer TEXT NOT NULL,
  signature_algorithm TEXT NOT NULL,
  certificate_serial_number TEXT NOT NULL,
  certificate_subject TEXT NOT NULL,
  certificate_expire_time BIGINT NOT NULL,
  certificate_chain_serial_number TEXT NOT NULL,
  certificate_chain_subject TEXT NOT NULL,
  certificate_chain_expire_time BIGINT NOT NULL,
  enc_certificate_serial_number TEXT NOT NULL,
  enc_certificate_subject TEXT NOT NULL,
  enc_certificate_expire_time BIGINT NOT NULL,
  -- The earliest of the three.
  first_expire_time BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  request_id TEXT NOT NULL,
  -- What the agents of the two end points reported last: generation, and applied or failed.
  observed_generation_1 BIGINT NOT NULL DEFAULT 0,
  observed_state_1 TEXT,
  observed_generation_2 BIGINT NOT NULL DEFAULT 0,
  observed_state_2 TEXT
);

CREATE INDEX vpn_gateway_certificate_project ON vpn_gateway_certificate (project_id, created_at DESC, id DESC);
CREATE INDEX vpn_gateway_certificate_pending ON vpn_gateway_certificate (vgw_id)
  WHERE observed_generation_1 < generation OR observed_generation_2 < generation;
