"""The clock is ten years off, or steps while the site serves."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from tests import seeds
from tests.sites import ROOT, environment_of, serving
from tests.trouble.readers import asked, logged_in
from tests.trouble.services import until

pytestmark = pytest.mark.trouble

PAGES = ["/", "/topics/", "/archive/", "/search/?q=moon", "/feed.atom", "/sitemap.xml", "/api/news/"]
YEARS = 10 * 365 * 86_400
FINE = dict.fromkeys(PAGES, 200)


@pytest.fixture
def served(folder, clock):
    """The address of a site that goes by the clock, which is right to begin with."""
    clock.set(0)
    with serving(folder, "--drain", "2", **clock.environment) as (url, _server):
        yield url
    clock.set(0)


def statuses(url):
    return {path: asked(url + path).status for path in PAGES}


def ran(folder, clock, *words):
    """What a command says that goes by the clock."""
    command, env = [sys.executable, "manage.py", *words], environment_of(folder) | clock.environment
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def says(url, title):
    return title.encode() in asked(f"{url}/").body


@pytest.mark.parametrize("step", [YEARS, -YEARS, -7200])
def test_site_serves_on_and_shows_what_is_new_whatever_the_clock_does(served, folder, clock, tmp_path, step):
    assert statuses(served) == FINE
    clock.set(step)
    assert statuses(served) == FINE
    now = datetime.now(UTC) + timedelta(seconds=step - 60)
    seeds.write(tmp_path / "seeds", title="Told by the wrong clock", publishedDateTime=now.isoformat())
    ran(folder, clock, "import_seeds", str(tmp_path / "seeds"))
    until(lambda: says(served, "Told by the wrong clock"), "no page from before is handed out any more", 5)
    assert logged_in(served).status == 200

    clock.set(0)
    assert statuses(served) == FINE
    assert ran(folder, clock, "import_seeds", str(tmp_path / "seeds")).count("unchanged")
    seeds.write_two(
        tmp_path / "seeds", title="Told by the right clock", publishedDateTime=datetime.now(UTC).isoformat()
    )
    ran(folder, clock, "import_seeds", str(tmp_path / "seeds"))
    until(lambda: says(served, "Told by the right clock"), "the site goes on by the right time", 5)


def test_what_a_clock_ahead_published_is_gone_once_it_is_right_again(served, folder, clock, tmp_path):
    """An article of tomorrow is no news of today, whatever had been thought of the time."""
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    seeds.write(tmp_path / "seeds", title="Of tomorrow", publishedDateTime=tomorrow)
    ran(folder, clock, "import_seeds", str(tmp_path / "seeds"))
    assert not says(served, "Of tomorrow")
    clock.set(2 * 86_400)
    until(lambda: says(served, "Of tomorrow"), "its time has come", 5)
    clock.set(0)
    until(lambda: not says(served, "Of tomorrow"), "its time is yet to come", 5)
