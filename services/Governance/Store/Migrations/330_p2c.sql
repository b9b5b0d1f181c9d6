-- Flavours of point-to-cloud gateways that a zone offers: a JSON list.
ALTER TABLE zone ADD COLUMN p2c_flavors TEXT NOT NULL DEFAULT '[]';

-- Destinations in the default route table of a VPC: a JSON list of IPv4 blocks.
ALTER TABLE vpc ADD COLUMN routes TEXT NOT NULL DEFAULT '[]';
