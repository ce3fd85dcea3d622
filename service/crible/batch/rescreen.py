"""A portfolio is screened again: only what a change of the lists may concern.

Subjects that were clear and that no change concerns are left as they are, under their
earlier record; whoever is screened gets a new one. What is found is raised once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO

from crible.batch import ledger as ledgers
from crible.batch import secondnight
from crible.batch.ledger import KnownHit
from crible.batch.local import STEP
from crible.batch.records import Record
from crible.batch.rows import Party, Row
from crible.batch.sieve import Sieve
from crible.errors import UnknownThing
from crible.usecases import batches, portfolios
from crible.usecases.screening import Call, act, prepare
from crible.usecases.verdicts import CLEAR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crible.batch.secondnight import Base
    from crible.batch.sieve import Sifted
    from crible.model import Screening
    from crible.store import PortfolioRow
    from crible.store.review_rows import Case
    from crible.usecases.live import Loaded
    from crible.usecases.services import Services
    from crible.usecases.verdicts import Terms


@dataclass(frozen=True, slots=True)
class Rescreened:
    """What a rescreening did.

    Attributes:
        portfolio: its name.
        batch: id of the batch it was.
        counts: subjects by outcome.
        screened: subjects that were screened.
        carried: subjects that no change concerned.
        alerts: what is new.
    """

    portfolio: str
    batch: str
    counts: dict[str, int]
    screened: int
    carried: int
    alerts: tuple[Case, ...]


def is_due(services: Services, row: PortfolioRow) -> bool:
    """Whether the lists are others than when a portfolio was last screened."""
    return services.live.refresh().snapshot.id != row.snapshot


def rescreen(
    services: Services,
    name: str,
    *,
    actor: str,
    workers: int = 1,
    progress: Callable[[int], None] = lambda _subjects: None,
) -> Rescreened:
    """Screen a portfolio against the lists as they are now.

    Args:
        services: the collaborators.
        name: of the portfolio.
        actor: who asks.
        workers: processes that screen.
        progress: called with the subjects done.

    Raises:
        UnknownThing: there is no such portfolio.
        ListsUnavailable: nothing to screen against.
    """
    row = services.store.portfolios.find(name)
    call = Call(
        actor=actor,
        channel="batch",
        lists=row.lists,
        threshold=row.threshold,
        batch=services.new_id(),
    )
    loaded, terms = prepare(services, call)
    base = _base(services, row, loaded, terms)
    batches.begin(
        services,
        call.batch,
        started=services.clock(),
        actor=actor,
        input_name=f"portfolio {name}",
        input_sha256="",
        snapshot=loaded.snapshot.id,
    )
    sieve = Sieve(
        loaded.screener,
        loaded.listings,
        terms,
        workers=workers,
        since=base.since if base else None,
        noting=True,
    )
    folder = secondnight.folder_of(services)
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryFile(dir=folder) as stage:
        book = _Book(services, row, call, loaded, terms, base)
        for sifted in sieve.each(_rows(services, row)):
            book.enter(sifted)
            noted = sieve.noted()
            if noted is not None:
                stage.write(noted.packed())
            progress(book.subjects)
        return book.closed(sieve.screened, sieve.carried, stage)


def _base(
    services: Services, row: PortfolioRow, loaded: Loaded, terms: Terms
) -> Base | None:
    try:
        ledger = ledgers.read(secondnight.folder_of(services), row.screened)
    except UnknownThing:
        return None
    return secondnight.base_of(services, ledger, loaded, terms)[0]


def _rows(services: Services, row: PortfolioRow) -> Iterator[Row]:
    for number, subject in enumerate(portfolios.subjects(services, row)):
        record = Record(number + 1, ())
        yield Row(record, (Party("", subject),), number=number)


class _Book:
    """Records, raises and notes what comes of the subjects."""

    def __init__(
        self,
        services: Services,
        row: PortfolioRow,
        call: Call,
        loaded: Loaded,
        terms: Terms,
        base: Base | None,
    ) -> None:
        self.subjects = 0
        self._services = services
        self._row = row
        self._call = call
        self._terms = terms
        self._snapshot = loaded.snapshot.id
        self._base = base
        self._known = base.since.ledger if base and base.since else None
        self._raised: list[Case] = []
        self._counts: Counter[str] = Counter()
        self._acts: list[Screening] = []
        self._noted = bytearray()
        self._hits: list[KnownHit] = []

    def enter(self, rows: list[Sifted]) -> None:
        """Take in some subjects with their verdicts."""
        known = [False] * len(rows)
        if self._known:
            known = self._known.were_clear([row.digests[0] for row in rows])
        for (row, (verdict,), (key,)), was_clear in zip(rows, known, strict=True):
            subject = row.parties[0].subject
            self.subjects += 1
            self._counts[verdict.outcome] += 1
            self._noted += ledgers.record(key, clear=verdict is CLEAR)
            if verdict is CLEAR and was_clear:
                continue
            done = act(
                self._services,
                self._call,
                self._terms,
                self._snapshot,
                subject,
                verdict,
            )
            self._acts.append(done)
            self._hits += [
                KnownHit(
                    key.hex(),
                    hit.entry_id,
                    round(hit.score, 4),
                    hit.band,
                    done.subject.name,
                    done.subject.reference,
                    row.record.line,
                )
                for hit in verdict.hits
            ]
        if len(self._acts) >= STEP:
            self._settle()

    def _settle(self) -> None:
        new = batches.record(self._services, self._acts, portfolio=self._row.name)
        store, now = self._services.store, self._services.clock()
        self._raised += store.alerts.some(sorted(new), now).values()
        self._acts = []

    def closed(self, screened: int, carried: int, stage: BinaryIO) -> Rescreened:
        """End the batch; from now on the portfolio is as of this snapshot.

        Args:
            screened: subjects that were.
            carried: subjects that were not.
            stage: what was noted of them.
        """
        self._settle()
        services, batch = self._services, self._call.batch
        meta = secondnight.meta_of(batch, self._snapshot, self._terms, self._base)
        ledger = ledgers.made(meta, bytes(self._noted), self._hits)
        folder = secondnight.folder_of(services)
        ledgers.write(folder, batch, ledger)
        secondnight.keep_traces(folder, ledger, stage, self._base)
        batches.finish(services, batch, counts=self._counts, output_name="")
        portfolios.save(
            services,
            self._row.name,
            source=self._row.source,
            screened=batch,
            snapshot=self._snapshot,
            actor=self._row.actor,
            lists=self._row.lists,
            threshold=self._row.threshold,
        )
        return Rescreened(
            self._row.name,
            batch,
            dict(self._counts),
            screened,
            carried,
            tuple(self._raised),
        )
