-- Certificates of the certificate store, as an administrator registered them; the key is sealed.
CREATE TABLE server_certificate (
  project_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  -- PEM: the certificate, then what issued it, which is empty for one that is its own issuer.
  content TEXT NOT NULL,
  chain TEXT NOT NULL,
  private_key TEXT NOT NULL,
  serial_number TEXT NOT NULL,
  -- Empty for those that nobody takes.
  signature_algorithm TEXT NOT NULL,
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  expire_time BIGINT NOT NULL,
  -- usable, revoked or issuing.
  state TEXT NOT NULL,
  -- 1 once it is gone from the store, although servers go on using it.
  deleted BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (project_id, id)
);

-- Those to be forgotten once no server has them.
CREATE INDEX server_certificate_deleted ON server_certificate (id) WHERE deleted = 1;

-- The service's own CA in a project, which signs the certificates of its servers (SERVICE_SIGN); the key is sealed.
CREATE TABLE service_ca (
  project_id TEXT PRIMARY KEY,
  content TEXT NOT NULL,
  private_key TEXT NOT NULL,
  expire_time BIGINT NOT NULL
);

-- The server of a gateway: one each. It goes with its gateway.
CREATE TABLE vpn_server (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  p2c_vgw_id TEXT NOT NULL UNIQUE REFERENCES p2c_vpn_gateway (id),
  client_cidr TEXT NOT NULL,
  local_subnets TEXT NOT NULL,
  client_auth_type TEXT NOT NULL,
  tunnel_protocol TEXT NOT NULL,
  -- CCM or SERVICE_SIGN.
  certificate_source TEXT NOT NULL,
  -- With CCM, in server_certificate.
  certificate_id TEXT,
  -- With SERVICE_SIGN: the certificate that was signed and its sealed key, renewed before it expires.
  signed_certificate TEXT,
  signed_private_key TEXT,
  signed_expire_time BIGINT,
  ssl_options TEXT NOT NULL,
  dns_servers TEXT NOT NULL,
  idp_name TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  request_id TEXT NOT NULL DEFAULT '',
  observed_generation BIGINT NOT NULL DEFAULT 0,
  failed BIGINT NOT NULL DEFAULT 0,
  -- How many it has of each, so that limits are exact and lists need not count.
  ca_certificate_number BIGINT NOT NULL DEFAULT 0,
  user_number BIGINT NOT NULL DEFAULT 0,
  group_number BIGINT NOT NULL DEFAULT 0,
  policy_number BIGINT NOT NULL DEFAULT 0,
  -- Raised with every change of its users, groups and policies, which leave its status alone: agents are told what is newer than they know.
  access_revision BIGINT NOT NULL DEFAULT 0,
  -- The revision of the last change of its access policies.
  policies_revision BIGINT NOT NULL DEFAULT 0,
  -- What its present agent reported last: generation, and up to which revision it knows who may pass; 0 until it has.
  reported_generation BIGINT NOT NULL DEFAULT 0,
  reported_revision BIGINT NOT NULL DEFAULT 0,
  FOREIGN KEY (project_id, certificate_id) REFERENCES server_certificate (project_id, id)
);

CREATE INDEX vpn_server_project ON vpn_server (project_id, created_at, id);
-- What agents have yet to bring about.
CREATE INDEX vpn_server_pending ON vpn_server (p2c_vgw_id) WHERE reported_generation < generation OR reported_revision < access_revision;
-- Who has a certificate of the store.
CREATE INDEX vpn_server_certificate ON vpn_server (project_id, certificate_id) WHERE certificate_id IS NOT NULL;
-- Certificates that the service must renew.
CREATE INDEX vpn_server_signed ON vpn_server (signed_expire_time) WHERE certificate_source = 'SERVICE_SIGN';

-- CA certificates that the certificates of clients are checked against; no secret, but never shown either.
CREATE TABLE client_ca_certificate (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  vpn_server_id TEXT NOT NULL REFERENCES vpn_server (id),
  name TEXT NOT NULL,
  -- SHA-256 of the DER form, lower-case hexadecimal.
  fingerprint TEXT NOT NULL,
  content TEXT NOT NULL,
  serial_number TEXT NOT NULL,
  signature_algorithm TEXT NOT NULL,
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  expire_time BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (vpn_server_id, fingerprint)
);
