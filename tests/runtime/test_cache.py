from __future__ import annotations

import random
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from service.errors import CacheFileError
from service.ports import Cache, CacheKind
from service.runtime.cache import ENTRY_BYTES, SealedCache
from service.runtime.cache_file import CacheFile
from service.runtime.entry_store import StoreUse
from service.runtime.sealing import CHECK_BYTES
from tests.doubles import ManualTime

KIND = CacheKind.EMBEDDING
ONE_ENTRY = ENTRY_BYTES + CHECK_BYTES + 4
"""Of a value of four bytes."""


def test_what_was_kept_is_recalled_by_its_kind_and_content() -> None:
    cache: Cache = SealedCache(max_bytes=10_000)
    cache.keep(KIND, [(b"a", b"one"), (b"b", b"")])
    assert cache.recall(KIND, [b"b", b"c", b"a", b"a"]) == [b"", None, b"one", b"one"]
    assert cache.recall(CacheKind.SAME_FACT, [b"a"]) == [None]
    assert cache.recall(KIND, []) == []


def test_entries_used_longest_ago_make_room() -> None:
    cache = SealedCache(max_bytes=2 * ONE_ENTRY)
    cache.keep(KIND, [(b"a", b"1234"), (b"b", b"1234")])
    cache.recall(KIND, [b"a"])
    cache.keep(KIND, [(b"c", b"1234")])
    assert cache.recall(KIND, [b"a", b"b", b"c"]) == [b"1234", None, b"1234"]
    assert cache.describe_use().held_bytes == 2 * ONE_ENTRY


def test_an_entry_larger_than_the_cache_puts_nothing_out() -> None:
    cache = SealedCache(max_bytes=2 * ONE_ENTRY)
    cache.keep(KIND, [(b"a", b"1234")])
    cache.keep(KIND, [(b"large", bytes(2 * ONE_ENTRY))])
    assert cache.recall(KIND, [b"a", b"large"]) == [b"1234", None]


def test_keeping_a_content_again_takes_no_more_room() -> None:
    cache = SealedCache(max_bytes=10 * ONE_ENTRY)
    for _ in range(3):
        cache.keep(KIND, [(b"a", b"1234")])
    use = cache.describe_use()
    assert (use.entries, use.held_bytes) == (1, ONE_ENTRY)


def test_hits_and_misses_are_counted_by_kind() -> None:
    cache = SealedCache(max_bytes=10_000)
    cache.keep(KIND, [(b"a", b"1")])
    cache.recall(KIND, [b"a", b"b", b"c"])
    use = cache.describe_use()
    assert (use.hits, use.misses) == ({KIND: 1}, {KIND: 2})
    assert (sum(use.store_hits.values()), use.damaged, use.store) == (0, 0, None)


