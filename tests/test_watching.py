"""Watching folders: what changes is imported once it is whole, whatever happens to the folders meanwhile."""

import logging
import os
import queue
import shutil
import signal
import threading
import time
from pathlib import Path

import pytest
import watchfiles

from articles.management import watched, watching
from articles.management.watching import watch

SETTLE = 0.1
PATIENCE = 5.0  # seconds; a failing test waits so long, a passing one never


@pytest.fixture(autouse=True)
def _quick_ticks(monkeypatch):
    for name, value in {"_TICK_MS": 30, "_GROUP_MS": 60, "_STEP_MS": 10}.items():
        monkeypatch.setattr(watching, name, value)


@pytest.fixture
def deadline():
    """An event that is set once a test has waited too long."""
    over = threading.Event()
    timer = threading.Timer(PATIENCE, over.set)
    timer.start()
    yield over
    timer.cancel()


class Watch:
    """A watch in a thread of its own; what it imports comes as a list of names below `home`, a call at a time."""

    def __init__(self, home, *paths, fails=0, **options):
        self.home, self.fails = home, fails
        self.calls: queue.Queue[list[str]] = queue.Queue()
        self.told: queue.Queue[str] = queue.Queue()
        self.stop = threading.Event()
        options = {"settle_seconds": SETTLE, "tell": self.told.put} | options
        self.thread = threading.Thread(
            target=watch, args=(paths or [home], self.take, self.stop), kwargs=options, daemon=True
        )

    def take(self, paths):
        self.calls.put([str(path.relative_to(self.home)) for path in paths])
        if self.fails:
            self.fails -= 1
            raise OSError("no space left\non device")

    def next(self):
        return self.calls.get(timeout=PATIENCE)

    def until(self, *names):
        """Everything that is imported until all of these names were."""
        seen: list[str] = []
        while not set(names) <= set(seen):
            seen += self.next()
        return seen

    def __enter__(self):
        self.thread.start()
        assert self.next()  # all that is there
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()


