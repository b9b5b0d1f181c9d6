-- Creations with an idempotency key (X-Client-Token): the same key with the same body gets the first answer again for a day.
CREATE TABLE client_token (
  project_id TEXT NOT NULL,
  -- Method of the service and, where there is one, the resource in its path.
  operation TEXT NOT NULL,
  token TEXT NOT NULL,
  -- Sealed SHA-256 of the request, which may hold a password.
  fingerprint TEXT NOT NULL,
  -- Names the call that has the token; another takes it over when that call has been at it for too long.
  claim TEXT NOT NULL,
  claimed_at BIGINT NOT NULL,
  -- The answer, a message in base64; NULL while the call is running.
  answer TEXT,
  PRIMARY KEY (project_id, operation, token)
);

CREATE INDEX client_token_age ON client_token (claimed_at);
