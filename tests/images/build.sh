#!/usr/bin/env bash
# Makes the images of the two servers that the tests need, from Debian's packages alone, for machines that reach no container
# registry. Elsewhere the public images are used and this script is not called.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
suite=trixie
mirror=${VPNMESH_DEBIAN_MIRROR:-$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/debian.sources 2>/dev/null | head -n 1)}

build() { # image, entrypoint, packages
  local image=$1 entrypoint=$2 packages=$3 root
  if docker image inspect "$image" >/dev/null 2>&1; then
    return
  fi
  root=$(mktemp -d)
  debootstrap --variant=minbase --include="$packages" "$suite" "$root" ${mirror:+"$mirror"} >"$root.log" 2>&1 || {
    tail -n 30 "$root.log" >&2
    return 1
  }
  install -m 0755 "$here/$entrypoint" "$root/usr/local/bin/entrypoint"
  rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
  tar -C "$root" -c . | docker import --change 'ENTRYPOINT ["/usr/local/bin/entrypoint"]' - "$image" >/dev/null
  rm -rf "$root" "$root.log"
}

build vpnmesh/postgres:17 postgres-entrypoint.sh postgresql-17,locales &
postgres=$!
build vpnmesh/rabbitmq:4 rabbitmq-entrypoint.sh rabbitmq-server &
rabbitmq=$!
wait "$postgres"
wait "$rabbitmq"