def put(path, text="x"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_all_is_imported_first(tmp_path):
    watching_it = Watch(tmp_path)
    watching_it.thread.start()
    assert watching_it.next() == ["."]
    watching_it.stop.set()
    watching_it.thread.join(PATIENCE)


def test_new_file_and_changed_file_are_imported(tmp_path):
    old = put(tmp_path / "sub" / "old.md")
    with Watch(tmp_path) as watcher:
        put(tmp_path / "new.md")
        old.write_text("changed")
        assert watcher.next() == ["new.md", "sub/old.md"]


def test_burst_of_files_is_one_import(tmp_path):
    with Watch(tmp_path, settle_seconds=0.5) as watcher:
        for number in range(1_000):
            put(tmp_path / f"{number}.md")
        assert len(watcher.next()) == 1_000
        assert watcher.calls.empty()


def test_file_that_is_being_written_is_not_imported_in_the_middle(tmp_path):
    with Watch(tmp_path, settle_seconds=0.6) as watcher, (tmp_path / "slow.md").open("w") as slow:
        for _ in range(7):
            slow.write("x")
            slow.flush()
            time.sleep(0.1)
            assert watcher.calls.empty()
        assert watcher.next() == ["slow.md"]


def test_quiet_file_does_not_wait_for_one_that_always_changes():
    settling = watching._Settling(1.0)
    for now in range(40):
        settling.add(["a.md"] if now == 0 else ["busy.md"], now / 2)
        if taken := settling.take(now / 2):
            break
    assert taken == ["a.md"]
    assert list(settling.times) == ["busy.md"]


def test_folder_that_is_moved_in_is_imported_whole(tmp_path):
    put(tmp_path / "away" / "deep" / "a.md")
    (tmp_path / "in").mkdir()
    with Watch(tmp_path, tmp_path / "in") as watcher:
        (tmp_path / "away").rename(tmp_path / "in" / "here")
        assert watcher.next() == ["in/here"]
        put(tmp_path / "in" / "here" / "deep" / "b.md")
        assert watcher.next() == ["in/here/deep/b.md"]


def test_new_folder_and_the_files_in_it_are_one_import(tmp_path):
    with Watch(tmp_path) as watcher:
        (tmp_path / "new").mkdir()
        time.sleep(SETTLE / 2)  # until the folder is watched, too
        put(tmp_path / "new" / "a.md")
        assert watcher.next() == ["new"]


def test_change_of_a_picture_imports_the_seeds_that_can_name_it(tmp_path):
    for name in ("a.md", "sub/b.md", "sub/README.md", "other/c.md"):
        put(tmp_path / name)
    picture = put(tmp_path / "sub" / "pictures" / "p.png")
    with Watch(tmp_path) as watcher:
        picture.write_text("another")
        assert watcher.next() == ["a.md", "sub/b.md"]


@pytest.mark.parametrize("gone", ["pictures/p.png", "pictures"])
def test_picture_that_goes_imports_the_seeds_that_can_name_it(tmp_path, gone):
    put(tmp_path / "in" / "a.md")
    put(tmp_path / "in" / "pictures" / "p.png")
    with Watch(tmp_path, tmp_path / "in") as watcher:
        (tmp_path / "in" / gone).rename(tmp_path / "gone")
        assert watcher.next() == ["in/a.md"]


def test_folder_of_pictures_that_comes_imports_the_seeds_that_can_name_them(tmp_path):
    put(tmp_path / "in" / "a.md")
    put(tmp_path / "pictures" / "p.png")
    with Watch(tmp_path, tmp_path / "in") as watcher:
        (tmp_path / "pictures").rename(tmp_path / "in" / "pictures")
        assert watcher.next() == ["in/a.md", "in/pictures"]


def test_what_is_no_seed_is_passed_over(tmp_path):
    names = [".hidden.md", ".git/a.md", "__MACOSX/a.md", "README.md", "a.md~", "a.md.tmp"]
    for name in names:
        put(tmp_path / name)
    with Watch(tmp_path) as watcher:
        for name in (*names, "seed.md"):
            put(tmp_path / name, "changed")
        assert watcher.next() == ["seed.md"]


def test_file_that_goes_is_told_and_not_imported(tmp_path):
    gone = put(tmp_path / "gone.md")
    with Watch(tmp_path) as watcher:
        gone.unlink()
        assert watcher.told.get(timeout=PATIENCE) == f"{gone}: gone; its article stays"
        put(tmp_path / "next.md")
        assert watcher.next() == ["next.md"]


def test_file_that_goes_imports_all_for_who_prunes(tmp_path):
    gone = put(tmp_path / "gone.md")
    with Watch(tmp_path, pruning=True) as watcher:
        gone.unlink()
        assert watcher.next() == ["."]


def test_file_that_another_takes_the_place_of_is_imported(tmp_path):
    put(tmp_path / "a.md")
    with Watch(tmp_path) as watcher:
        put(tmp_path / "a.md.new", "new").rename(tmp_path / "a.md")
        assert watcher.next() == ["a.md"]
        assert watcher.told.empty()


def test_folder_that_is_removed_and_made_anew_is_watched_again(tmp_path):
    home = tmp_path / "in"
    put(home / "a.md")
    with Watch(tmp_path, home) as watcher:
        shutil.rmtree(home)
        assert watcher.told.get(timeout=PATIENCE)
        put(home / "b.md")
        assert "in" in watcher.until("in")
        put(home / "c.md")
        watcher.until("in/c.md")


def test_link_to_a_folder_that_is_turned_to_another_is_followed(tmp_path):
    for number in "12":
        put(tmp_path / number / "a.md")
    link = tmp_path / "current"
    link.symlink_to(tmp_path / "1")
    with Watch(tmp_path, link) as watcher:
        link.unlink()
        link.symlink_to(tmp_path / "2")
        watcher.until("current")
        put(tmp_path / "2" / "new.md")
        watcher.until("current/new.md")


def test_folder_that_comes_later_is_imported_then(tmp_path):
    first = put(tmp_path / "first.md")
    with Watch(tmp_path, tmp_path / "later", first) as watcher:
        put(tmp_path / "later" / "a.md")
        watcher.until("later")


def test_file_that_was_given_by_name_is_imported_when_it_changes(tmp_path):
    file = put(tmp_path / "a.md")
    with Watch(tmp_path, file) as watcher:
        put(tmp_path / "a.md.new", "new").rename(file)
        assert watcher.next() == ["a.md"]


def test_links_are_left_to_the_import_of_the_whole_and_never_lead_out(tmp_path):
    home, outside = tmp_path / "in", tmp_path / "out"
    put(home / "sub" / "a.md")
    put(outside / "o.md")
    (home / "sub" / "loop").symlink_to(home)
    (home / "out").symlink_to(outside)
    with Watch(tmp_path, home) as watcher:
        put(outside / "secret.md")
        put(home / "b.md")
        assert watcher.next() == ["in/b.md"]
        (home / "link.md").symlink_to(home / "b.md")
        assert watcher.next() == ["in"]


def test_file_whose_name_cannot_be_told_does_not_end_the_watch(tmp_path):
    with Watch(tmp_path) as watcher:
        (tmp_path / os.fsdecode(b"\xff.md")).touch()
        assert watcher.next() == ["."]
        put(tmp_path / "after.md")
        watcher.until("after.md")


def test_import_that_fails_is_one_line_and_everything_is_tried_again(tmp_path, caplog, monkeypatch):
    monkeypatch.setattr(watching, "RETRY_SECONDS", SETTLE)
    with Watch(tmp_path, fails=2) as watcher:
        assert watcher.next() == ["."]
        assert watcher.next() == ["."]
        put(tmp_path / "a.md")
        assert watcher.next() == ["a.md"]
    lines = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert lines == ["import failed: no space left on device; everything is tried again in 0 s"] * 2


def test_everything_is_imported_now_and_then(tmp_path, monkeypatch):
    monkeypatch.setattr(watching, "EVERYTHING_SECONDS", 3 * SETTLE)
    with Watch(tmp_path) as watcher:
        assert watcher.next() == watcher.next() == ["."]


def test_machine_that_cannot_watch_polls(tmp_path, monkeypatch, caplog):
    real = watchfiles.watch

    def limited(*paths, force_polling, **options):
        if not force_polling:
            raise OSError("OS file watch limit reached.")
        return real(*paths, force_polling=True, **options | {"poll_delay_ms": 50})

    monkeypatch.setattr(watchfiles, "watch", limited)
    with Watch(tmp_path) as watcher:
        put(tmp_path / "a.md")
        watcher.until("a.md")
    assert "OS file watch limit reached.; watching again" in caplog.text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_the_watch_after_the_import_at_work(tmp_path, number, deadline):
    ended, began = [], time.monotonic()

    def take(paths):
        signal.raise_signal(number)
        ended.extend(paths)

    before = signal.signal(number, lambda *_: None)
    try:
        watch([tmp_path], take, deadline, SETTLE)
    finally:
        signal.signal(number, before)
    assert ended == [tmp_path]
    assert time.monotonic() - began < PATIENCE


def test_second_signal_interrupts(tmp_path):
    def take(paths):
        for _ in range(2):
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        watch([tmp_path], take, settle_seconds=SETTLE)


def test_watch_stops_promptly(tmp_path):
    with Watch(tmp_path) as watcher:
        began = time.monotonic()
        watcher.stop.set()
        watcher.thread.join(PATIENCE)
        assert time.monotonic() - began < 1


def test_path_is_told_as_it_was_given(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    put(tmp_path / "in" / "a.md")
    root = watched.Root.of(Path("in"))
    assert list(map(str, root.meaning(str(tmp_path / "in" / "a.md")))) == ["in/a.md"]
