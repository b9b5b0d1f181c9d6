-- Groups of users. Each server has the built-in one, of type Default.
CREATE TABLE vpn_user_group (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  vpn_server_id TEXT NOT NULL REFERENCES vpn_server (id),
  name TEXT NOT NULL,
  description TEXT,
  type TEXT NOT NULL,
  user_number BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (vpn_server_id, name)
);

CREATE INDEX vpn_user_group_server ON vpn_user_group (project_id, vpn_server_id, created_at DESC, id DESC);

-- Users of a server. Passwords are hashed and the hashes sealed: the present one and those before it that may not come again.
CREATE TABLE vpn_user (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  vpn_server_id TEXT NOT NULL REFERENCES vpn_server (id),
  name TEXT NOT NULL,
  description TEXT,
  user_group_id TEXT REFERENCES vpn_user_group (id),
  -- NULL when its address is drawn at each connection.
  static_ip TEXT,
  password TEXT NOT NULL,
  -- JSON list of hashes, newest first, without the present one.
  former_passwords TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  -- The access_revision of its server with which what agents are told of it changed last.
  revision BIGINT NOT NULL,
  UNIQUE (vpn_server_id, name),
  UNIQUE (vpn_server_id, static_ip)
);

CREATE INDEX vpn_user_revision ON vpn_user (vpn_server_id, revision);

-- Wrong passwords in a row, for names that no user has as well: a guess costs the same for each.
CREATE TABLE vpn_user_failure (
  vpn_server_id TEXT NOT NULL,
  name TEXT NOT NULL,
  failures BIGINT NOT NULL,
  -- Until when no password is taken, and when all this is forgotten; Unix milliseconds.
  locked_until BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (vpn_server_id, name)
);

CREATE INDEX vpn_user_failure_age ON vpn_user_failure (expires_at);

-- Users that are gone, for agents that may still know them; only for a while.
CREATE TABLE vpn_user_removal (
  vpn_server_id TEXT NOT NULL REFERENCES vpn_server (id),
  user_id TEXT NOT NULL,
  revision BIGINT NOT NULL,
  removed_at BIGINT NOT NULL,
  PRIMARY KEY (vpn_server_id, revision, user_id)
);

CREATE INDEX vpn_user_removal_age ON vpn_user_removal (removed_at);

CREATE INDEX vpn_user_server ON vpn_user (project_id, vpn_server_id, created_at DESC, id DESC);
CREATE INDEX vpn_user_group_members ON vpn_user (user_group_id, created_at DESC, id DESC);

-- What the members of a group reach.
CREATE TABLE vpn_access_policy (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  vpn_server_id TEXT NOT NULL REFERENCES vpn_server (id),
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  user_group_id TEXT NOT NULL REFERENCES vpn_user_group (id),
  description TEXT,
  dest_ip_cidrs TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE INDEX vpn_access_policy_server ON vpn_access_policy (project_id, vpn_server_id, created_at DESC, id DESC);
CREATE INDEX vpn_access_policy_group ON vpn_access_policy (user_group_id);
