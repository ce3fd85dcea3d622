"""/v1/batches: files come in as a stream, are worked on, and go out again."""

from __future__ import annotations

import io

import pytest

from crible.jobs import runner
from crible.usecases import keys
from crible.web.app import create_app

FILE = "name,country\nIEMZ Kupol,ru\nZzyzx Qwertz,fr\n"


@pytest.fixture(scope="module")
def own(compose):
    """Services of this module alone, as its tests look at all jobs."""
    return compose(max_upload_bytes="20000")


@pytest.fixture
def client(own):
    """A client of an application over them."""
    return create_app(*own).test_client()


@pytest.fixture
def upload(client):
    """Return a function that uploads a text as a file."""

    def upload(text=FILE, name="customers.csv", headers=None, **fields):
        data = text if isinstance(text, bytes) else text.encode()
        return client.post(
            "/v1/batches",
            data={"file": (io.BytesIO(data), name), **fields},
            headers=headers,
        )

    return upload


@pytest.fixture
def work(own):
    """Return a function that works on everything that is queued."""
    services, settings = own

    def work():
        while runner.take(services, settings.uploads, "w1"):
            pass

    return work


def test_a_file_goes_in_and_its_results_come_out(client, upload, work):
    """From the upload over its progress to the results, by one address."""
    answer = upload(lists=["press"], threshold="0.8")
    assert answer.status_code == 202
    assert answer.json["state"] == "queued"
    url = answer.headers["Location"]
    assert client.get(f"{url}/results").status_code == 409
    work()
    done = client.get(url).json
    assert (done["state"], done["progress"]["share"]) == (
        "done",
        done["progress"]["share"],
    )
    assert done["counts"] == {"match": 1, "review": 0, "clear": 1, "error": 0}
    results = client.get(f"{url}/results")
    assert results.mimetype == "text/csv"
    assert "press:iemz-kupol" in results.text
    assert results.headers["Content-Disposition"].startswith("attachment")
    results.close()


def test_a_queued_file_is_cancelled(client, upload, own):
    """It is not worked on, and its file is removed."""
    url = upload().headers["Location"]
    assert client.post(f"{url}/cancel").json["state"] == "cancelled"
    assert client.get(url).json["state"] == "cancelled"
    assert not list(own[1].uploads.glob(f"{url.rpartition('/')[2]}/*"))
    assert client.post(f"{url}/cancel").status_code == 200


@pytest.mark.parametrize(
    ("text", "name", "fields", "status"),
    [
        ("", "a.csv", {}, 422),
        (FILE, "a.exe", {}, 422),
        (FILE, "", {}, 422),
        (FILE, "a\x01.csv", {}, 422),
        (FILE, "x" * 300 + ".csv", {}, 422),
        (FILE, "a.csv", {"lists": "nowhere"}, 422),
        (FILE, "a.csv", {"lists": "NOT A KEY"}, 422),
        (FILE, "a.csv", {"lists": "un-sc"}, 503),
        (FILE, "a.csv", {"threshold": "2"}, 422),
        (FILE, "a.csv", {"threshold": "high"}, 422),
        (FILE, "a.csv", {"threshold": ["0.5", "0.6"]}, 422),
        (FILE, "a.csv", {"colour": "red"}, 422),
        (FILE, "a.csv", {"columns": "Company"}, 422),
        (FILE, "a.csv", {"delimiter": ";;"}, 422),
        ("x" * 30_000, "a.csv", {}, 413),
        (FILE, "a.csv", {"encoding": "x" * 70_000}, 413),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_cannot_be_taken_is_refused_and_leaves_nothing(
    own, upload, is_problem, text, name, fields, status
):
    """A refused upload is no job and no file."""
    folder = own[1].uploads
    before = len(own[0].store.jobs.newest(limit=1000))
    there = set(folder.glob("*"))
    is_problem(upload(text, name, **fields), status)
    assert len(own[0].store.jobs.newest(limit=1000)) == before
    assert set(folder.glob("*")) == there


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        (b"name\na\n", "text/csv", 415),
        (b"{}", "application/json", 415),
        (b"", "multipart/form-data", 422),
        (b"nothing", "multipart/form-data; boundary=b", 400),
        (b"--b\r\n", "multipart/form-data; boundary=b", 400),
        (b"--b--\r\n", "multipart/form-data; boundary=b", 422),
    ],
)
def test_a_body_that_is_no_form_is_refused(client, is_problem, data, kind, status):
    """Another type of content, or a form that is cut off, is refused."""
    is_problem(client.post("/v1/batches", data=data, content_type=kind), status)


def test_a_second_file_is_refused(client, is_problem):
    """One upload is one file."""
    files = {
        "file": (io.BytesIO(b"name\na\n"), "a.csv"),
        "more": (io.BytesIO(b"name\nb\n"), "b.csv"),
    }
    is_problem(client.post("/v1/batches", data=files), 422)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/customers.csv", "customers.csv"),
        ("客户.CSV", "客户.CSV"),
    ],
)
def test_only_the_name_of_a_file_is_kept(upload, name, kept):
    """A path that came with it is no path here."""
    answer = upload(name=name)
    assert answer.status_code == 202
    assert answer.json["file"] == kept


def test_uploads_are_listed_in_pages(client, upload):
    """The newest first, page by page, each once."""
    made = [upload().json["id"] for _ in range(3)]
    first = client.get("/v1/batches?limit=2").json
    assert [job["id"] for job in first["batches"]] == made[:0:-1]
    second = client.get(f"/v1/batches?limit=2&cursor={first['next']}").json
    assert second["batches"][0]["id"] == made[0]


@pytest.mark.parametrize(
    "url", ["/v1/batches/nothing", "/v1/batches/nothing/results", "/v1/batches/a%00b"]
)
def test_an_unknown_upload_is_not_found(client, is_problem, url):
    """Whoever asks for what is not there gets a problem document."""
    is_problem(client.get(url), 404)


def test_an_upload_is_its_callers_own(compose, is_problem):
    """Another key with the same scope does not find it; a reader does."""
    services, settings = compose()
    client = create_app(services, settings).test_client()
    headers = {}
    for name, scope in (("a", "screen"), ("b", "screen"), ("c", "read")):
        _, secret = keys.create(services, name, [scope], actor="ada")
        headers[name] = {"Authorization": f"Bearer {secret}"}
    answer = client.post(
        "/v1/batches",
        data={"file": (io.BytesIO(FILE.encode()), "a.csv")},
        headers=headers["a"],
    )
    url = answer.headers["Location"]
    assert client.get(url, headers=headers["a"]).status_code == 200
    assert client.get(url, headers=headers["c"]).status_code == 200
    is_problem(client.get(url, headers=headers["b"]), 404)
    is_problem(client.post(f"{url}/cancel", headers=headers["b"]), 404)
    assert client.get("/v1/batches", headers=headers["b"]).json["batches"] == []


def test_the_queue_is_a_figure(client, upload):
    """Jobs by state stand among the metrics."""
    upload()
    text = client.get("/metrics").text
    assert 'crible_jobs{state="queued"}' in text
    assert "crible_webhook_messages_waiting 0.0" in text
