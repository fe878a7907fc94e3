"""A Postgres server for the time of a benchmark: on a free loopback port, with the durability it is shipped with."""

import os
import pathlib
import shutil
import socket
import subprocess
import tempfile


class Postgres:
    """A private server with the database and user `bench`."""

    SETTINGS = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "shared_buffers=256MB", "max_locks_per_transaction=256"]

    def __init__(self, programs):
        self.programs = programs
        self.home = tempfile.mkdtemp(prefix="smelt-bench-postgres-")
        os.chmod(self.home, 0o755)
        if os.geteuid() == 0:
            shutil.chown(self.home, "postgres")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._call("initdb", "-D", self._data, "-A", "trust", "-U", "bench", "-E", "UTF8", "--locale=C")
        options = f"-p {self.port} " + " ".join(f"-c {setting}" if not setting.endswith("=") else f"-c {setting}''" for setting in self.SETTINGS)
        self._call("pg_ctl", "-D", self._data, "-l", f"{self.home}/log", "-o", options, "-w", "start")
        self._call("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "bench", "bench")

    @classmethod
    def start(cls):
        """A running server; None where the server's programs are not installed."""
        found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: -float(path.parts[-3]))
        place = found[0].parent if found else shutil.which("initdb") and pathlib.Path(shutil.which("initdb")).parent
        return cls(place) if place else None

    @property
    def _data(self):
        return f"{self.home}/data"

    def _call(self, name, *arguments):
        # A server may not run as root.
        user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
        subprocess.run([*user, str(self.programs / name), *arguments], check=True, cwd=self.home, stdout=subprocess.DEVNULL)

    def client(self, *arguments):
        """The arguments of `psql` for the database; it stops at the first error."""
        return ["psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "bench", "-qX", "-v", "ON_ERROR_STOP=1", *arguments, "bench"]

    def run(self, sql):
        subprocess.run(self.client("-c", "set client_min_messages = error", "-c", sql), check=True, stdout=subprocess.DEVNULL)

    def drop(self, schema):
        """Drops the schemas that begin with a name, one by one, so that no transaction needs too many locks."""
        listed = subprocess.run(self.client("-At", "-c", f"select nspname from pg_namespace where nspname like '{schema}%'"), check=True,
                                capture_output=True, text=True)
        for name in listed.stdout.split():
            self.run(f'drop schema "{name}" cascade')

    def version(self):
        told = subprocess.run([str(self.programs / "postgres"), "--version"], capture_output=True, text=True)
        return told.stdout.strip()

    def stop(self):
        self._call("pg_ctl", "-D", self._data, "-m", "immediate", "stop")
        shutil.rmtree(self.home, ignore_errors=True)