def test_threads_never_hold_more_than_the_bound_and_recall_what_was_kept() -> None:
    cache = SealedCache(max_bytes=20 * ONE_ENTRY)
    wrong: list[object] = []

    def work(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(300):
            number = chance.randrange(40)
            content = value = number.to_bytes(4)
            cache.keep(KIND, [(content, value)])
            if cache.recall(KIND, [content]) not in ([value], [None]):
                wrong.append(number)
            if cache.describe_use().held_bytes > 20 * ONE_ENTRY:
                wrong.append("too much")

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert cache.describe_use().held_bytes == 20 * ONE_ENTRY


def test_a_file_is_read_by_the_next_process(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    file = CacheFile(path, max_bytes=10_000)
    SealedCache(max_bytes=10_000, store=file, world="one").keep(KIND, [(b"a", b"1")])
    file.close()
    cache = SealedCache(max_bytes=10_000, store=CacheFile(path, max_bytes=10_000), world="one")
    assert cache.recall(KIND, [b"a", b"b"]) == [b"1", None]
    assert cache.recall(KIND, [b"a"]) == [b"1"]
    use = cache.describe_use()
    assert (use.hits[KIND], use.store_hits, use.store_misses) == (2, {KIND: 1}, {KIND: 1})
    assert use.store == StoreUse(place="file", works=True, failures=0)
    elsewhere = SealedCache(max_bytes=10_000, store=CacheFile(path, max_bytes=10_000), world="another")
    assert elsewhere.recall(KIND, [b"a"]) == [None]


def test_stories_stay_in_their_process(tmp_path: Path) -> None:
    file = CacheFile(tmp_path / "cache.sqlite", max_bytes=10_000)
    SealedCache(max_bytes=10_000, store=file).keep(CacheKind.STORY, [(b"a", b"1")])
    assert SealedCache(max_bytes=10_000, store=file).recall(CacheKind.STORY, [b"a"]) == [None]


def test_damaged_entries_of_a_file_are_dropped_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    SealedCache(max_bytes=10_000, store=CacheFile(path, max_bytes=10_000)).keep(KIND, [(b"a", b"1"), (b"b", b"2")])
    file = CacheFile(path, max_bytes=10_000)
    (name,) = file._connection.execute("SELECT name FROM entries ORDER BY name").fetchone()
    file._connection.execute("UPDATE entries SET value = x'00' WHERE name = ?", (name,))
    cache = SealedCache(max_bytes=10_000, store=file)
    assert cache.recall(KIND, [b"a", b"b"]) in ([b"1", None], [None, b"2"])
    assert cache.describe_use().damaged == 1
    assert file._connection.execute("SELECT COUNT(*) FROM entries").fetchone() == (1,)


def test_a_file_holds_no_more_than_its_bound_and_keeps_what_was_used_last(tmp_path: Path) -> None:
    file = CacheFile(tmp_path / "cache.sqlite", max_bytes=10)
    for name in (b"a", b"b", b"c"):
        file.write({name: b"1234"})
    assert file.read([b"a", b"b", b"c"]) == dict.fromkeys((b"b", b"c"), b"1234")
    file.read([b"b"])
    file.write({b"d": b"1234"})
    assert file.read([b"b", b"c", b"d"]) == dict.fromkeys((b"b", b"d"), b"1234")


def test_more_names_than_a_statement_takes_are_read(tmp_path: Path) -> None:
    file = CacheFile(tmp_path / "cache.sqlite", max_bytes=100_000)
    values = {number.to_bytes(2): b"1" for number in range(1_200)}
    file.write(values)
    assert file.read(list(values)) == values


def test_a_file_that_fails_is_given_up_and_logged_and_nothing_is_found(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    now = ManualTime()
    file = CacheFile(tmp_path / "cache.sqlite", max_bytes=10_000, now=now)
    file._connection.execute("DROP TABLE entries")
    cache = SealedCache(max_bytes=10_000, store=file)
    assert cache.recall(KIND, [b"a"]) == [None]
    assert file.failed
    assert cache.describe_use().store == StoreUse(place="file", works=False, failures=1)
    assert "is not used for 60 s: no such table" in caplog.text
    cache.keep(KIND, [(b"a", b"1")])
    assert cache.recall(KIND, [b"a"]) == [b"1"]
    assert len(caplog.records) == 1
    now.advance(59)
    assert file.read([b"a"]) is None
    now.advance(1)
    assert file.read([b"a"]) == {}
    assert cache.describe_use().store == StoreUse(place="file", works=True, failures=1)


def test_a_file_that_was_closed_is_not_opened_again(tmp_path: Path) -> None:
    file = CacheFile(tmp_path / "cache.sqlite", max_bytes=10_000)
    file.close()
    assert file.read([b"a"]) is None
    assert not file.failed


def test_what_was_used_last_stays_whatever_the_clock_of_the_machine_says(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    file = CacheFile(path, max_bytes=10)
    file.write({b"a": b"1234", b"b": b"1234"})
    with closing(sqlite3.connect(path)) as connection, connection:
        # As kept before the clock was put back by far, or by a version that went by the time of day.
        connection.execute("UPDATE entries SET used = ?", (time.time_ns() + 10**15,))
    file.write({b"c": b"1234"})
    assert file.read([b"c"]) == {b"c": b"1234"}


@pytest.mark.parametrize("content", [b"not a database, but a text that somebody wrote. " * 40, None])
def test_what_is_no_cache_file_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "other"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(CacheFileError, match=r"CHORUS_CACHE_FILE names .*other"):
        CacheFile(path, max_bytes=10)


def test_a_database_of_something_else_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE people (name TEXT)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(CacheFileError, match="something else"):
        CacheFile(path, max_bytes=10)
    assert path.read_bytes() == before


def test_a_full_disk_costs_the_file_and_no_answer(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = CacheFile(tmp_path / "cache.sqlite", max_bytes=10_000_000)
    (pages,) = file._connection.execute("PRAGMA page_count").fetchone()
    file._connection.execute(f"PRAGMA max_page_count = {pages}")
    cache = SealedCache(max_bytes=10_000_000, store=file)
    cache.keep(KIND, [(b"a", b"1" * 100_000)])
    assert file.failed
    assert "is not used for 60 s: database or disk is full" in caplog.text
    assert cache.recall(KIND, [b"a"]) == [b"1" * 100_000]
