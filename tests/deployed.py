"""What lies in deploy/, as its tests read it."""

import re

import yaml
from django.core.management import get_commands, load_command_class

from tests.sites import ROOT

DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "newsroom"}


def names_in(path):
    """The variables that a file of settings names, switched on or not."""
    return set(re.findall(r"^(?:# ?)?([A-Z][A-Z0-9_]+)=", path.read_text(), re.MULTILINE))


def found(pattern, text, flags=re.MULTILINE):
    """The match, which must be there."""
    match = re.search(pattern, text, flags)
    assert match, pattern
    return match


def check_command(words):
    """Fail unless they start `manage.py` with a command of ours, as that would read them."""
    assert words[1] == "manage.py"
    assert get_commands()[words[2]] in {"articles", "django.core"}
    command = load_command_class(get_commands()[words[2]], words[2])
    command.create_parser("manage.py", words[2]).parse_args(words[3:])
