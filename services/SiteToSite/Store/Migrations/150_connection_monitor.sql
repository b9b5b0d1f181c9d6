-- Of monitors this service knows only which connection has which: Monitoring owns them. That a connection has one at most is decided by
-- connection_monitor_id. It is no part of the generation: agents are told of it beside that.

-- The monitor that the agent of the connection reported last to send probes; NULL: none.
ALTER TABLE vpn_connection ADD COLUMN observed_monitor_id TEXT;
-- Start of the last window of the monitor that was taken in, in Unix milliseconds: what an agent tells again is known by it.
ALTER TABLE vpn_connection ADD COLUMN measured_until BIGINT NOT NULL DEFAULT 0;
-- From where a peer without a fixed address has called last; NULL while it has not.
ALTER TABLE vpn_connection ADD COLUMN peer_address TEXT;

-- Monitors that agents have yet to begin or to end.
CREATE INDEX vpn_connection_monitor_pending ON vpn_connection (vgw_id, slot) WHERE connection_monitor_id IS DISTINCT FROM observed_monitor_id;
