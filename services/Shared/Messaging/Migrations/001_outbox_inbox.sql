-- Events written in the transaction of the change they tell of, until the relay has handed them to the bus.
CREATE TABLE outbox (
  seq $counter$,
  event_id TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- Events a consumer has taken in, so that a repeated delivery has no effect.
CREATE TABLE inbox (
  event_id TEXT NOT NULL,
  consumer TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (event_id, consumer)
);

CREATE INDEX inbox_received_at ON inbox (received_at);
