"""The files in deploy/ without an engine to run them: each names what is there, and each command of ours is run."""

import os
import re
import shlex
import shutil
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from configparser import ConfigParser
from contextlib import ExitStack
from http.client import HTTPConnection

import pytest
import yaml

from tests.deployed import COMPOSE, DEPLOY, OURS, SERVICES, check_command, found, names_in
from tests.remote import certificate
from tests.sites import ROOT, free_port

READ_BY_BOTO = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
UNITS = sorted((DEPLOY / "systemd").iterdir())
RUNNING = [unit for unit in UNITS if unit.suffix == ".service"]


# Variables


def test_example_names_every_variable_that_is_asked_for():
    asked = set(re.findall(r'\benv(?:_\w+)?\(\s*"([A-Z0-9_]+)"', (ROOT / "newsroom/settings.py").read_text()))
    assert names_in(ROOT / ".env.example") == asked | READ_BY_BOTO


def test_variables_of_the_containers_are_known_to_the_settings():
    known, interpolated = names_in(ROOT / ".env.example"), set(re.findall(r"\$\{(\w+):\?", str(COMPOSE)))
    for service in OURS.values():
        assert set(service["environment"]) <= known
    assert names_in(DEPLOY / "env.example") <= known | interpolated
    assert interpolated <= names_in(DEPLOY / "env.example")


def test_no_secret_is_written_down():
    given = [*SERVICES["postgres"]["environment"].items(), *SERVICES["s3"]["environment"].items()]
    secrets = [value for name, value in given if re.search("PASSWORD|_KEY", name)]
    assert len(secrets) == 3
    assert all(re.fullmatch(r"\$\{\w+:\?\}", value) for value in secrets)
    example = (DEPLOY / "env.example").read_text()
    assert all(f"\n{name}=\n" in example for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "AWS_SECRET_ACCESS_KEY"))


# compose.yaml


@pytest.mark.parametrize("name", SERVICES)
def test_container_can_do_no_more_than_it_must(name):
    service = SERVICES[name]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "network_mode", "pid"} & set(service)
    assert ":" in service["image"] or service["image"] == "newsroom", "an image of no version"


@pytest.mark.parametrize("name", SERVICES)
def test_container_waits_for_what_can_be_waited_for(name):
    for other, how in SERVICES[name].get("depends_on", {}).items():
        target = SERVICES[other]
        if how["condition"] == "service_completed_successfully":
            assert target["restart"] == "no"
        else:
            assert "test" in target.get("healthcheck", {}) or (target in OURS.values() and "healthcheck" not in target)


def test_servers_and_worker_begin_after_the_migrations():
    assert all("migrate" in OURS[name]["depends_on"] for name in ("web", "worker"))
    assert SERVICES["web"]["deploy"]["replicas"] == 2


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    inner = [name for name, service in SERVICES.items() if service["networks"] == ["back"]]
    assert (sorted(inner), COMPOSE["networks"]["back"]) == (["postgres", "s3", "valkey"], {"internal": True})


def test_volumes_and_files_are_there():
    sources = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    files = {source for source in sources if source.startswith("./")} - {"./tls"}  # which the operator makes
    assert all((DEPLOY / file).is_file() for file in files)
    assert {source for source in sources if re.fullmatch("[a-z]+", source)} == set(COMPOSE["volumes"])


@pytest.mark.parametrize("name", [name for name in OURS if "command" in OURS[name]])
def test_command_of_a_container_is_one_of_ours(name):
    check_command(OURS[name]["command"])


# nginx


def test_nginx_of_compose_is_the_other_one_but_for_its_places():
    plain, own = ((DEPLOY / name).read_text() for name in ("nginx.conf", "nginx-compose.conf"))
    pages = re.compile(r"    location / \{.*", re.DOTALL)
    media = re.compile(r"    location ~ \^/media/.*?\n    \}\n", re.DOTALL)
    limits = re.compile(r"http \{\n.*?\n\n", re.DOTALL)
    who = re.compile(r"  map .*?\}\n", re.DOTALL)
    for same in (pages, media, limits, who):
        assert same.findall(plain), same
        assert places_left_out(same.search(plain)) == places_left_out(same.search(own))


def places_left_out(match):
    return re.sub(r"alias .*|# .*| {2,}", "", match[0])


@pytest.fixture
def files(tmp_path):
    """Two servers of files, of an older and a newer version, which nginx of compose.yaml stands before; its address."""
    ports, ours, pem = [free_port(), free_port()], free_port(), certificate(tmp_path, "localhost")
    places = {
        r"    zone .*\n    resolver .*\n    server web:8000 resolve;": "".join(
            f"    server 127.0.0.1:{port};\n"
            for port in ports  # `resolve` needs nginx 1.27.3
        ),
        r"/etc/nginx/tls/\w+\.pem": str(pem),
        "pid /tmp/nginx.pid;": "",
        "listen 8080;": f"listen {free_port()};",
        "listen 8443 ssl;": f"listen {ours} ssl;",
    }
    start = nginx(tmp_path, (DEPLOY / "nginx-compose.conf").read_text(), places)
    with ExitStack() as running:
        for port, name in zip(ports, ("older", "newer"), strict=True):
            (tmp_path / name / "static").mkdir(parents=True)
            (tmp_path / name / "static" / f"{name}.css").write_text(name)
            serve = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port), "-d", str(tmp_path / name)]
            started(running, serve)
            until(lambda url=f"http://127.0.0.1:{port}/static/{name}.css": is_had(url))  # or nginx takes it for broken
        started(running, start)
        yield f"https://localhost:{ours}/static"


