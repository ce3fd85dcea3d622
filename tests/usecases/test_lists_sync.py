"""Bringing lists up to date from a publisher that plays every trick."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest
from tests.servers import running

from crible import bootstrap, settings
from crible.errors import (
    DownloadFailed,
    Interrupted,
    ListHeldBack,
    ListRefused,
    TooLarge,
    UsageError,
)
from crible.importers.downloads import Limits
from crible.importers.fetch import Fetcher
from crible.model import ListInfo
from crible.usecases import lists
from crible.usecases.lists_import import import_list
from crible.usecases.lists_sync import Sync, chosen, sync_list, syncable

HEADER = "-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- "


def _primary(count, prefix="PLANT OF VOSTOK"):
    return "".join(
        f'{number},"{prefix} {number}",-0- ,"RUSSIA-EO14024",{",".join(["-0- "] * 8)}\n'
        for number in range(1, count + 1)
    ).encode()


def _alternates(count):
    return "".join(
        f'{number},{number},"aka","ZAVOD NUMBER {number}",-0- \n'
        for number in range(1, count + 1)
    ).encode()


class Publisher:
    """Serves files with marks, as many times as it is asked."""

    def __init__(self, server):
        self.server = server
        self.files = {}
        self.statuses = []

    def put(self, path, body):
        """Publish a file."""
        self.files[path] = body
        self.server.answers[path] = self._answer

    def _answer(self, it):
        body = self.files[it.path]
        mark = f'"{hash(body)}"'
        if it.headers.get("If-None-Match") == mark:
            self.statuses.append(304)
            it.send_response(304)
            it.end_headers()
        else:
            self.statuses.append(200)
            it.answer(body=body, ETag=mark)

    def asked(self):
        """Statuses since the last call."""
        found, self.statuses = self.statuses, []
        return sorted(found)


@pytest.fixture
def publisher():
    """A publisher of two files of a list in OFAC's format."""
    with running() as server:
        publisher = Publisher(server)
        publisher.put("/x/sdn.csv", _primary(12))
        publisher.put("/x/alt.csv", _alternates(12))
        yield publisher


@pytest.fixture
def info(publisher):
    """The list that is published."""
    urls = tuple(publisher.server.url(f"/x/{name}") for name in ("sdn.csv", "alt.csv"))
    return ListInfo("demo", "T", "P", urls=urls, format="ofac-csv", fresh_days=2)


@pytest.fixture
def sync(world, info, tmp_path):
    """A function that brings the list up to date."""

    def sync(*, info=info, **more):
        fetcher = Fetcher(limits=Limits(read_seconds=5), sleep=lambda _: None)
        run = Sync(fetcher, tmp_path / "downloads", **more)
        return sync_list(world, info.key, run, info=info)

    return sync


def _report(world):
    return next(item for item in lists.show(world) if item.info.key == "demo")


def _kept(tmp_path):
    folder = tmp_path / "downloads"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_first_time(world, sync, publisher, tmp_path):
    """All files of a list are downloaded, become one version, and are kept."""
    done = sync()
    assert (done.ending, done.version.entries, done.version.names) == ("new", 12, 24)
    assert done.version.source == "127.0.0.1: sdn.csv, alt.csv"
    assert _kept(tmp_path) == ["demo", "demo/alt.csv", "demo/sdn.csv"]
    assert world.live.current().screener.screen("Zavod Number 7")


def test_nothing_newer_confirms(world, sync, publisher, clock):
    """Asked again, the publisher says so in a few bytes, and the list is young again."""
    sync()
    publisher.asked()
    clock.move(days=3)
    assert _report(world).state == "stale"
    done = sync()
    assert (done.ending, done.imported) == ("not modified", None)
    assert publisher.asked() == [304, 304]
    assert (_report(world).state, _report(world).age.days) == ("good", 0)


def test_one_file_is_newer(world, sync, publisher):
    """Kept files stand in for those that are not newer."""
    sync()
    publisher.asked()
    publisher.put("/x/alt.csv", _alternates(11))
    done = sync()
    assert publisher.asked() == [200, 304]
    assert (done.ending, done.version.names) == ("new", 23)


def test_other_bytes_with_the_same_content(world, sync, publisher):
    """New bytes that say the same confirm the version."""
    first = sync().version
    publisher.put("/x/sdn.csv", _primary(12).replace(b"\n", b"\r\n"))
    done = sync()
    assert (done.ending, done.version) == ("unchanged", first)


