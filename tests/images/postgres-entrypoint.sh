#!/bin/bash
# Starts PostgreSQL as the public image does, as far as the tests need it: POSTGRES_USER, POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE,
# POSTGRES_DB; further arguments go to the server.
set -euo pipefail
if [ -n "${POSTGRES_PASSWORD_FILE:-}" ]; then
  POSTGRES_PASSWORD=$(cat "$POSTGRES_PASSWORD_FILE")
fi
bin=/usr/lib/postgresql/17/bin
data=/var/lib/postgresql/data
mkdir -p "$data" /run/postgresql
chown postgres:postgres "$data" /run/postgresql
if [ ! -s "$data/PG_VERSION" ]; then
  su postgres -c "$bin/initdb -D $data --encoding=UTF8 --locale=C.UTF-8 --username=${POSTGRES_USER:-postgres} --pwfile=<(printf %s '${POSTGRES_PASSWORD:-postgres}') --auth-host=scram-sha-256 --auth-local=trust" >/dev/null
  echo "host all all all scram-sha-256" >>"$data/pg_hba.conf"
  if [ -n "${POSTGRES_DB:-}" ] && [ "$POSTGRES_DB" != postgres ]; then
    su postgres -c "$bin/pg_ctl -D $data -w -o '-c listen_addresses=' start" >/dev/null
    su postgres -c "psql -U ${POSTGRES_USER:-postgres} -d postgres -c 'CREATE DATABASE \"$POSTGRES_DB\"'" >/dev/null
    su postgres -c "$bin/pg_ctl -D $data -w stop" >/dev/null
  fi
fi
if [ "${1:-}" = postgres ]; then
  shift
fi
exec setpriv --reuid=postgres --regid=postgres --init-groups "$bin/postgres" -D "$data" -c listen_addresses='*' "$@"
