-- EIPs that count against the quota of their project.
CREATE INDEX eip_counted ON eip (project_id) WHERE created_with IS NOT NULL;