def test_file_that_cannot_be_had(world, sync, publisher, tmp_path):
    """When one file fails, nothing of the list changes, and it is marked."""
    first = sync().version
    publisher.put("/x/sdn.csv", _primary(14))
    publisher.server.answers["/x/alt.csv"] = lambda it: it.answer(404)
    with pytest.raises(DownloadFailed, match="404"):
        sync()
    report = _report(world)
    assert (report.state, report.version) == ("failed", first)
    assert "alt.csv" in report.failed_reason
    assert _kept(tmp_path) == ["demo", "demo/alt.csv", "demo/sdn.csv"]
    assert (tmp_path / "downloads/demo/sdn.csv").read_bytes() == _primary(12)


@pytest.mark.parametrize(
    "body",
    [b"<html>Maintenance</html>", b"a,b,c\n1,2,3\n", b"\x89PNG\r\n\x1a\n\0\0", b"{}"],
    ids=["page", "other table", "image", "json"],
)
def test_wrong_content(world, sync, publisher, body):
    """What is not that list is refused, and the last good version answers on."""
    first = sync().version
    publisher.put("/x/sdn.csv", body)
    with pytest.raises(ListRefused):
        sync()
    assert (_report(world).state, _report(world).version) == ("failed", first)
    publisher.put("/x/sdn.csv", _primary(12))
    assert sync().ending == "not modified"
    assert _report(world).state == "good"


def test_what_was_held_back_is_not_confirmed(world, sync, publisher):
    """A version that a guard held back is downloaded and refused again, not trusted."""
    sync()
    publisher.put("/x/sdn.csv", _primary(4))
    for _ in range(2):
        publisher.asked()
        with pytest.raises(ListHeldBack):
            sync()
        assert publisher.asked() == [200, 304]
        assert _report(world).state == "failed"
    done = sync(accept_shrink="ann")
    assert (done.version.entries, done.ending) == (4, "new")
    assert done.imported.accepted.startswith("ann accepted")


def test_kept_files_are_read_again_after_another_import(world, sync, info, tmp_path):
    """Hearing of nothing newer does not confirm a version that came from elsewhere."""
    first = sync().version
    other = tmp_path / "sdn.csv"
    other.write_bytes(_primary(11))
    import_list(world, "demo", [other], info=info, accept_shrink="ann")
    done = sync(accept_shrink="ann")
    assert (done.ending, done.version.sha256) == ("new", first.sha256)
    assert done.version.number == 3


def test_damaged_kept_file_is_downloaded_again(sync, publisher, tmp_path):
    """A kept file whose bytes changed does not count as there."""
    sync()
    publisher.asked()
    (tmp_path / "downloads/demo/alt.csv").write_bytes(b"x" * len(_alternates(12)))
    assert sync().ending == "unchanged"
    assert publisher.asked() == [200, 304]
    assert (tmp_path / "downloads/demo/alt.csv").read_bytes() == _alternates(12)


def test_folder_as_mirror(sync, tmp_path):
    """Without a network the files come from a folder, packed or in capitals."""
    import gzip

    folder = tmp_path / "usb" / "demo"
    folder.mkdir(parents=True)
    (folder / "SDN.CSV.gz").write_bytes(gzip.compress(_primary(12)))
    with pytest.raises(DownloadFailed, match=r"lacks alt\.csv"):
        sync(mirror=str(folder.parent))
    (folder / "Alt.csv").write_bytes(_alternates(12))
    done = sync(mirror=str(folder.parent))
    assert (done.ending, done.version.names) == ("new", 24)
    assert sync(mirror=str(folder)).ending == "unchanged"
    with pytest.raises(DownloadFailed, match="no such folder"):
        sync(mirror=str(tmp_path / "absent"))


def test_downloads_are_a_mirror(world, sync, publisher, tmp_path):
    """The folder of downloads, served or copied, is a mirror for another machine."""
    first = sync().version
    for name in ("sdn.csv", "alt.csv"):
        body = (tmp_path / "downloads/demo" / name).read_bytes()
        publisher.put(f"/mirror/demo/{name}", body)
    done = sync(mirror=publisher.server.url("/mirror/"))
    assert (done.ending, done.version) == ("unchanged", first)
    assert sync(mirror=publisher.server.url("/mirror")).ending == "not modified"
    assert sync(mirror=str(tmp_path / "downloads")).ending == "unchanged"


