"""Run the self-test of loaded lists on the index that answers now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crible.errors import ListHeldBack, ListsUnavailable
from crible.usecases import lists_guard as guard
from crible.usecases.lists_selftest import SelfTest, self_test

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crible.model import ListVersion
    from crible.usecases.services import Services


@dataclass(frozen=True, slots=True)
class Checked:
    """What the self-test of one loaded list found.

    ``problem`` says why it would be held back today; empty when it would not.
    """

    version: ListVersion
    selftest: SelfTest
    problem: str


def check(
    services: Services,
    keys: Sequence[str] = (),
    *,
    thorough: bool = False,
    progress: Callable[[str, int], None] = lambda _what, _count: None,
) -> tuple[Checked, ...]:
    """Look every name of the loaded lists up in the present index.

    Args:
        services: the collaborators.
        keys: lists to check; all that are loaded when empty.
        thorough: look each name up in full; slow.
        progress: called with what is being counted, and how far.

    Raises:
        ListsUnavailable: no list is loaded, or one that is named is not.
    """
    loaded = services.live.refresh()
    rows = {row.info.key: row for row in services.store.list_rows()}
    versions = dict(loaded.snapshot.versions)
    if missing := sorted(set(keys) - versions.keys()):
        raise ListsUnavailable(f"Not loaded or disabled: {', '.join(missing)}.")
    found = []
    for key in keys or versions:
        result = self_test(
            loaded.screener,
            services.store.entries(key, versions[key]),
            thorough=thorough,
            workers=services.live.build_workers,
            progress=lambda count, key=key: progress(  # type: ignore[misc]
                f"names of {key} tried", count
            ),
        )
        problem = ""
        try:
            guard.hold_back_misses(rows[key].info, result)
        except ListHeldBack as error:
            problem = error.message
        version = rows[key].version
        if version is not None:
            found.append(Checked(version, result, problem))
    return tuple(found)


def checked_json(checked: Checked) -> dict[str, Any]:
    """One checked list as ``crible lists check --format json`` prints it."""
    found = checked.selftest
    given = [miss for miss in found.misses if miss.form == "given"]
    return {
        "key": checked.version.key,
        "version": checked.version.version,
        "entries": found.entries,
        "names": found.names,
        "forms": found.forms,
        "missed": len(given),
        "missed_ascii": len(found.misses) - len(given),
        "complete": found.complete,
        "status": "failed" if checked.problem else "good",
        "problem": checked.problem or None,
        "misses": [
            {
                "entry": miss.entry_id,
                "name": miss.number,
                "form": miss.form,
                "why": miss.why,
            }
            for miss in found.misses
        ],
    }
