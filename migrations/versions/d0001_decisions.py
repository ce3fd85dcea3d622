"""Alerts of all origins in one table, and the decisions that people make about them.

The alerts of portfolios move. Their ids follow from other things now (counterparty,
entry, what either says), so that what was raised before is not raised again; the same
hit that two portfolios raised is one alert, the earlier.
"""

import json
import re
import unicodedata
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "d0001"
down_revision = "s0001"
branch_labels = None
depends_on = None

KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)
_STEP = 1000


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("pair", KEY, nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("reference", KEY, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("entry", KEY, nullable=False),
        sa.Column("list", KEY, nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("matched", sa.Text(), nullable=False),
        sa.Column("screening", KEY, nullable=False),
        sa.Column("batch", KEY, nullable=False),
        sa.Column("portfolio", KEY, nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("follows", KEY),
        sa.Column("lapsed", KEY),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("replaced", KEY),
        sa.Column("decision", KEY),
        sa.Column("verdict", sa.Text()),
        sa.Column("decided", MOMENT),
        sa.Column("decider", sa.Text()),
        sa.Column("expires", MOMENT),
        sa.ForeignKeyConstraint(
            ["screening"], ["screenings.id"], name="fk_alerts_screening"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
    )
    op.create_table(
        "decisions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("alert", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("expires", MOMENT),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("entry", KEY, nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("screening", KEY, nullable=False),
        sa.ForeignKeyConstraint(["alert"], ["alerts.id"], name="fk_decisions_alert"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.UniqueConstraint("alert", "number", name="uq_decisions_alert_number"),
    )
    _move(op.get_bind())
    for columns in (
        ["at", "id"],
        ["state", "at", "id"],
        ["state", "score", "id"],
        ["state", "expires"],
        ["portfolio", "at", "id"],
        ["reference"],
        ["entry"],
        ["batch"],
        ["pair"],
        ["screening"],
    ):
        op.create_index(f"ix_alerts_{'_'.join(columns)}", "alerts", columns)
    op.create_index("ix_decisions_at_id", "decisions", ["at", "id"])
    op.drop_index("ix_portfolio_alerts_portfolio_at_id", table_name="portfolio_alerts")
    op.drop_table("portfolio_alerts")


def downgrade() -> None:
    op.create_table(
        "portfolio_alerts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("portfolio", KEY, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("entry", KEY, nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("matched", sa.Text(), nullable=False),
        sa.Column("screening", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["portfolio"], ["portfolios.name"], name="fk_portfolio_alerts_portfolio"
        ),
        sa.ForeignKeyConstraint(
            ["screening"], ["screenings.id"], name="fk_portfolio_alerts_screening"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_portfolio_alerts"),
    )
    columns = "id, at, portfolio, subject, entry, revision, score, band, matched"
    op.execute(
        f"INSERT INTO portfolio_alerts ({columns}, screening) "  # noqa: S608 - ours alone
        f"SELECT {columns}, screening FROM alerts "
        "WHERE portfolio IN (SELECT name FROM portfolios)"
    )
    op.create_index(
        "ix_portfolio_alerts_portfolio_at_id",
        "portfolio_alerts",
        ["portfolio", "at", "id"],
    )
    op.drop_table("decisions")
    op.drop_table("alerts")


def _move(connection: sa.Connection) -> None:
    """Bring what portfolios raised over, in the order in which it was raised."""
    old = sa.table(
        "portfolio_alerts",
        sa.column("at", MOMENT),
        *map(sa.column, ("id", "portfolio", "subject", "entry", "revision")),
        *map(sa.column, ("score", "band", "matched", "screening")),
    )
    acts = sa.table("screenings", sa.column("id"), sa.column("batch"))
    new = sa.table(
        "alerts",
        sa.column("at", MOMENT),
        *map(sa.column, ("id", "pair", "said", "revision", "reference", "subject")),
        *map(sa.column, ("entry", "list", "score", "band", "matched", "screening")),
        *map(sa.column, ("batch", "portfolio", "cause", "follows", "state")),
        sa.column("replaced"),
    )
    known: dict[str, None] = {}
    last: dict[str, tuple[str, str, str]] = {}
    standing: dict[tuple[str, str], str] = {}
    batch = sa.func.coalesce(acts.c.batch, "").label("batch")
    query = sa.select(old, batch).join(acts, acts.c.id == old.c.screening)
    rows = connection.execute(query.order_by(old.c.at, old.c.id)).mappings()
    for some in rows.partitions(_STEP):
        made = []
        replaced = []
        for row in some:
            said, pair, reference = _sides(row["subject"], row["entry"])
            key = _hash([pair, said, row["revision"]])
            if key in known:
                continue
            known[key] = None
            before = last.get(pair)
            last[pair] = (key, said, row["revision"])
            if (earlier := standing.get((pair, said))) is not None:
                replaced.append({"gone": earlier, "by": key})
            standing[pair, said] = key
            made.append(
                {
                    **{name: row[name] for name in ("at", "subject", "entry", "score")},
                    **{name: row[name] for name in ("band", "matched", "screening")},
                    **{name: row[name] for name in ("revision", "batch", "portfolio")},
                    "id": key,
                    "pair": pair,
                    "said": said,
                    "reference": reference,
                    "list": row["entry"].partition(":")[0],
                    "cause": _cause(before, said, row["revision"]),
                    "follows": before[0] if before else None,
                    "state": "open",
                }
            )
        if made:
            connection.execute(sa.insert(new), made)
        if replaced:
            connection.execute(
                sa.update(new)
                .where(new.c.id == sa.bindparam("gone"))
                .values(replaced=sa.bindparam("by"), state="replaced"),
                replaced,
            )


def _cause(before: tuple[str, str, str] | None, said: str, entry: str) -> str:
    if before is None:
        return "new"
    if before[1] == said:
        return "entry-changed"
    return "subject-changed" if before[2] == entry else "both-changed"


def _sides(text: str, entry: str) -> tuple[str, str, str]:
    """Of a stored subject: what it says, its pair with an entry, and its reference."""
    subject = json.loads(_unescaped(text))
    reference = subject["reference"]
    said = _hash(
        [
            _plain(subject["name"]),
            sorted({_plain(alias) for alias in subject["aliases"]}),
            subject["kind"] or "",
            sorted(set(subject["countries"])),
            sorted(
                {
                    (item["scheme"], _plain(item["value"]), item["country"] or "")
                    for item in subject["identifiers"]
                }
            ),
            subject["birth_date"],
            subject["registration_date"],
        ]
    )
    who = ["reference", reference] if reference else ["said", said]
    return said, _hash([*who, entry]), _escaped(reference)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _hash(value: list[object]) -> str:
    return sha256(json.dumps(value).encode("ascii")).hexdigest()[:32]


# As ``store.columns`` has it: how a text is stored that no database takes as it is.
_MARK = "\N{SYMBOL FOR ESCAPE}"


def _unescaped(text: str) -> str:
    return re.sub(f"{_MARK}([0-9a-f]{{4}})", lambda found: chr(int(found[1], 16)), text)


def _escaped(text: str) -> str:
    return re.sub(
        f"[{_MARK}\x00\ud800-\udfff]", lambda found: f"{_MARK}{ord(found[0]):04x}", text
    )
