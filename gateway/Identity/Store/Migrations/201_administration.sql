-- Unix milliseconds at which the period of grace of a rotated key ends; 0 when it has none.
ALTER TABLE access_key ADD COLUMN expires_at BIGINT NOT NULL DEFAULT 0;

-- The lists of the administration page by these.
CREATE INDEX domain_created_at ON domain (created_at, id);
CREATE INDEX account_user_domain ON account_user (domain_id, created_at, id);
CREATE INDEX access_key_user ON access_key (user_id, created_at, id);
CREATE INDEX enterprise_project_domain ON enterprise_project (domain_id, created_at, id);
CREATE INDEX policy_domain ON policy (domain_id, created_at, id);

-- Who has a policy.
CREATE INDEX policy_grant_policy ON policy_grant (policy, user_id);
