# Sourced by tests/run, from the root of the repository: programs of the devices that connections can be exported for, and a browser.
# Needs the functions say and install_packages. What cannot be had is told and left out: the tests of it are skipped.

tools=artifacts/tests/device-tools

device_tools() {
  if [ -x /usr/sbin/swanctl ] && [ -x /usr/sbin/charon-systemd ] && [ -x "$tools/usr/bin/vtysh" ]; then
    return
  fi
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "The tests with real strongSwan, Libreswan and FRRouting are skipped where these are missing: only root on Debian gets them installed."
    return
  fi
  say "installing strongSwan, unpacking Libreswan and FRRouting"
  (without_services install_packages charon-systemd strongswan-swanctl libunbound8 libnss3 libyang2 libreadline8 libjson-c5 libcap2) &&
    (unpack_tools) || echo "They could not be had: the tests with them are skipped."
}

# The program of clients of point-to-cloud gateways.
client_tools() {
  if [ -x /usr/sbin/openvpn ]; then
    return
  fi
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "The tests with a real OpenVPN are skipped where it is missing: only root on Debian gets it installed."
    return
  fi
  say "installing OpenVPN"
  (without_services install_packages openvpn) || echo "It could not be had: the tests with it are skipped."
}

# What backups of SQLite files are made with.
store_tools() {
  if command -v sqlite3 >/dev/null || command -v python3 >/dev/null || [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    return 0
  fi
  say "installing sqlite3"
  (install_packages sqlite3)
}

# The browser that opens the reference page of the API: 125 MB to fetch.
browser() {
  if [ -x /usr/bin/chromium ] || [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    return 0
  fi
  (install_packages chromium) || true
}

keystone=artifacts/tests/keystone

# Keystone with what it needs, unpacked: installed it would make users, databases and services on this machine. Left out is what only its
# documentation, its command line and its other databases and protocols need.
keystone_tools() {
  if [ -d "$keystone/usr/lib/python3/dist-packages/keystone" ]; then
    return
  fi
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "The tests with a real Keystone are skipped where it is not unpacked: only root on Debian gets it."
    return
  fi
  (unpack_keystone) || echo "Keystone could not be had: the tests with it are skipped."
}

unpack_keystone() {
  local folder packages
  local unneeded='sphinx|docutils|doc$|babel|alabaster|imagesize|snowball|(cinder|glance|neutron|nova|openstack)client$|gevent|zmq|kafka|confluent|lxml|psycopg2|pymysql|cmd2|openstacksdk|libev4|libpgm|libnorm|ieee-data'
  if [ ! -x /usr/bin/python3 ]; then
    install_packages python3 || return 1
  fi
  apt-get update >>artifacts/tests/apt.log 2>&1 || return 1
  packages=$(apt-get install -s --no-install-recommends python3-keystone | awk '/^Inst/ { print $2 }' | grep -vE "$unneeded") || return 1
  folder=$(mktemp -d)
  (cd "$folder" && apt-get download -q $packages) >>artifacts/tests/apt.log 2>&1 &&
    for package in "$folder"/*.deb; do
      dpkg -x "$package" "$keystone.new" || return 1
    done &&
    mv "$keystone.new" "$keystone"
  local code=$?
  rm -rf "$folder"
  return "$code"
}

# Libreswan must not be installed beside strongSwan, and of FRRouting only the shell is wanted.
unpack_tools() {
  local folder
  folder=$(mktemp -d)
  (cd "$folder" && apt-get download -q libreswan frr) >>artifacts/tests/apt.log 2>&1 &&
    for package in "$folder"/*.deb; do
      dpkg -x "$package" "$tools" || return 1
    done
  local code=$?
  rm -rf "$folder"
  return "$code"
}

# A daemon that is installed for tests must not take the ports of this machine.
without_services() {
  local policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap "rm -f $policy" EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  "$@"
}
