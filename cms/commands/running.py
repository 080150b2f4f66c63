"""Running everything on one machine: what must hold before, what is told once it stands."""

import errno
import hashlib
import os
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError
from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Printer

ROOT = Path(__file__).resolve().parents[2]
NEEDED_BYTES = 200 * 1024 * 1024
# How long the first print may take before we say that something is wrong.
PATIENCE_SECONDS = 90


class CannotRun(Exception):
    """Something outside stands in the way; the message is one line that says what to do."""


def check_machine(port: int, var: Path) -> None:
    """Refuse to start where it would only fail later."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(var).free
    except OSError as error:
        raise CannotRun(f"{var} cannot be used: {error.strerror}") from error
    if free < NEEDED_BYTES:
        raise CannotRun(
            f"the disk of {var} is full ({free // 2**20} MB left, {NEEDED_BYTES // 2**20} needed):"
            " make room, or set RUYI_VAR to a folder elsewhere"
        )
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CannotRun(
                f"port {port} is taken: stop what uses it, or choose another one:"
                f" RUYI_PORT={port + 1} make run"
            ) from error


def prepare() -> None:
    """Bring the database and the collected static files up to date."""
    call_command("migrate", verbosity=0, interactive=False)
    # Collecting takes seconds, and is seldom needed.
    collected = _static_sources()
    stamp = Path(settings.STATIC_ROOT) / ".packages"
    if not stamp.exists() or stamp.read_text() != collected:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(collected)


def _static_sources() -> str:
    """A digest of what static files come from: the packages, and our own files."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted(ROOT.glob("cms/*/static/**/*.*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def run_processes(port: int, ready: Callable[[bool], None]) -> int:
    """Run the Procfile until it is stopped; calls `ready` once the site is printed (or not yet)."""
    environment = {
        **os.environ,
        "RUYI_PORT": str(port),
        "RUYI_VAR": str(settings.VAR),
        "RUYI_PREVIEW_URL": os.environ.get("RUYI_PREVIEW_URL") or _free_address(),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONUNBUFFERED": "1",
    }
    # A closed terminal ends everything, as Ctrl-C does: no server may outlive who started it.
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    manager = Manager(Printer(_Terminal()))
    for name, command in parse_procfile((ROOT / "Procfile").read_text()).processes.items():
        manager.add_process(name, command, env=environment, cwd=str(ROOT), quiet=False)
    threading.Thread(
        target=lambda: ready(_wait_until_printed(port)), name="ready", daemon=True
    ).start()
    manager.loop()
    return int(manager.returncode or 0)


def _free_address() -> str:
    """Where this machine's own parts may meet: nobody else has to know."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


class _Terminal:
    """Standard output; when nobody reads it any more, all is stopped."""

    def __init__(self) -> None:
        self.gone = False

    def write(self, text: str) -> None:
        if self.gone:
            return
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:
            self.gone = True
            os.kill(os.getpid(), signal.SIGTERM)

    def flush(self) -> None:
        """Nothing is left to: each text goes out as it comes."""

    def isatty(self) -> bool:
        return sys.stdout.isatty()


def _wait_until_printed(port: int) -> bool:
    """True once the printed site has caught up with the publication."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            health = httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5).json()
            if health["site"] is not None and health["site"] >= health["publication"]:
                return True
        except (httpx.HTTPError, ValueError):
            pass
        time.sleep(0.2)
    return False


def reason(error: BaseException) -> str:
    """One line for an error of the system or the database: what is wrong, and what to do."""
    full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
    if full or "disk is full" in str(error):
        return (
            f"the disk of {settings.VAR} is full: make room, or set RUYI_VAR to a folder elsewhere"
        )
    first = (str(error).strip() or type(error).__name__).splitlines()[0]
    if isinstance(error, OperationalError):
        return f"the database cannot be used: {first} (is DATABASE_URL right?)"
    return first
