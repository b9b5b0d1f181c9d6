-- Fails in the middle: nothing of it may stay.
CREATE TABLE half_done (id TEXT PRIMARY KEY);

INSERT INTO no_such_table (id) VALUES ('a');
