"""``/healthz`` and ``/readyz``."""

from __future__ import annotations

import pytest

from crible._version import __version__
from crible.usecases.lists_switch import switch
from crible.web.app import create_app


def test_the_process_lives_without_any_list(compose):
    """Health says nothing of lists."""
    client = create_app(*compose(lists=False)).test_client()
    assert client.get("/healthz").json == {"status": "ok", "version": __version__}


def test_ready_with_good_lists(client):
    """With good lists the service is ready and tells each state."""
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json["status"] == "ready"
    assert answer.json["lists"]["press"] == "good"


@pytest.mark.parametrize(
    ("state", "detail"),
    [({"lists": False}, "No list is loaded"), ({"failed": True}, "press")],
    ids=["no list", "a failed list"],
)
def test_not_ready_when_a_screening_would_look_at_less(
    compose, is_problem, state, detail
):
    """Without a list, or with a failed one, the service is not ready and says why."""
    client = create_app(*compose(**state)).test_client()
    document = is_problem(client.get("/readyz"), 503)
    assert detail in document["detail"]
    assert "press" in document["lists"] or not state.get("failed")


def test_a_disabled_list_is_told_and_does_not_count(compose):
    """With one list disabled the service is ready, and says so; with all it is not."""
    services, found = compose()
    client = create_app(services, found).test_client()
    for key, status in (("press", 200), ("ofac-sdn", 503)):
        switch(services, key, enabled=False, actor="ann", reason="a test")
        answer = client.get("/readyz")
        assert answer.status_code == status
        assert answer.json["lists"][key] == "disabled"
    assert "Every loaded list is disabled" in answer.json["detail"]
    shown = {item["key"]: item for item in client.get("/v1/lists").json["lists"]}
    assert shown["press"]["status"] == "disabled"
    assert shown["press"]["disabled"]["reason"] == "a test"
    figures = client.get("/metrics").text
    assert 'crible_list_state{list="press",state="disabled"} 1.0' in figures
    assert "crible_ready 0.0" in figures