def test_names_of_kept_files(sync, publisher, info, tmp_path):
    """Addresses that end alike, or strangely, get names of their own."""
    from dataclasses import replace

    publisher.put("/a/list?token=1", _primary(12))
    publisher.put("/b/list", _alternates(12))
    urls = tuple(publisher.server.url(path) for path in ("/a/list?token=1", "/b/list"))
    assert sync(info=replace(info, urls=urls)).version.names == 24
    assert _kept(tmp_path) == ["demo", "demo/2-list", "demo/list"]


def test_list_without_an_address(sync, info):
    """A list that is published nowhere says how it is loaded."""
    from dataclasses import replace

    with pytest.raises(UsageError, match="crible lists import demo"):
        sync(info=replace(info, urls=()))


def test_lists_that_nobody_asked_for(world, load):
    """Without a name only lists are renewed that were loaded before."""
    with pytest.raises(UsageError, match="--all"):
        chosen(world, [])
    load("press", {"a": ["Plant Vostok"]})
    assert chosen(world, []) == ("press",)
    assert chosen(world, ["un-sc", "un-sc"]) == ("un-sc",)
    everything = chosen(world, [], every=True)
    assert everything == syncable()
    assert {"press", "ofac-sdn"} <= set(everything)
    with pytest.raises(UsageError):
        chosen(world, ["un-sc", "nowhere"])


def test_two_runs_at_once(world, sync, publisher, info):
    """Two runs of one list make one version, and neither marks the list as failed."""
    together = threading.Barrier(2)
    serve = publisher.server.answers["/x/alt.csv"]

    def answer(it):
        together.wait(10)
        serve(it)

    publisher.server.answers["/x/alt.csv"] = answer
    with ThreadPoolExecutor(2) as pool:
        done = [each.result() for each in [pool.submit(sync), pool.submit(sync)]]
    assert sorted(item.ending for item in done) == ["new", "unchanged"]
    assert len(world.store.versions("demo")) == 1
    assert _report(world).state == "good"
    publisher.server.answers["/x/alt.csv"] = serve
    assert sync().ending == "not modified"


def test_overtaken_run_marks_nothing_as_failed(world, sync, publisher, info, tmp_path):
    """Who is overtaken by another version is told so; the list stays good."""
    other = tmp_path / "sdn.csv"
    other.write_bytes(_primary(11))
    import_list(world, "demo", [other], info=info)
    publish = world.store.publish

    def late(*arguments, **more):
        world.store.publish = publish
        other.write_bytes(_primary(10))
        import_list(world, "demo", [other], info=info)
        return publish(*arguments, **more)

    world.store.publish = late
    with pytest.raises(ListRefused, match="in the meantime"):
        sync()
    assert (_report(world).state, _report(world).version.entries) == ("good", 10)


def test_leavings_of_killed_runs_are_removed(sync, tmp_path):
    """An unfinished download of yesterday goes, one of today stays."""
    old, new = (tmp_path / "downloads" / f".demo-{name}" for name in ("old", "new"))
    for path in (old, new):
        path.mkdir(parents=True)
        (path / "sdn.csv").write_bytes(b"half")
    os.utime(old, (0, 0))
    sync()
    assert (old.exists(), new.exists()) == (False, True)


def test_settings_reach_the_downloads(publisher, tmp_path):
    """The proxy and the cap that are set hold for what a command downloads."""
    address = "http://lists.invalid/sdn.csv"
    publisher.server.answers[address] = lambda it: it.answer(body=_primary(12))
    for cap, error in (("1000000", None), ("100", TooLarge)):
        found = settings.load(
            {
                "CRIBLE_DATA_DIR": str(tmp_path),
                "CRIBLE_PROXY": publisher.server.url(""),
                "CRIBLE_MAX_DOWNLOAD_BYTES": cap,
            }
        )
        fetcher = bootstrap.fetcher(found, allow_http=True)
        with pytest.raises(error) if error else nullcontext():
            assert fetcher.fetch(address, tmp_path / "sdn.csv").bytes
    assert [path for path, _ in publisher.server.asked] == [address] * 2


def test_sync_whose_turn_ran_out_ends_and_blames_nobody(world, sync, publisher):
    """Who counts along may stop a sync; the list is not marked as failed for that."""
    sync()
    publisher.put("/x/alt.csv", _alternates(11))

    def stop(_what, _count):
        raise Interrupted("The turn ran out.")

    with pytest.raises(Interrupted):
        sync(progress=stop)
    assert _report(world).state == "good"
