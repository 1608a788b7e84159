"""Sealing (protocol steps 1, 2 and 4): fresh salts, the sorted list, the parameters, the seal in the journal.

From then on the database itself refuses any change of the list and of the parameters.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from participation import __version__
from participation.draws.models import Act, Draw, DrawState, Entry, EntrySecret
from participation.draws.services import access, approvals, candidates, listing, people
from participation.draws.services.categories import category_of
from participation.draws.services.drafting import printed, read
from participation.draws.services.lifecycle import announced_of, rule_of
from participation.draws.services.people import Person
from participation.journal import services as journal
from participation.kernel.clock import stamp
from participation.kernel.errors import RefusedError
from participation.kernel.permissions import Actor
from participation.sortition import leaves
from participation.sortition import seed as seeds
from participation.sortition.errors import PoolError, QuotaError
from participation.sortition.parameters import ChangesJson, Parameters, build_parameters
from participation.sortition.pool import Pool
from participation.sortition.quotas import check_feasible, disclosure_for
from participation.sortition.rows import hex_of

SALT_BYTES = 32
SOFTWARE = f"participation {__version__}"
BATCH = 5000


def content_of_sealing(session: Session, draw: Draw) -> dict[str, Any]:
    """Return what two people agree to seal: the signed list, the rule, the chance to come."""
    return {
        "list": listing.content_of_list(session, draw),
        "rule": rule_of(draw).as_json(),
        "rule_change": draw.rule_change,
        "plan": read(draw.plan),
        "place": draw.place,
        "entropy_for": stamp(draw.entropy_for),
    }


def seal(session: Session, actor: Actor, now: datetime, draw_id: int, shown: str) -> bool:
    """Agree to seal; with the second person, seal.

    Raises:
        RefusedError: `state`, `content_changed`, `same_person`, `claims_open`, `doubles`, `list_not_signed`,
            `entropy_past`, `too_soon` (the announcement is of this very second), `name` (one that cannot be sealed,
            `person`), `no_value` (people whom no value of the category fits), and the shortages `seats_short`,
            `minimum_short` and `category_short`.
    """
    draw = access.lock(session, actor, draw_id, DrawState.CLOSED)
    check_sealable(session, now, draw)
    content = content_of_sealing(session, draw)
    if not approvals.approve(session, actor, now, draw, Act.SEAL, content, shown):
        return False
    listed = people.people(session, draw)
    persons = _salted(listed, draw)
    pool = _pool_of(listed, persons, draw)
    parameters = _parameters(session, now, draw, pool)
    _write_entries(session, draw, pool, listed, persons)
    draw.parameters, draw.seal = printed(parameters), seeds.seal(parameters)
    draw.sealed_at, draw.state = now.replace(microsecond=0), DrawState.SEALED
    facts = {
        "seal": draw.seal,
        "root": pool.root.hex(),
        "size": pool.size,
        "entropy_for": stamp(draw.entropy_for),
    }
    access.tell(session, now, draw, "draw.sealed", facts)
    return True


def check_sealable(session: Session, now: datetime, draw: Draw) -> None:
    """Refuse to seal before the list is signed, or when the instants would not follow each other."""
    assert draw.announced_at is not None
    listing.check_signable(session, now, draw)
    if not listing.is_list_signed(session, draw, listing.content_of_list(session, draw)):
        raise RefusedError("list_not_signed")
    second = now.replace(microsecond=0)
    if second >= draw.entropy_for:
        raise RefusedError("entropy_past")
    if second <= draw.announced_at:
        raise RefusedError("too_soon")


def check_rule(session: Session, draw: Draw) -> None:
    """Refuse a rule that no panel of the list as it is now satisfies; salts play no part in it.

    Raises:
        RefusedError: As the shortages of `seal`.
    """
    profiles = people.profiles(people.people(session, draw), draw)
    salt = bytes(SALT_BYTES)
    persons = [leaves.Person({"n": str(n)}, salt, profile, salt) for n, profile in enumerate(profiles)]
    if not persons:
        raise RefusedError("seats_short", seats=draw.seats, size=0, shortage=draw.seats)
    _check_feasible(leaves.seal_pool(persons), draw)


def _salted(listed: Sequence[Person], draw: Draw) -> list[leaves.Person]:
    """Return everybody with salts of their own, for this draw alone (step 1)."""
    columns = zip(listed, people.profiles(listed, draw), people.households(listed, draw), strict=True)
    return [
        leaves.Person(
            identity=person.identity,
            identity_salt=secrets.token_bytes(SALT_BYTES),
            profile=profile,
            profile_salt=secrets.token_bytes(SALT_BYTES),
            household=household,
        )
        for person, profile, household in columns
    ]


def _pool_of(listed: Sequence[Person], persons: Sequence[leaves.Person], draw: Draw) -> Pool:
    if not persons:
        raise RefusedError("seats_short", seats=draw.seats, size=0, shortage=draw.seats)
    try:
        pool = leaves.seal_pool(persons)
    except PoolError as error:
        position = error.params["position"]
        assert isinstance(position, int)
        raise RefusedError("name", person=listed[position].key) from error
    _check_feasible(pool, draw)
    return pool


def _check_feasible(pool: Pool, draw: Draw) -> None:
    try:
        check_feasible(pool, rule_of(draw))
    except QuotaError as error:
        labels = {value.code: value.label for value in category_of(draw).values}
        label = labels.get(str(error.params.get("value")), "")
        raise RefusedError(error.code, **(error.params | {"label": label})) from error


def _parameters(session: Session, now: datetime, draw: Draw, pool: Pool) -> Parameters:
    previous = session.get(Draw, draw.previous_draw_id) if draw.previous_draw_id else None
    counts = candidates.counts(session, draw)
    changes: ChangesJson = {
        "at_close": counts.at_close,
        "claims": counts.claims,
        "withdrawn": counts.withdrawn,
        "doubles": counts.doubles,
    }
    return build_parameters(
        draw=draw.uuid,
        council=draw.council.body.name,
        title=draw.title,
        sequence=draw.sequence,
        previous_draw=previous.uuid if previous else None,
        rehearsal=draw.is_rehearsal,
        disclosure=disclosure_for(pool),
        rule=rule_of(draw),
        announced=announced_of(draw),
        rule_change=draw.rule_change,
        pool=pool,
        lists=candidates.lists_of(session, draw),
        changes=changes,
        portfolio=None,
        entropy={"for": stamp(draw.entropy_for), "place": draw.place, "plan": read(draw.plan)},
        journal_head=journal.head(session),
        sealed_at=stamp(now),
        software=SOFTWARE,
    )


def _write_entries(
    session: Session, draw: Draw, pool: Pool, listed: Sequence[Person], persons: Sequence[leaves.Person]
) -> None:
    """Write the sealed list and what opens it, in the order of the leaves."""
    hexes = zip(hex_of(pool.leaves), hex_of(pool.identities), hex_of(pool.commitments), strict=True)
    entries = [
        {
            "draw_id": draw.id,
            "index": index,
            "leaf": leaf,
            "identity": identity,
            "commitment": commitment,
            "household": pool.household(index),
        }
        for index, (leaf, identity, commitment) in enumerate(hexes)
    ]
    openings = [
        _opening(draw, index, listed[at], persons[at]) for index, at in enumerate(pool.order.tolist())
    ]
    for start in range(0, len(entries), BATCH):
        session.execute(sa.insert(Entry), entries[start : start + BATCH])
        session.execute(sa.insert(EntrySecret), openings[start : start + BATCH])


def _opening(draw: Draw, index: int, person: Person, sealed: leaves.Person) -> dict[str, Any]:
    return {
        "draw_id": draw.id,
        "index": index,
        "sign_up_id": person.sign_up_id,
        "listed_id": person.listed_id,
        "identity": printed(sealed.identity),
        "identity_salt": sealed.identity_salt,
        "profile": printed(sealed.profile),
        "profile_salt": sealed.profile_salt,
    }
