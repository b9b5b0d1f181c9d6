-- A project that has used something. Whoever writes facts, entries or roll-ups of a project locks its row first.
CREATE TABLE metered_project (
  project_id TEXT PRIMARY KEY,
  -- The hours before this one are rolled up: Unix milliseconds of the beginning of an hour.
  closed_until BIGINT NOT NULL
);

CREATE INDEX metered_project_closed_until ON metered_project (closed_until);

-- What an event has told about a resource that is metered. Rows are only ever added.
CREATE TABLE usage_fact (
  event_id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  enterprise_project_id TEXT NOT NULL,
  resource_type TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  -- 0: it began, 1: it changed, 2: it ended.
  phase BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  -- When it began, where an end tells that too.
  began_at_ms BIGINT,
  -- What counts from then on, by meter (JSON); of an end that tells its beginning: what counted until then.
  rates TEXT NOT NULL,
  -- What was used once, by meter (JSON).
  amounts TEXT NOT NULL
);

CREATE INDEX usage_fact_resource ON usage_fact (project_id, resource_type, resource_id);

-- At at_ms what a meter counts changes by delta; of a meter of bytes, delta bytes are used then. Rows are only ever added.
CREATE TABLE ledger_entry (
  seq $counter$,
  event_id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  enterprise_project_id TEXT NOT NULL,
  resource_type TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  meter TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  delta BIGINT NOT NULL
);

CREATE INDEX ledger_entry_at ON ledger_entry (project_id, at_ms, seq);
