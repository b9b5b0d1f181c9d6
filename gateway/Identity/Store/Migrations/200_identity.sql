-- The key that signs tokens, sealed. Its row is also what says that the first start is over: both are written together.
CREATE TABLE token_key (
  id TEXT PRIMARY KEY,
  secret TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- Accounts; the contract calls them domains.
CREATE TABLE domain (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL,
  enabled BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE project (
  id TEXT PRIMARY KEY,
  domain_id TEXT NOT NULL REFERENCES domain (id),
  -- The account for a built-in project, the region's project for others.
  parent_id TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  enabled BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (domain_id, name)
);

CREATE INDEX project_domain ON project (domain_id, created_at, id);

CREATE TABLE account_user (
  id TEXT PRIMARY KEY,
  domain_id TEXT NOT NULL REFERENCES domain (id),
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  -- Algorithm, iterations, salt and hash.
  password_hash TEXT NOT NULL,
  account_owner BIGINT NOT NULL,
  enabled BIGINT NOT NULL,
  programmatic_access BIGINT NOT NULL,
  -- Tokens carry the number that was current when they were issued; raising it revokes them all.
  token_generation BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (domain_id, name)
);

-- Wrong passwords in a row, by user id, or by the digest of a name that nobody has, which must look the same from outside.
CREATE TABLE login_failure (
  subject TEXT PRIMARY KEY,
  failures BIGINT NOT NULL,
  locked_until BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

CREATE INDEX login_failure_expires_at ON login_failure (expires_at);

CREATE TABLE access_key (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES account_user (id),
  -- Sealed: a signature needs it back.
  secret TEXT NOT NULL,
  enabled BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  locked_until BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);

-- The default enterprise project (0) of an account has no row.
CREATE TABLE enterprise_project (
  id TEXT PRIMARY KEY,
  domain_id TEXT NOT NULL REFERENCES domain (id),
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  -- 1 enabled, 2 disabled.
  status BIGINT NOT NULL,
  type TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (domain_id, name)
);

-- Custom policies; built-in ones are part of the program.
CREATE TABLE policy (
  id TEXT PRIMARY KEY,
  domain_id TEXT NOT NULL REFERENCES domain (id),
  name TEXT NOT NULL,
  document TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (domain_id, name)
);

CREATE TABLE policy_grant (
  user_id TEXT NOT NULL REFERENCES account_user (id),
  -- Id of a custom policy, or name of a built-in one.
  policy TEXT NOT NULL,
  -- project, all_projects or enterprise_project.
  scope TEXT NOT NULL,
  -- Empty for all_projects.
  scope_id TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, policy, scope, scope_id)
);
