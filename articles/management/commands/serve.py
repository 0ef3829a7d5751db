"""`manage.py serve`: bring everything up to date, then serve readers. What `./run serve` calls."""

import fcntl
import os
import resource
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from articles.management.static_files import collect_if_changed
from newsroom.checks import several_processes

MOST_FILES = 16_384


class Command(BaseCommand):
    """Migrate, collect static files, import seeds, then become the server."""

    help = "Migrate, collect static files, import seeds if asked to, and serve the site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on (default: %(default)s).")
        parser.add_argument("--port", type=int, default=8000, help="Port to listen on (default: %(default)s).")
        parser.add_argument(
            "--threads", type=int, default=4, help="Threads that answer readers (default: %(default)s)."
        )
        parser.add_argument(
            "--workers", type=int, default=settings.WEB_CONCURRENCY, help="Processes of them (default: %(default)s)."
        )
        parser.add_argument(
            "--drain",
            type=int,
            default=25,
            help="Seconds for requests to end when it is stopped (default: %(default)s).",
        )
        parser.add_argument("--only", action="store_true", help="Begin at once: others migrate, and have collected.")
        parser.add_argument("--import-seeds", type=Path, metavar="FOLDER", help="Import the seed files there first.")
        parser.add_argument("--cache-pictures", action="store_true", help="Make our own copies of pictures meanwhile.")
        parser.add_argument("--publish", action="store_true", help="Publish also seeds that say `published: false`.")

    def handle(self, *, host: str, port: int, threads: int, workers: int, **given: Any) -> None:
        refuse_what_does_not_fit(workers)
        if not given["only"]:
            with one_at_a_time():
                self.prepare(given["import_seeds"], given["publish"])
        if given["cache_pictures"]:
            run_beside(["cache_pictures", "--verbosity", "0"])
        shown = f"[{host}]" if ":" in host else "localhost" if host in {"127.0.0.1", "0.0.0.0"} else host  # noqa: S104
        self.stdout.write(f"{settings.SITE_NAME} is at http://{shown}:{port}/ (stop with Ctrl-C)")
        self.stdout.flush()
        os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
        os.chdir(settings.BASE_DIR)
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "newsroom.wsgi:application"]
        command += ["--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", str(threads)]
        command += ["--workers-kill-timeout", str(given["drain"]), "--backpressure", str(most_clients())]
        os.execv(sys.executable, [*command, "--log-level", "warning"])  # noqa: S606  (a server of ours, no shell)

    def prepare(self, seeds: Path | None, publish: bool) -> None:
        """Bring database, static files and news up to date."""
        call_command("migrate", verbosity=0, interactive=False)
        collect_if_changed()
        if seeds:
            try:
                call_command("import_seeds", str(seeds), publish=publish, stdout=self.stdout, stderr=self.stderr)
            except CommandError as error:  # what was good is in; the site is worth serving
                self.stderr.write(f"Import: {error}")


def refuse_what_does_not_fit(workers: int) -> None:
    """Raise CommandError where so many processes would be in each other's way."""
    for message in several_processes(processes=workers):
        if message.is_serious():
            raise CommandError(f"{message.msg} {message.hint}")


def most_clients() -> int:
    """How many may be connected to each process, however slow they are: half of the files that it may open, which
    are as many as the system allows.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return most // 2


def run_beside(command: list[str]) -> None:
    """Start a command of ours that goes on beside the server, giving way to it. It is nobody's child: the server, which
    this process becomes, knows nothing of it. Ctrl-C in the terminal ends both.
    """
    if child := os.fork():
        os.waitpid(child, 0)  # that one alone: an import may have left others
        return
    try:
        os.nice(10)
        subprocess.Popen([sys.executable, str(settings.BASE_DIR / "manage.py"), *command], stdin=subprocess.DEVNULL)  # noqa: S603
    finally:
        os._exit(0)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let no other start do this at the same time; it waits."""
    with Path(settings.VAR_DIR, "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
