"""Which lists a door's address and parameters mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crible.errors import UnknownThing, UsageError
from crible.usecases import lists

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crible.usecases.services import Services

EVERYTHING = "default"
"""The name under which all loaded lists together are asked for."""


def keys(
    services: Services,
    dataset: str,
    *,
    only: Sequence[str] = (),
    without: Sequence[str] = (),
) -> tuple[str, ...]:
    """The lists to look at; empty means all that are loaded.

    Args:
        services: the collaborators.
        dataset: a list's key, or ``default``.
        only: keys to narrow it to.
        without: keys to leave out.

    Raises:
        UnknownThing: the dataset is no list.
        UsageError: a key is no list, or no list is left.
    """
    if dataset == EVERYTHING and not only and not without:
        return ()
    loaded = {key for key, _ in services.live.current().snapshot.versions}
    if not loaded.union({EVERYTHING}).issuperset({dataset, *only, *without}):
        _refuse_unknown(services, dataset, only, without)
    # A list that is asked for by its name and not loaded must be said to be missing.
    wanted = {dataset} if dataset != EVERYTHING else loaded
    if only and EVERYTHING not in only:
        wanted = set(only) if dataset == EVERYTHING else wanted & set(only)
    wanted -= set(without)
    if not wanted:
        raise UsageError(
            "These conditions leave no list to look at.",
            hint="Nothing can be clear against no list.",
        )
    return tuple(sorted(wanted))


def _refuse_unknown(
    services: Services, dataset: str, only: Sequence[str], without: Sequence[str]
) -> None:
    """A list that exists and is not loaded passes: the screening says so."""
    known = {report.info.key for report in lists.show(services)}
    if dataset != EVERYTHING and dataset not in known:
        raise UnknownThing("There is no such dataset.")
    for where, given in (("include_dataset", only), ("exclude_dataset", without)):
        if not known.union({EVERYTHING}).issuperset(given):
            raise UsageError(
                "There is no such list.",
                hint=f"Known lists: {', '.join(sorted(known))}.",
                where=where,
            )
