"""``/healthz`` and ``/readyz``."""

from __future__ import annotations

import pytest

from crible._version import __version__
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
