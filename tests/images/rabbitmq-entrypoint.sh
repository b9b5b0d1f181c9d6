#!/bin/bash
# Starts RabbitMQ as the public image does, as far as the tests need it: RABBITMQ_DEFAULT_USER, RABBITMQ_DEFAULT_PASS.
set -euo pipefail
mkdir -p /etc/rabbitmq
cat >/etc/rabbitmq/rabbitmq.conf <<EOF
listeners.tcp.default = 5672
loopback_users = none
default_user = ${RABBITMQ_DEFAULT_USER:-guest}
default_pass = ${RABBITMQ_DEFAULT_PASS:-guest}
log.console = true
log.console.level = info
log.file = false
disk_free_limit.absolute = 50MB
EOF
echo '[rabbitmq_management_agent].' >/etc/rabbitmq/enabled_plugins
: "${RABBITMQ_NODENAME:=rabbit@localhost}"
export RABBITMQ_NODENAME
chown -R rabbitmq:rabbitmq /var/lib/rabbitmq
exec setpriv --reuid=rabbitmq --regid=rabbitmq --init-groups env HOME=/var/lib/rabbitmq /usr/lib/rabbitmq/bin/rabbitmq-server
