"""`run` is tried as a module, in a folder of its own, with a fake in place of every program it starts."""

import ast
import errno
import fcntl
import json
import os
import re
import socket
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

RUN = Path(__file__).resolve().parent.parent / "run"
OFFLINE = """\
WARNING: Retrying (Retry(total=0)) after connection broken by 'NameResolutionError': /simple/django/
ERROR: Could not find a version that satisfies the requirement django==5.2 (from versions: none)
ERROR: No matching distribution found for django==5.2
"""


class Programs(list):
    """Stands in for subprocess.run: the list of commands started. Makes a .venv when asked for one."""

    status, output = 0, ""

    def __call__(self, command, **options):
        self.append(command)
        if "venv" in command:
            make_venv(Path(command[-1]))
        failed = "pip" in command and self.status
        return subprocess.CompletedProcess(command, failed, stdout=self.output)

    @property
    def names(self):
        """What was started, by one word each."""
        return [word for command in self for word in ("venv", "pip", "pytest") if word in command]


def load():
    module = ModuleType("run")
    module.__file__ = str(RUN)
    SourceFileLoader("run", str(RUN)).exec_module(module)
    return module


def make_venv(folder: Path) -> None:
    (folder / "bin").mkdir(parents=True, exist_ok=True)
    (folder / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.11.7\n")
    (folder / "bin/python").touch()
    (folder / "bin/pip").touch()
    (folder / "installed").unlink(missing_ok=True)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """The module, at home in a folder with a pyproject.toml and lock files, and no .venv yet."""
    module = load()
    for name in ["pyproject.toml", *module.LOCKS]:
        (tmp_path / name).write_text(f"# {name}")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "installed")
    for name in ("DATABASE_URL", "CACHE_URL", "AWS_STORAGE_BUCKET_NAME", "SENTRY_DSN"):
        monkeypatch.delenv(name, raising=False)
    return module


@pytest.fixture
def programs(run, monkeypatch):
    fake = Programs()
    monkeypatch.setattr(run.subprocess, "run", fake)
    return fake


# Too old a Python, or one with a piece missing


def test_old_python_is_told_what_is_needed(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SystemExit, match=r"^run: Newsroom needs Python 3\.11 or newer; this is Python 3\.9\."):
        load()


def test_file_parses_on_old_python():
    ast.parse(RUN.read_text(), feature_version=(3, 6))


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_missing_venv_module_names_the_package(run, programs, monkeypatch, capsys, missing):
    monkeypatch.setattr(run.importlib.util, "find_spec", lambda name: None if name == missing else name)
    assert run.main(["lint"]) == 1
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    assert f"apt install {package}\n" in capsys.readouterr().err
    assert programs == []


# Installing


def test_first_call_makes_venv_and_installs(run, programs):
    run.install(run.CORE)
    assert programs.names == ["venv", "pip"]
    assert "--require-hashes" in programs[1]
    assert programs[1][-1].endswith("requirements.txt")


def test_nothing_is_started_when_installed(run, programs):
    run.install(run.CORE)
    programs.clear()
    run.install(run.CORE)
    assert programs == []


def test_nothing_is_waited_for_when_installed(run, programs, monkeypatch):
    run.install(run.CORE)
    monkeypatch.setattr(fcntl, "flock", lambda *arguments: pytest.fail("waited for another run"))
    run.install(run.CORE)


def test_what_another_run_installed_meanwhile_is_not_repeated(run, programs, monkeypatch):
    def wait_for_another_run(*arguments):
        make_venv(run.VENV)
        run.STAMP.write_text(run.digest(run.CORE))

    monkeypatch.setattr(fcntl, "flock", wait_for_another_run)
    run.install(run.CORE)
    assert programs == []


def test_larger_lock_satisfies_smaller_and_not_the_reverse(run, programs):
    run.install(run.PRODUCTION)
    assert run.is_installed(run.CORE)
    assert not run.is_installed(run.DEV)


def test_changed_lock_is_installed_again(run, programs):
    run.install(run.DEV)
    (run.ROOT / run.CORE).write_text("# other versions")
    assert not run.is_installed(run.DEV)
    run.install(run.DEV)
    assert programs.names == ["venv", "pip", "pip"]


def test_other_python_is_installed_for_again(run, programs):
    run.install(run.CORE)
    (run.VENV / "pyvenv.cfg").write_text("version = 3.12.1\n")
    assert not run.is_installed(run.CORE)


