# Sourced by tests/run and tests/benchmark: a Docker engine, and the images of PostgreSQL and RabbitMQ, on whatever machine this is.

engine() {
  docker info >/dev/null 2>&1 && return
  if ! command -v dockerd >/dev/null || ! command -v debootstrap >/dev/null; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
      echo "The tests start PostgreSQL and RabbitMQ in containers: install Docker and start it, then run this again." >&2
      exit 1
    fi
    echo "installing a Docker engine"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends docker.io debootstrap iptables >/dev/null
  fi
  echo "starting the Docker engine"
  mkdir -p artifacts
  nohup dockerd >artifacts/dockerd.log 2>&1 &
  for _ in $(seq 120); do
    docker info >/dev/null 2>&1 && return
    sleep 0.5
  done
  tail -n 20 artifacts/dockerd.log >&2
  echo "The Docker engine did not start." >&2
  exit 1
}

# An image that is here or can be had from its registry at once; otherwise the one that images/build.sh makes.
image() { # public image, own image
  if docker image inspect "$2" >/dev/null 2>&1; then
    echo "$2"
  elif docker image inspect "$1" >/dev/null 2>&1 || timeout 120 docker pull -q "$1" >/dev/null 2>&1; then
    echo "$1"
  else
    echo "$2"
  fi
}

images() {
  VPNMESH_TEST_POSTGRES_IMAGE=$(image postgres:17 vpnmesh/postgres:17)
  VPNMESH_TEST_RABBITMQ_IMAGE=$(image rabbitmq:4 vpnmesh/rabbitmq:4)
  export VPNMESH_TEST_POSTGRES_IMAGE VPNMESH_TEST_RABBITMQ_IMAGE
  case "$VPNMESH_TEST_POSTGRES_IMAGE $VPNMESH_TEST_RABBITMQ_IMAGE" in
    *vpnmesh/*)
      echo "making the images of PostgreSQL and RabbitMQ"
      command -v debootstrap >/dev/null || { apt-get update -qq && apt-get install -y -qq debootstrap >/dev/null; }
      tests/images/build.sh
      # The reaper of Testcontainers is an image of its own, which cannot be had here; the tests remove what they start.
      export TESTCONTAINERS_RYUK_DISABLED=true
      ;;
  esac
  # Debian 12's engine is older than what Testcontainers asks for by default.
  case "$(docker version --format "{{.Server.APIVersion}}")" in
    1.3? | 1.4[0-3]) export DOCKER_API_VERSION=1.41 ;;
  esac
}

engine
images