def nginx(folder, text, places):
    """What starts nginx with this text, these places of it replaced, and all that it keeps in the folder."""
    if not shutil.which("nginx"):
        pytest.skip("nginx is not there: install Debian's nginx-light")
    for old, new in (places | {"/var/cache/nginx/newsroom": f"{folder}/cache"}).items():
        text, changed = re.subn(old, new, text)
        assert changed, old
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    (folder / "nginx.conf").write_text(text.replace("http {", f"http {{\n{temporary}", 1))
    more = f"daemon off; pid {folder}/nginx.pid;{' user root;' if os.geteuid() == 0 else ''}"
    return ["nginx", "-p", str(folder), "-c", f"{folder}/nginx.conf", "-e", f"{folder}/log", "-g", more]


def started(running, command):
    """Start a program that lasts as long as the stack."""
    program = running.enter_context(subprocess.Popen(command, stderr=subprocess.DEVNULL))
    running.callback(program.terminate)


def test_static_files_are_had_from_whichever_server_has_them(files):
    until(lambda: all(is_had(f"{files}/{name}.css") for name in ("older", "newer")))
    assert all(is_had(f"{files}/{name}.css") for name in ("older", "older", "newer", "newer"))


def test_with_tls_port_80_leads_to_it_as_is_marked(tmp_path):
    plain, pem = free_port(), certificate(tmp_path, "localhost")
    places = {
        "(?m)^  # ": "  ",
        "listen 80;": f"listen {free_port()} ssl; ssl_certificate {pem}; ssl_certificate_key {pem};",
        "listen 80 default_server;": f"listen {plain};",
    }
    with ExitStack() as running:
        started(running, nginx(tmp_path, (DEPLOY / "nginx.conf").read_text(), places))
        until(lambda: leads_to(plain) == "https://localhost/a/?b=c")


def leads_to(port):
    """Where one is sent from /a/?b=c at this port; None while nobody answers."""
    asking = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asking.request("GET", "/a/?b=c", headers={"Host": "localhost"})
        return asking.getresponse().headers["Location"]
    except OSError:
        return None
    finally:
        asking.close()


def until(condition):
    give_up = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < give_up
        time.sleep(0.05)


def is_had(url):
    try:
        with urllib.request.urlopen(url, context=ssl._create_unverified_context()) as answer:
            return answer.read().decode() in url
    except (urllib.error.URLError, OSError):
        return False


# Units of systemd


def read(unit):
    """Sections and their settings, in small letters; the last of those that are given twice."""
    parser = ConfigParser(interpolation=None, strict=False)
    parser.read_string(unit.read_text())
    return parser


def test_units_are_read_by_systemd(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not there: install Debian's systemd")
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/newsroom/.venv/bin/python", sys.executable))
    command = ["systemd-analyze", "verify", *(str(tmp_path / unit.name) for unit in UNITS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("unit", RUNNING, ids=lambda unit: unit.name)
def test_unit_runs_a_command_of_ours_as_nobody_that_counts(unit):
    service = read(unit)["Service"]
    words = shlex.split(found(r"^ExecStart=(.*)$", unit.read_text())[1])
    words = shlex.split(words[2].removeprefix("exec ")) if words[0] == "/bin/sh" else words
    assert words[0].endswith(".venv/bin/python")
    check_command(words)
    given = {setting: service[setting] for setting in ("User", "NoNewPrivileges", "ProtectSystem", "UMask")}
    assert given == {"User": "newsroom", "NoNewPrivileges": "yes", "ProtectSystem": "strict", "UMask": "0027"}
    assert service["CapabilityBoundingSet"] == ""
    assert "newsroom" in service["StateDirectory"].split()
    assert service["Environment"] == "VAR_DIR=/var/lib/newsroom"


# What docs/kubernetes.md shows


MANIFESTS = [
    document
    for block in re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/kubernetes.md").read_text(), re.DOTALL)
    for document in yaml.safe_load_all(block)
]


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda manifest: manifest["metadata"]["name"])
def test_pod_can_do_no_more_than_it_must_and_runs_a_command_of_ours(manifest):
    pod = manifest["spec"]["template"]["spec"]
    [container] = pod["containers"]
    assert (pod["securityContext"]["runAsNonRoot"], container["securityContext"]["readOnlyRootFilesystem"]) == (
        True,
        True,
    )
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert {mount["name"] for mount in container.get("volumeMounts", [])} == {v["name"] for v in pod.get("volumes", [])}
    if "command" in container:
        check_command(container["command"])


@pytest.mark.django_db
@pytest.mark.parametrize("probe", ["startupProbe", "readinessProbe", "livenessProbe"])
def test_probes_are_answered_as_they_are_asked(client, settings, probe):
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["news.example.org"], True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    asked = MANIFESTS[0]["spec"]["template"]["spec"]["containers"][0][probe]["httpGet"]
    headers = {"Host": "10.0.0.7:8000"} | {header["name"]: header["value"] for header in asked.get("httpHeaders", [])}
    assert client.get(asked["path"], headers=headers).status_code == 200
