#!/usr/bin/env bash
# Runs in the container `databases`: gives each part a database and a user of its own, as the connection string of its secret says. What is
# there stays; a new password in a secret is set.
set -euo pipefail
export PGHOST=postgres PGUSER=postgres PGDATABASE=postgres PGPASSWORD
PGPASSWORD=$(cat /run/secrets/postgres)

field() { # name, file
  sed -nE "s/.*$1=([^;]*).*/\1/p" "$2"
}

sql() { # statements come on standard input: an argument would show in the list of processes
  psql -q -v ON_ERROR_STOP=1 "$@"
}

for secret in /run/secrets/database-*; do
  name=$(field Username "$secret") password=$(field Password "$secret")
  sql <<SQL
SELECT 'CREATE ROLE $name LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$name') \gexec
ALTER ROLE $name PASSWORD '$password';
SELECT 'CREATE DATABASE $name OWNER $name' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '$name') \gexec
REVOKE ALL ON DATABASE $name FROM PUBLIC;
SQL
done
