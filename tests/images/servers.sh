# Sourced by tests/run and tests/benchmark, from the root of the repository: a Docker engine and the images of PostgreSQL and RabbitMQ on
# whatever machine this is. Needs a function say.

# Every container that the tests start carries this label, so that none survives a run that was cut short.
export VPNMESH_TEST_RUN=$$-$(date +%s)

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

remove_containers() {
  local composed=label=com.docker.compose.project=vpnmesh-test-$VPNMESH_TEST_RUN
  docker ps -aq --filter "label=vpnmesh.test-run=$VPNMESH_TEST_RUN" 2>/dev/null | xargs -r docker rm -fv >/dev/null 2>&1 || true
  docker ps -aq --filter "$composed" 2>/dev/null | xargs -r docker rm -fv >/dev/null 2>&1 || true
  docker network ls -q --filter "$composed" 2>/dev/null | xargs -r docker network rm >/dev/null 2>&1 || true
  docker volume ls -q --filter "$composed" 2>/dev/null | xargs -r docker volume rm >/dev/null 2>&1 || true
}
trap remove_containers EXIT

# The engine that runs, or the one that Debian packages. It is left running: the next run finds it.
engine() {
  if docker info >/dev/null 2>&1; then
    return
  fi
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    fail "The tests start PostgreSQL and RabbitMQ in containers, and no Docker engine answers here ('docker info' fails)." \
      "Install Docker, start it and let this user use it; then run this again. Root on Debian gets it installed."
  fi
  if ! command -v dockerd >/dev/null; then
    say "installing a Docker engine"
    install_packages docker.io iptables
  fi
  say "starting the Docker engine"
  # Machines without a usable iptables or overlayfs still publish ports and run containers, only more slowly.
  # Where the kernel can hand packets on by itself, no process of Docker's need stand between the tests and their servers.
  start_engine --userland-proxy=false || start_engine || start_engine --iptables=false || start_engine --iptables=false --storage-driver=vfs || {
    tail -n 20 artifacts/tests/dockerd.log >&2
    fail "The Docker engine does not start on this machine; the tests need one."
  }
}

start_engine() { # further arguments of dockerd
  setsid nohup dockerd "$@" >artifacts/tests/dockerd.log 2>&1 </dev/null &
  local pid=$!
  for _ in $(seq 120); do
    docker info >/dev/null 2>&1 && return
    kill -0 "$pid" 2>/dev/null || return 1
    sleep 0.5
  done
  kill "$pid"
  wait "$pid" || true
  return 1
}

# What is half installed after a crash of the machine can be installed again: nothing else need wait for its files to reach the disk.
install_packages() {
  local log=artifacts/tests/apt.log
  if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    -o Dpkg::Options::=--force-unsafe-io "$@"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    fail "apt-get could not install: $*"
  fi
}

# Has both images on this machine: our own or the public one if it is here already, then the registry's, then made from packages.
images() {
  fetch postgres:17 vpnmesh/postgres:17 &
  local postgres=$!
  fetch rabbitmq:4 vpnmesh/rabbitmq:4 &
  local missing=0
  wait "$postgres" || missing=1
  wait $! || missing=1
  if [ "$missing" = 0 ]; then
    return
  fi
  if ! command -v debootstrap >/dev/null; then
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null ||
      fail "The images postgres:17 and rabbitmq:4 can neither be pulled nor (by root on Debian) be made here."
    install_packages debootstrap
  fi
  tests/images/build.sh
}

# What starts the deployment on one host; without it its test is skipped.
compose_tool() {
  if docker compose version >/dev/null 2>&1 || command -v docker-compose >/dev/null; then
    return
  fi
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    install_packages docker-compose
  else
    echo "skipped: there is no compose"
  fi
}

# The images of the parts, of what was compiled.
part_images() {
  deploy/images/build --base vpnmesh/base --tag test
}

fetch() { # public image, own image
  local bounded= # macOS has no timeout
  if command -v timeout >/dev/null; then
    bounded='timeout 300'
  fi
  [ "$(present "$@")" != none ] || $bounded docker pull -q "$1" >/dev/null 2>&1
}

present() { # public image, own image
  local name
  for name in "$2" "$1"; do
    if docker image inspect "$name" >/dev/null 2>&1; then
      echo "$name"
      return
    fi
  done
  echo none
}

# What the tests have to know of the engine and the images.
settings() {
  VPNMESH_TEST_POSTGRES_IMAGE=$(present postgres:17 vpnmesh/postgres:17)
  VPNMESH_TEST_RABBITMQ_IMAGE=$(present rabbitmq:4 vpnmesh/rabbitmq:4)
  export VPNMESH_TEST_POSTGRES_IMAGE VPNMESH_TEST_RABBITMQ_IMAGE
  # Testcontainers asks for a newer protocol than Debian 12's engine speaks.
  local version
  version=$(docker version --format '{{.Server.APIVersion}}')
  case "$version" in
    1.[0-9] | 1.[1-3][0-9] | 1.4[0-3]) export DOCKER_API_VERSION=$version ;;
  esac
  # Its reaper is one more image from the registry; here the tests and this script remove what was started.
  export TESTCONTAINERS_RYUK_DISABLED=true
}
