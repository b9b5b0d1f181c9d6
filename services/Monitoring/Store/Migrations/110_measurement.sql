-- What monitors have measured: windows as they were told, and the sums of every hour, which stay longer.
CREATE TABLE measurement (
  monitor_id TEXT NOT NULL,
  -- window or hour.
  resolution TEXT NOT NULL,
  -- Unix milliseconds.
  window_start BIGINT NOT NULL,
  window_seconds BIGINT NOT NULL,
  sent BIGINT NOT NULL,
  received BIGINT NOT NULL,
  -- Microseconds; 0 when nothing was received. The average is the total over what was received.
  rtt_min_us BIGINT NOT NULL,
  rtt_max_us BIGINT NOT NULL,
  rtt_total_us BIGINT NOT NULL,
  PRIMARY KEY (monitor_id, resolution, window_start)
);

CREATE INDEX measurement_age ON measurement (resolution, window_start);
