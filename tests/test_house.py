"""Rules of the house: who may import whom, no missing migration, safe settings."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from newsroom import clients

ROOT = Path(__file__).resolve().parent.parent

# Lowest first. A module may import from its own layer's package and from lower layers; doors never from each other.
LAYERS = [
    {
        "articles.limits",
        "articles.sources",
        "articles.pictures.containers",
        "articles.pictures.decoding",
        "articles.pictures.encoding",
        "articles.pictures.errors",
        "articles.pictures.names",
        "articles.pictures.raster",
        "articles.front",
        "articles.coverage",
        "articles.video",
        "articles.rules",
        "articles.search.folding",
        "articles.search.marks",
        "articles.search.plan",
        "articles.search.query",
        "articles.search.stemming",
        "articles.search.tokens",
        "articles.api.shapes",
        "articles.api.openapi",
        "articles.uploads.errors",
        "articles.uploads.names",
    },
    {"articles.http", "articles.processes", "articles.uploads.zips"},
    {"articles.models", "articles.querysets", "articles.keyset", "articles.bulk"},
    {
        "articles.listing",
        "articles.naming",
        "articles.digest",
        "articles.search",
        "articles.api",
        "articles.feeds",
        "articles.preview",
        "articles.publishing",
        "articles.history",
        "articles.edition",
        "articles.fragments",
    },
    {
        "articles.ingest",
        "articles.export",
        "articles.pictures",
        "articles.uploads",
        "articles.backup",
        "articles.doctor",
        "articles.topics",
        "articles.outlets",
        "articles.filing",
    },
    {"articles.views", "articles.admin", "articles.management", "articles.templatetags"},
]
PURE = LAYERS[0]
DOORS = LAYERS[-1]


def modules():
    """Name and syntax tree of every module of the app."""
    for path in sorted((ROOT / "articles").rglob("*.py")):
        if "migrations" not in path.parts:
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts).removesuffix(".__init__"), ast.parse(path.read_text(encoding="utf-8"))


def imports(tree):
    """Names of the modules imported anywhere in it, type checking included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def member(name, group):
    """The entry of `group` that `name` belongs to, if any."""
    return next((entry for entry in group if name == entry or name.startswith(f"{entry}.")), None)


def layer(name):
    return next((number for number, group in enumerate(LAYERS) if member(name, group)), None)


@pytest.mark.parametrize(("name", "tree"), list(modules()), ids=lambda value: value if isinstance(value, str) else "")
def test_imports_go_downwards_only(name, tree):
    own = layer(name)
    for imported in imports(tree):
        other = layer(imported)
        if own is None or other is None:
            continue
        assert other <= own, f"{name} imports {imported}, which is above it"
        if own == other == len(LAYERS) - 1:
            assert member(name, DOORS) == member(imported, DOORS), f"{name} imports {imported}, another door"


