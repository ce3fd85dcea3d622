"""Verification of what people decided: alerts and decisions against the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crible.store.vouched import Vouched

Found = tuple[int, str, str]
"""Number of a row, what is wrong, and with what."""


class Reviews:
    """Takes in the rows of the trail, and then says what is not as it was.

    Attributes:
        decisions: decisions that are as they were recorded.
    """

    def __init__(self) -> None:
        self.decisions = 0
        self._alerts: dict[str, tuple[int, str]] = {}
        self._decisions: dict[str, tuple[int, str]] = {}
        self._erased: dict[str, set[str]] = {"alerts": set(), "decisions": set()}
        self.erased_screenings: set[str] = set()

    def take(self, seq: int, action: str, body: dict[str, Any]) -> None:
        """Note what a row vouches for, or says was removed."""
        if action == "screened":
            for key, digest in _pairs(body.get("alerts")):
                self._alerts[key] = (seq, digest)
                # Raised anew after it was removed.
                self._erased["alerts"].discard(key)
        elif action == "decided":
            made = body.get("decision")
            if isinstance(made, str):
                self._decisions[made] = (seq, str(body.get("digest")))
        elif action == "erased":
            for name, known in self._erased.items():
                known.update(_texts(body.get(name)))
            self.erased_screenings.update(_texts(body.get("with_alerts")))

    def faults(self, stored: Vouched) -> Iterator[Found]:
        """Hold what was noted against what is stored."""
        alerts = {
            facts["id"]: digest for digest, facts in stored.alerts([*self._alerts])
        }
        yield from self._compared("alert", self._alerts, alerts, "alerts")
        decisions = {
            facts["id"]: digest
            for digest, facts in stored.decisions([*self._decisions])
        }
        yield from self._compared("decision", self._decisions, decisions, "decisions")
        self.decisions = sum(
            decisions.get(key) == digest for key, (_, digest) in self._decisions.items()
        )
        for key in stored.decision_ids():
            if key not in self._decisions:
                yield 0, "added", f"decision {key}"
        for key in dict.fromkeys(stored.misplaced()):
            yield 0, "changed", f"standing of alert {key}"

    def _compared(
        self,
        noun: str,
        noted: dict[str, tuple[int, str]],
        found: dict[str, str],
        erased: str,
    ) -> Iterator[Found]:
        for key, (seq, digest) in noted.items():
            if key not in found:
                if key not in self._erased[erased]:
                    yield seq, "missing", f"{noun} {key}"
            elif found[key] != digest:
                yield seq, "changed", f"{noun} {key}"


def _pairs(value: Any) -> Iterable[tuple[str, str]]:
    return value.items() if isinstance(value, dict) else ()


def _texts(value: Any) -> Iterable[str]:
    if not isinstance(value, list):
        return ()
    return (item for item in value if isinstance(item, str))