def test_interrupted_installation_is_made_anew(run, programs, monkeypatch, capsys):
    def interrupt(command, **options):
        raise KeyboardInterrupt

    make_venv(run.VENV)
    with monkeypatch.context() as patch:
        patch.setattr(run.subprocess, "run", interrupt)
        assert run.main(["lint"]) == 130
    run.install(run.CORE)
    assert programs.names == ["venv", "pip"]
    assert "the last installation was interrupted" in capsys.readouterr().out


def test_venv_of_a_python_that_has_gone_is_made_anew(run, programs, capsys):
    run.install(run.CORE)
    (run.VENV / "bin/python").unlink()
    (run.VENV / "bin/python").symlink_to("/nowhere/python3")
    assert run.venv_fault() == "the Python that made it has gone"
    (run.VENV / "bin/python").unlink()
    run.install(run.CORE)
    assert "Making .venv: the Python that made it has gone." in capsys.readouterr().out


def test_venv_without_pip_is_made_anew(run, programs):
    make_venv(run.VENV)
    (run.VENV / "bin/pip").unlink()
    run.install(run.CORE)
    assert programs.names == ["venv", "pip"]


def test_no_network_is_told_in_one_line(run, programs, capsys):
    programs.status, programs.output = 1, OFFLINE
    make_venv(run.VENV)
    assert run.main(["lint"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("run: pip could not download the packages (is there a network?). Its last word: WARNING")
    assert "NameResolutionError" in error
    assert error.count("\n") == 1


def test_other_pip_failure_keeps_its_reason(run, programs, capsys):
    programs.status, programs.output = 1, "ERROR: No space left on device\n\nnotice: a newer pip\n"
    assert run.main(["lint"]) == 1
    assert "pip could not install the packages. Its last word: ERROR: No space" in capsys.readouterr().err


def test_failed_installation_keeps_what_was_there(run, programs):
    run.install(run.CORE)
    programs.status = 1
    with pytest.raises(run.Stop):
        run.install(run.DEV)
    assert run.is_installed(run.CORE)
    assert not run.is_installed(run.DEV)


@pytest.mark.parametrize(
    ("environment", "dotenv", "lock"),
    [
        ({}, "", "requirements.txt"),
        ({"DATABASE_URL": "sqlite:///news.sqlite3", "CACHE_URL": "locmem://"}, "", "requirements.txt"),
        ({"DATABASE_URL": "postgres://127.0.0.1/news"}, "", "requirements-production.txt"),
        ({"CACHE_URL": "redis://127.0.0.1/0"}, "", "requirements-production.txt"),
        ({}, "# pictures\nAWS_STORAGE_BUCKET_NAME=media\n", "requirements-production.txt"),
        ({}, 'export DATABASE_URL = "postgres://127.0.0.1/news"  # here', "requirements-production.txt"),
        ({}, "SENTRY_DSN=https://key@sentry.example.org/1", "requirements-production.txt"),
        ({"DATABASE_URL": ""}, "# DATABASE_URL=postgres://127.0.0.1/news", "requirements.txt"),
    ],
)
def test_services_in_use_decide_what_is_installed(run, monkeypatch, environment, dotenv, lock):
    (run.ROOT / ".env").write_text(dotenv)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert run.needed_to_run() == lock


# Verbs


@pytest.mark.parametrize("arguments", [[], ["help"], ["--help"], ["-h"]])
def test_usage_names_every_verb(run, capsys, arguments):
    assert run.main(arguments) == 0
    usage = capsys.readouterr().out
    assert all(f"\n  {verb} " in usage for verb in run.VERBS)


def test_unknown_verb_is_refused(run, capsys):
    assert run.main(["sevre"]) == 1
    assert capsys.readouterr().err == "run: there is no verb 'sevre'; see ./run help\n"


def test_serve_becomes_the_server(run, programs, monkeypatch):
    run.install(run.CORE)
    programs.clear()
    monkeypatch.chdir("/")
    monkeypatch.setattr(run, "check_port", lambda host, port: None)
    monkeypatch.setattr(os, "execv", lambda path, command: programs.append(command[1:]))
    run.main(["serve", "--port", "8001", "--workers", "2"])
    assert " ".join(programs.pop()) == (
        "manage.py serve --import-seeds seeds --publish --cache-pictures --host 127.0.0.1 --port 8001 --workers 2"
    )
    assert programs == []
    assert Path.cwd() == run.ROOT


def test_taken_port_is_told(run, capsys):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert run.main(["serve", "--port", str(port)]) == 1
    assert f"port {port}: {os.strerror(errno.EADDRINUSE)}. Try" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["0", "65536"])
def test_impossible_port_is_refused(run, capsys, port):
    assert run.main(["serve", "--port", port]) == 1
    assert f"there is no port {port}" in capsys.readouterr().err


def test_lint_runs_every_check_before_it_fails(run, monkeypatch):
    statuses: dict[str, int] = {}
    monkeypatch.setattr(run, "install", lambda requirements: None)
    monkeypatch.setattr(run, "step", lambda name, *_, **__: statuses.setdefault(name, int(name == "mypy")))
    monkeypatch.setattr(run, "audit", lambda: statuses.setdefault("pip-audit", 0))
    assert run.lint([]) == 1
    assert {"bandit", "codespell", "djlint", "hadolint", "migrations", "mypy", "pip-audit", "ruff check"} < {*statuses}


def test_lint_fails_for_a_hole_alone(run, monkeypatch):
    monkeypatch.setattr(run, "install", lambda requirements: None)
    monkeypatch.setattr(run, "step", lambda *_, **__: 0)
    monkeypatch.setattr(run, "audit", lambda: 1)
    assert run.lint([]) == 1


HOLE = {"id": "PYSEC-1", "aliases": ["CVE-2"], "fix_versions": ["2.1"], "description": "It is open."}
GOOD, BAD = {"name": "good", "version": "1.0", "vulns": []}, {"name": "bad", "version": "2.0", "vulns": [HOLE]}
UNKNOWN = {"name": "odd", "skip_reason": "Dependency not found"}


@pytest.mark.parametrize(
    ("packages", "status", "said"),
    [
        ([GOOD], 0, r"ok      pip-audit  [\d.]+ s\n"),
        ([GOOD, UNKNOWN], 0, r"ok      pip-audit  [\d.]+ s  \(unknown: odd\)\n"),
        ([GOOD, BAD, UNKNOWN], 1, r"FAILED  pip-audit .*\nbad 2\.0: PYSEC-1, CVE-2; mended in 2\.1\n"),
        ([UNKNOWN, UNKNOWN], 0, "skipped pip-audit: what can be asked here knows none of the 2 packages\n"),
    ],
)
def test_audit_tells_what_is_known(run, programs, capsys, packages, status, said):
    programs.output = f"a warning\n{json.dumps({'dependencies': packages, 'fixes': []})}\n"
    assert run.audit() == status
    assert re.fullmatch(said, capsys.readouterr().out)
    assert {"--disable-pip", "--require-hashes", run.DEV} < {*programs[0]}


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("requests.exceptions.ProxyError: Max retries exceeded\n", "ProxyError"),
        ("ERROR: Could not connect to the vulnerability feed\n", "Could not connect"),
        ("pip_audit._service.interface.ServiceError\n", "ServiceError"),
    ],
)
def test_audit_without_a_network_is_skipped_aloud_on_ci_too(run, programs, capsys, monkeypatch, output, reason):
    monkeypatch.setenv("REQUIRE_ALL", "1")
    programs.output = output
    assert run.audit() == 0
    assert capsys.readouterr().out == f"skipped pip-audit: its data cannot be had ({reason})\n"


def test_audit_that_fails_otherwise_is_a_failure(run, programs, capsys):
    programs.output = "ERROR: requirement jinja2==2.10 does not contain a hash\n"
    assert run.audit() == 1
    assert "does not contain a hash" in capsys.readouterr().out


def test_failed_lint_stops_before_the_tests(run, programs, monkeypatch):
    run.install(run.DEV)
    monkeypatch.setattr(run, "lint", lambda arguments: 1)
    assert run.main(["test"]) == 1
    assert "pytest" not in programs.names


def test_no_lint_goes_straight_to_the_tests(run, programs):
    run.install(run.DEV)
    assert run.main(["test", "--no-lint", "-k", "seeds"]) == 0
    assert programs.names == ["venv", "pip", "pytest"]
    assert programs[-1][-4:] == ["-n", "auto", "-k", "seeds"]


def test_step_shows_output_of_a_failure_only(run, capsys):
    assert run.step("good", [sys.executable, "-c", "print('fine')"], quiet=True) == 0
    assert run.step("bad", [sys.executable, "-c", "print('broken'); exit(3)"], quiet=True) == 3
    shown = capsys.readouterr().out
    assert "FAILED  bad" in shown
    assert "broken\n" in shown
    assert "fine" not in shown
