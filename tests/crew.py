"""Other processes at work on the test's database: real ones, that race, wait and die."""

import multiprocessing
import traceback
from collections.abc import Callable
from typing import Any

from django.db import connection

# A server that has loaded everything once; each worker is a fork of it and starts in no time.
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.crew_aboard"])
PATIENCE = 600


def database_url() -> str:
    """The test's database, as a DATABASE_URL."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    user = (
        f"{database['USER']}:{database['PASSWORD']}" if database["PASSWORD"] else database["USER"]
    )
    return f"postgres://{user}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"


class Worker:
    """One process that calls one function; functions come from modules, arguments are pickled."""

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self._results, theirs = _context.Pipe(duplex=False)
        self.process = _context.Process(target=_work, args=(theirs, function, arguments))
        self.process.start()
        theirs.close()

    def result(self) -> Any:
        """What the function returned; what it raised fails the test."""
        assert self._results.poll(PATIENCE), "a process did not end"
        try:
            sound, value = self._results.recv()
        except EOFError:
            self.process.join()
            sound, value = False, f"a process died with code {self.process.exitcode}"
        assert sound, value
        return value

    def death(self) -> int:
        """The signal that killed the process."""
        self.process.join(PATIENCE)
        assert self.process.exitcode is not None, "a process did not end"
        assert self.process.exitcode < 0, f"a process ended with code {self.process.exitcode}"
        return -self.process.exitcode


class Crew:
    """The workers of one test, gone when it ends."""

    def __init__(self) -> None:
        self._workers: list[Worker] = []

    def start(self, function: Callable[..., Any], *arguments: Any) -> Worker:
        worker = Worker(function, *arguments)
        self._workers.append(worker)
        return worker

    def race(self, *jobs: tuple[Any, ...]) -> list[Any]:
        """Call (function, argument ...) each in a process of its own; their results in order."""
        return [worker.result() for worker in [self.start(*job) for job in jobs]]

    @staticmethod
    def barrier(parties: int) -> Any:
        return _context.Barrier(parties, timeout=PATIENCE)

    @staticmethod
    def event() -> Any:
        return _context.Event()

    @staticmethod
    def number() -> Any:
        """A whole number, 0 at first, that all processes see; locked to be counted up."""
        return _context.Value("q", 0)

    def dismiss(self) -> None:
        for worker in self._workers:
            worker.process.kill()
            worker.process.join()


def _work(results: Any, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    try:
        results.send((True, function(*arguments)))
    except BaseException:  # noqa: BLE001 (told to the test, which fails with it)
        results.send((False, traceback.format_exc()))
