"""A Keystone of one process for tests: makes its store, its keys and its first user in a folder, and serves them.

serve.py FOLDER PORT, the password of the user admin on standard input. Prints "ready" when it serves.
"""

import os
import sqlite3
import sys
from wsgiref import simple_server

folder, port, password = sys.argv[1], int(sys.argv[2]), sys.stdin.readline().strip()
# Keystone reads the arguments too.
del sys.argv[1:]

from keystone.cmd.bootstrap import Bootstrapper
from keystone.common import fernet_utils
from keystone.common.sql import upgrades
from keystone.server import configure
from keystone.server.flask import application, core


class Server(simple_server.WSGIServer):
    request_queue_size = 64


class Handler(simple_server.WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


class Closing(simple_server.ServerHandler):
    """Says that the connection ends with the answer, as it does: a client may otherwise send its next request into it, and lose that."""

    def cleanup_headers(self):
        super().cleanup_headers()
        self.headers["Connection"] = "close"


simple_server.ServerHandler = Closing


config = os.path.join(folder, "keystone.conf")
with open(config, "w") as file:
    file.write(f"""
[DEFAULT]
log_file = {folder}/keystone.log
[database]
connection = sqlite:///{folder}/keystone.db
[fernet_tokens]
key_repository = {folder}/fernet_tokens
[fernet_receipts]
key_repository = {folder}/fernet_tokens
[credential]
key_repository = {folder}/credential
[token]
expiration = 86400
[identity]
password_hash_rounds = 4
""")
configure(config_files=[config])
upgrades.offline_sync_database_to_version(None)
# Sessions that Keystone leaves open while it has read something must not keep others from writing.
with sqlite3.connect(os.path.join(folder, "keystone.db")) as store:
    store.execute("PRAGMA journal_mode=WAL")
for group in ("fernet_tokens", "credential"):
    os.makedirs(os.path.join(folder, group), 0o700)
    fernet_utils.FernetUtils(os.path.join(folder, group), 2, group).initialize_key_repository()
first = Bootstrapper()
first.admin_username, first.admin_password, first.admin_role_name = "admin", password, "admin"
first.project_name, first.service_name, first.region_id = "admin", "keystone", "region-1"
first.public_url = f"http://127.0.0.1:{port}/v3"
first.bootstrap()
with simple_server.make_server("127.0.0.1", port, core.setup_app_middleware(application.application_factory("public")), Server, Handler) as server:
    print("ready", flush=True)
    server.serve_forever()
