"""``crible keys`` and ``crible users``."""

from __future__ import annotations

import json

import pytest

from crible import bootstrap, settings
from crible.usecases import users

PASSWORD = "correct horse battery"  # noqa: S105 - of a user of the tests


def _listed(crible, noun="keys"):
    return json.loads(crible(noun, "list", "--format", "json").stdout)


def test_a_key_is_shown_once_on_standard_output(crible):
    """The secret alone is data; the list never has it."""
    done = crible("keys", "add", "desk", "--scope", "screen", "--scope", "read")
    secret = done.stdout.strip()
    assert done.exit_code == 0
    assert secret.startswith("crible_")
    assert secret not in done.stderr
    listed = crible("keys", "list", "--format", "json").stdout
    assert secret not in listed
    (row,) = json.loads(listed)
    assert row["name"] == "desk"
    assert row["scopes"] == ["screen", "read"]
    assert row["state"] == "good"
    assert secret.startswith(row["prefix"])


@pytest.mark.parametrize("form", ["table", "csv"])
def test_keys_are_listed_in_every_form(crible, form):
    """Table and CSV name them, too."""
    crible("keys", "add", "desk", "--scope", "screen", "--days", "3", "--rate", "60")
    done = crible("keys", "list", "--format", form)
    assert "desk" in done.stdout
    assert "60" in done.stdout


def test_a_key_is_replaced(crible):
    """The old one is over at once, unless told otherwise."""
    old = crible("keys", "add", "desk", "--scope", "screen").stdout.strip()
    new = crible("keys", "rotate", "desk").stdout.strip()
    assert old != new
    assert [row["state"] for row in _listed(crible)] == ["good", "revoked"]
    crible("keys", "rotate", "desk", "--overlap-hours", "1")
    states = [row["state"] for row in _listed(crible)]
    assert states == ["good", "good", "revoked"]


def test_a_key_is_revoked(crible):
    """By its name or its first characters; a second time changes nothing."""
    crible("keys", "add", "desk", "--scope", "screen")
    (row,) = _listed(crible)
    assert row["prefix"] in crible("keys", "revoke", row["prefix"]).stderr
    assert "already" in crible("keys", "revoke", "desk").stderr
    assert _listed(crible)[0]["state"] == "revoked"


@pytest.mark.parametrize(
    "arguments",
    [
        ("keys", "add", "desk"),
        ("keys", "add", "desk", "--scope", "fly"),
        ("keys", "add", "", "--scope", "screen"),
        ("keys", "revoke", "nobody"),
        ("keys", "rotate", "nobody"),
        ("users", "add", "ada", "--role", "queen"),
        ("users", "disable", "nobody"),
    ],
    ids=" ".join,
)
def test_a_wrong_call_ends_with_two(process, arguments):
    """Unknown scopes, names and keys are mistakes of the caller."""
    assert process(*arguments, stdin=b"x" * 20).returncode == 2


def test_a_person_signs_in_with_the_password_that_was_given(crible, data_folder):
    """Added, changed, disabled; the password comes from standard input."""
    assert (
        crible("users", "add", "ada", "--role", "analyst", stdin=PASSWORD).exit_code
        == 0
    )
    services = bootstrap.start(settings.load({"CRIBLE_DATA_DIR": str(data_folder)}))
    try:
        caller, _ = users.sign_in(services, "ada", PASSWORD)
        assert caller.scopes == {"read", "screen"}
        crible("users", "role", "ada", "reviewer")
        crible("users", "password", "ada", stdin="another long password\n")
        caller, _ = users.sign_in(services, "ada", "another long password")
        assert caller.may("review")
    finally:
        services.store.close()
    crible("users", "disable", "ada")
    (row,) = _listed(crible, "users")
    assert (row["name"], row["role"], row["state"]) == ("ada", "reviewer", "disabled")


@pytest.mark.parametrize("password", [b"", b"short\n"])
def test_a_password_that_is_none_is_refused(process, password):
    """Nothing is stored."""
    done = process("users", "add", "ada", "--role", "viewer", stdin=password)
    assert done.returncode == 2
    assert json.loads(process("users", "list", "--format", "json").stdout) == []
