"""Portfolios: kept with a batch, screened again, raising only what is new."""

from __future__ import annotations

import dataclasses

import pytest
from tests.conftest import PRESS

from crible.batch import nightly
from crible.batch.files import Reading
from crible.batch.job import Job
from crible.batch.local import run
from crible.batch.rescreen import is_due, rescreen
from crible.errors import UnknownThing
from crible.model import Entry, Name
from crible.store.alerts import Wanted

TEXT = (
    "id,name\n1,IEMZ Koupol\n2,Quiet Meadow\n3,Silent Brook Ltd\n4,Quiet Meadow\n5,\n"
)
BROOK = Entry("press:brook", "press", "company", (Name("Silent Brook", "primary"),))


@pytest.fixture
def stored(services, tmp_path):
    """A portfolio of five rows, one of which cannot be read."""
    source = tmp_path / "in.csv"
    source.write_text(TEXT, encoding="utf-8")
    job = Job(source, tmp_path / "out.csv", Reading(), "tester", portfolio="clients")
    run(services, job)
    return services.store.portfolios.find("clients")


def _alerts(services):
    """Reference and entry of the alerts of the portfolio."""
    found = services.store.alerts.page(services.clock(), Wanted(portfolio="clients"))
    return [(case.alert.subject.reference, case.alert.entry) for case in found]


@pytest.fixture
def republish(services, data_folder, publish_list):
    """Publish the press list anew and take notice of it."""

    def publish(*entries):
        publish_list(data_folder, "press", entries)
        services.live.refresh()

    return publish


def test_hits_of_the_first_night_are_known_alerts(services, stored):
    """What the batch found stands as an alert, and the lists have not changed since."""
    assert _alerts(services) == [("1", "press:iemz-kupol")]
    assert not is_due(services, stored)
    subjects = list(services.store.portfolios.subjects(stored.source))
    assert [subject.reference for subject in subjects] == ["1", "2", "3", "4"]


def test_new_entry_raises_new_alerts_alone(services, stored, republish):
    """A list update raises what it brought; asking again raises nothing."""
    republish(*PRESS, BROOK)
    assert is_due(services, stored)
    done = rescreen(services, "clients", actor="t")
    (case,) = done.alerts
    assert (case.alert.subject.reference, case.alert.entry) == ("3", "press:brook")
    assert done.counts == {"match": 2, "clear": 2}
    assert done.carried >= 1
    again = services.store.portfolios.find("clients")
    assert not is_due(services, again)
    assert rescreen(services, "clients", actor="t").alerts == ()
    assert len(_alerts(services)) == 2


def test_changed_entry_raises_its_hit_again(services, stored, republish):
    """A revision of the entry is another thing to decide about; the rest stays quiet."""
    changed = dataclasses.replace(PRESS[0], remarks="Now with an owner.")
    republish(changed, *PRESS[1:])
    done = rescreen(services, "clients", actor="t")
    (case,) = done.alerts
    assert case.alert.entry == "press:iemz-kupol"
    assert case.alert.cause == "entry-changed"


def test_rescreening_equals_a_batch(services, stored, republish, tmp_path):
    """The counts are those of a full batch over the same subjects."""
    republish(*PRESS[1:], BROOK)
    done = rescreen(services, "clients", actor="t", workers=2)
    source = tmp_path / "again.csv"
    source.write_text(TEXT.replace("5,\n", ""), encoding="utf-8")
    full = run(services, Job(source, tmp_path / "full.csv", Reading(), "t"))
    counts = {outcome: n for outcome, n in full.manifest.counts.items() if n}
    assert done.counts == counts


def test_every_screening_of_a_rescreening_is_recorded(services, stored, republish):
    """Whoever was screened again has a record under the new batch."""
    republish(*PRESS, BROOK)
    done = rescreen(services, "clients", actor="t")
    acts = services.store.screenings(batch=done.batch)
    assert {act.subject.reference for act in acts} == {"1", "3"}


def test_night_rescreens_what_is_due(services, stored, republish):
    """The step of a night says what it did, and nothing when nothing was to do."""
    assert nightly.rescreen_due(services, actor="t", workers=1) == ""
    republish(*PRESS, BROOK)
    said = nightly.rescreen_due(services, actor="t", workers=1)
    assert "of 4 subjects screened, 1 new alerts" in said
    assert nightly.tidy(services)


def test_unknown_portfolio_is_refused(services):
    """A portfolio that is not there is told, with how to make one."""
    with pytest.raises(UnknownThing, match="no portfolio") as caught:
        rescreen(services, "nobody", actor="t")
    assert "--portfolio" in caught.value.hint
