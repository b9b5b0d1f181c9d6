CREATE TABLE webhook (
  id TEXT PRIMARY KEY,
  url TEXT NOT NULL,
  -- Sealed.
  secret TEXT NOT NULL,
  -- '' for all.
  project_id TEXT NOT NULL,
  -- JSON list; empty for all.
  rules TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  -- Deliveries that arrived, and that were given up.
  delivered BIGINT NOT NULL DEFAULT 0,
  failed BIGINT NOT NULL DEFAULT 0,
  last_failure TEXT NOT NULL DEFAULT '',
  last_failure_at BIGINT
);

-- Events that are to be posted, until they have arrived. Those that were given up stay for a while.
CREATE TABLE webhook_delivery (
  webhook_id TEXT NOT NULL REFERENCES webhook (id),
  event_id TEXT NOT NULL,
  alert_id TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  -- How often it was tried, or is being tried.
  attempts BIGINT NOT NULL DEFAULT 0,
  next_at BIGINT NOT NULL,
  failed_at BIGINT,
  PRIMARY KEY (webhook_id, event_id)
);

CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, next_at) WHERE failed_at IS NULL;
CREATE INDEX webhook_delivery_alert ON webhook_delivery (webhook_id, alert_id) WHERE failed_at IS NULL;
CREATE INDEX webhook_delivery_failed ON webhook_delivery (failed_at) WHERE failed_at IS NOT NULL;
