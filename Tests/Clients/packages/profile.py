"""Prints the profile for a server: profile.py postgresql://user:password@host:port/database."""

import json
import sys
from urllib.parse import urlsplit

server = urlsplit(sys.argv[1])
output = {
    "type": "postgres", "host": server.hostname, "port": server.port or 5432, "user": server.username, "password": server.password or "",
    "dbname": server.path[1:], "schema": "clients", "threads": 4,
}
print(json.dumps({"clients": {"target": "dev", "outputs": {"dev": output}}}))
