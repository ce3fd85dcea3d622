"""How far a run has come: what it asks, and all that it counted, as it lies on disk.

Whatever a run that goes on must know stands here and nowhere else, so that one place
tells what is saved with each step.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from crible._version import __version__
from crible.batch import digests
from crible.batch.tally import Tally
from crible.usecases import batches

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crible.batch.files import CounterpartyFile
    from crible.batch.job import Job
    from crible.batch.workplace import Workplace
    from crible.usecases.services import Services

# A run that was stopped is not gone on with after that time when the lists have
# changed since: yesterday's night job must not be finished against yesterday's lists.
_OLD = timedelta(hours=12)
_COUNTS = ("records", "parties", "written", "interruptions", "screened", "carried")


@dataclass(slots=True)
class Standing:
    """How far a run has come.

    Attributes:
        question: hash of what is asked.
        batch: its id.
        snapshot: the lists of its start.
        started: when that was.
        stale: lists that were older than they may be.
        records: records of the input that are done, blank ones included.
        parties: names that were recorded.
        written: rows of the result.
        interruptions: how often the run was stopped and taken up again.
        screened: subjects that were screened.
        carried: subjects that stayed clear without being screened.
        ended: whether all rows are done.
        tally: what the rows came to.
    """

    question: str
    batch: str
    snapshot: str
    started: datetime
    stale: tuple[str, ...] = ()
    records: int = 0
    parties: int = 0
    written: int = 0
    interruptions: int = 0
    screened: int = 0
    carried: int = 0
    ended: bool = False
    tally: Tally = field(default_factory=Tally)

    def as_dict(self) -> dict[str, Any]:
        """Everything, as JSON has it."""
        return {
            "question": self.question,
            "batch": self.batch,
            "snapshot": self.snapshot,
            "started": self.started.isoformat(),
            "stale": list(self.stale),
            **{name: getattr(self, name) for name in _COUNTS},
            "ended": self.ended,
            "tally": self.tally.as_dict(),
        }

    @classmethod
    def restored(cls, said: Mapping[str, Any]) -> Standing:
        """The standing that ``as_dict`` described."""
        return cls(
            said["question"],
            said["batch"],
            said["snapshot"],
            datetime.fromisoformat(said["started"]),
            tuple(said["stale"]),
            **{name: said[name] for name in _COUNTS},
            ended=said["ended"],
            tally=Tally.restored(said["tally"]),
        )


def question_of(
    services: Services, job: Job, source: CounterpartyFile
) -> dict[str, Any]:
    """Everything that decides the result, apart from the lists of the day."""
    return {
        "input": source.sha256,
        "format": source.format,
        "columns": [str(column) for column in source.columns.used],
        "indexes": [column.index for column in source.columns.used],
        "encoding": source.encoding.name if source.encoding else "",
        "delimiter": source.delimiter,
        "header": job.reading.header,
        "output": job.target.suffix.lower(),
        "lists": list(job.lists),
        "threshold": job.threshold,
        "state": str(job.state),
        "hits_only": job.hits_only,
        "all_hits": job.all_hits,
        "profile": services.profile.id,
        "name_length": services.limits.name_length,
        "engine": __version__,
    }


def found(
    services: Services,
    job: Job,
    place: Workplace,
    question: Mapping[str, Any],
    snapshot: str,
) -> tuple[Standing, dict[str, int]] | None:
    """The run to go on with and the sizes of its files; None when there is none.

    Args:
        services: the collaborators.
        job: what is to be done now.
        place: where the earlier run may have left something.
        question: as ``question_of`` puts it.
        snapshot: the lists of today.
    """
    if job.resume is False:
        return None
    said = place.progress()
    if said is None or said["question"] != digests.of_question(question):
        return None
    if not batches.holds(services, said["batch"], said["parties"]):
        return None
    age = services.clock() - datetime.fromisoformat(said["started"])
    outdated = said["snapshot"] != snapshot and age > _OLD
    if outdated and not job.resume:
        return None
    return Standing.restored(said), said["bytes"]


def begun(services: Services, question: Mapping[str, Any], snapshot: str) -> Standing:
    """The standing of a run that begins, with an id that no other has."""
    full = digests.of_question({**question, "snapshot": snapshot})
    ordinal = 0
    while batches.is_known(services, digests.batch_id(full, ordinal)):
        ordinal += 1
    return Standing(
        digests.of_question(question),
        digests.batch_id(full, ordinal),
        snapshot,
        services.clock(),
    )
