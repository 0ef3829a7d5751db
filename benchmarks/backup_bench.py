"""Does a backup that is taken during an import hold a state that is sound?

    .venv/bin/python benchmarks/backup_bench.py [rounds, default: 20] [articles, default: 3000]

In each round `manage.py import_seeds` fills an empty SQLite site with a made folder (see seed_maker.py), and `manage.py
backup` is called as soon as a random number of articles is in. The backup is restored into another empty site, in which
every article must be wholly there; see soundness.py. The exit status is 0 if all rounds were good.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.seed_maker import Corpus, write

CHECK = """
from random import Random
from django.test import Client
from benchmarks.soundness import article_faults, database_faults
from articles.models import Article
faults = [*database_faults(), *article_faults()]
print(Article.objects.count(), *faults[:3], sep="; ")
"""


def environment_of(folder: Path) -> dict[str, str]:
    folder.mkdir(exist_ok=True)
    own = {"DATABASE_URL": f"sqlite:///{folder}/site.sqlite3", "MEDIA_ROOT": str(folder / "media"), "CACHE_URL": ""}
    return os.environ | own | {"PYTHONPATH": str(ROOT)}


def command(*words: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *words]


def manage(folder: Path, *words: str) -> str:
    """What a command of ours says."""
    environment = environment_of(folder)
    done = subprocess.run(command(*words), env=environment, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def wait_for(number: int, folder: Path) -> None:
    """Wait until so many articles are in the database."""
    with closing(sqlite3.connect(folder / "site.sqlite3")) as database:
        while database.execute("SELECT count(*) FROM articles_article").fetchone()[0] < number:
            time.sleep(0.02)


def round_of(folder: Path, seeds: Path, number: int) -> str:
    """What is in a backup that is begun when so many articles are in: its articles, and what is wrong with them."""
    ours, other = folder / "ours", folder / "other"
    manage(ours, "migrate", "-v0")
    with subprocess.Popen(
        command("import_seeds", str(seeds), "-v0"), env=environment_of(ours), stdout=subprocess.DEVNULL
    ) as importing:
        wait_for(number, ours)
        manage(ours, "backup", str(folder / "backup.zip"))
        still = importing.poll() is None
    manage(other, "restore", str(folder / "backup.zip"))
    return f"{manage(other, 'shell', '-v0', '-c', CHECK)}{'' if still else ' (the import had ended)'}"


def main() -> int:
    rounds, articles = (int(word) for word in [*sys.argv[1:], *["20", "3000"][len(sys.argv) - 1 :]])
    random, good = Random(7), 0
    with tempfile.TemporaryDirectory() as made:
        seeds = Path(made, "seeds")
        write(seeds, Corpus(articles).files())
        for number in range(1, rounds + 1):
            folder = Path(made, str(number))
            folder.mkdir()
            found = round_of(folder, seeds, random.randrange(1, articles))
            good += ";" not in found
            print(f"{number:>3}: {found} articles", flush=True)
    print(f"{good} of {rounds} backups were sound")
    return 0 if good == rounds else 1


if __name__ == "__main__":
    sys.exit(main())