@pytest.mark.parametrize(
    ("name", "tree"),
    [(n, t) for n, t in modules() if member(n, PURE)],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_pure_modules_know_no_django_no_clock_and_no_files(name, tree):
    forbidden = ("django", "os", "time", "socket", "random", "urllib.request")
    found = [imported for imported in imports(tree) if imported.split(".")[0] in forbidden or imported in forbidden]
    assert not found
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not called & {"now", "today", "read_text", "write_text", "read_bytes", "write_bytes"}


def test_every_module_of_the_app_has_a_layer():
    free = {"articles", "articles.apps", "articles.pictures"}
    assert [name for name, _ in modules() if layer(name) is None and name not in free] == []


def test_only_one_package_opens_sockets():
    sockets = {"http.client", "http.server", "requests", "socket", "socketserver", "ssl", "urllib.request", "urllib3"}
    found = [
        (name, imported)
        for name, tree in modules()
        for imported in imports(tree)
        if member(imported, sockets) and not member(name, {"articles.http"})
    ]
    assert found == []


def test_no_function_is_longer_than_forty_lines():
    long = [
        f"{name}.{node.name}"
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 40
    ]
    assert long == []


def test_no_module_is_longer_than_three_hundred_lines():
    paths = [*(ROOT / "articles").rglob("*.py"), *(ROOT / "newsroom").rglob("*.py")]
    assert [
        str(path) for path in paths if "migrations" not in path.parts and len(path.read_text().splitlines()) > 300
    ] == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_deployment_check_is_clean_with_production_variables():
    production = {
        "SECRET_KEY": "k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ",
        "SITE_URL": "https://news.example.org",
        "ALLOWED_HOSTS": "news.example.org",
        "DEBUG": "",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | production, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DEBUG", "perhaps"),
        ("SITE_URL", "news.example.org"),
        ("SITE_URL", "https://example.org/news"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("CACHE_URL", "memcached://x"),
        ("DATABASE_URL", "mysql://x"),
        ("UPLOADS_ROOT", "static/uploads"),
        ("UPLOADS_MOST_MB", "0"),
    ],
)
def test_variable_that_makes_no_sense_is_refused_by_name_in_one_line(variable, value):
    command, environment = [sys.executable, "manage.py", "check"], os.environ | {variable: value}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"manage.py: {variable}={value!r}: write")
    assert done.stderr.count("\n") == 1


def test_debug_is_off_by_default():
    command = [sys.executable, "-c", "from newsroom import settings; print(settings.DEBUG)"]
    environment = {name: value for name, value in os.environ.items() if name != "DEBUG"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_secret_is_made_once_and_kept_private(tmp_path):
    from newsroom.secret import secret_from

    path = tmp_path / "var" / "secret-key"
    first = secret_from(path)
    assert secret_from(path) == first
    assert len(first) >= 50
    assert path.stat().st_mode & 0o077 == 0


def test_secret_that_cannot_be_read_is_told_with_its_file_and_what_to_set(tmp_path):
    from newsroom.secret import secret_from

    for made in (Path.mkdir, lambda path: path.write_bytes(b"\xff")):
        path = tmp_path / f"secret-{made.__name__}"
        made(path)
        with pytest.raises(ImproperlyConfigured, match=rf"^{path} cannot be used \(.*or set SECRET_KEY$"):
            secret_from(path)


def test_ctrl_c_while_modules_load_ends_with_status_130_and_no_word(tmp_path):
    (tmp_path / "slow.py").write_text("import signal, time\nsignal.raise_signal(signal.SIGINT)\ntime.sleep(9)\n")
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "DJANGO_SETTINGS_MODULE": "slow"}
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (130, "")


@pytest.mark.parametrize(
    ("variables", "hosts"),
    [
        ({}, []),
        ({"AWS_STORAGE_BUCKET_NAME": "b"}, ["https://b.s3.amazonaws.com"]),
        ({"AWS_STORAGE_BUCKET_NAME": "b", "AWS_S3_ENDPOINT_URL": "http://s3:9000/"}, ["http://s3:9000"]),
        ({"AWS_STORAGE_BUCKET_NAME": "b", "AWS_S3_CUSTOM_DOMAIN": "m.example"}, ["https://m.example"]),
    ],
)
def test_pictures_in_a_bucket_may_be_shown(variables, hosts):
    command = [sys.executable, "-c", "from newsroom import settings; print(settings.media_hosts())"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | variables, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(hosts)


@pytest.mark.parametrize(
    ("said", "address"), [("", "10.0.0.1"), ("9.9.9.9", "9.9.9.9"), ("1.1.1.1, 9.9.9.9", "9.9.9.9")]
)
def test_address_of_a_client_is_what_the_proxy_saw(rf, said, address):
    request = rf.get("/", HTTP_X_FORWARDED_FOR=said, REMOTE_ADDR="10.0.0.1")
    assert clients.address(request) == address
