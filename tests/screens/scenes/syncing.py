"""Contact with the office: nothing to send, everything in every state, out of reach, never yet."""

from __future__ import annotations

import random

from fieldapp.everyone.documents.attaching import DocumentForm, attach_document
from fieldapp.screens.everyone.sync.page import SyncCentrePage
from fieldapp.screens.targets import Target
from fieldapp.store.author import Desk
from fieldapp.store.carried.files import note_fault, note_taken
from fieldapp.syncing.courier.saving import pack_bundle
from fieldapp.syncing.faults import Unreachable
from shared.contract.exchange import BucketNumber, Verdict
from shared.contract.operations import Operation
from shared.contract.records import union_bucket
from shared.ids import DocumentId, MemberId, UnionId
from tests.screens import people
from tests.screens.office import DAY_MS
from tests.screens.scenes.officer_day import fill, save
from tests.screens.scenes.scene import demo, scene, small
from tests.screens.scenes.studio import Studio


@scene(demo("officer"))
def sync_centre_offline(at: Studio) -> None:
    """Nothing waits, and the office was out of reach when it was last tried."""
    at.place.open(Target("sync"))


@scene(small())
def sync_centre_under_way(at: Studio) -> None:
    """As a round looks that takes several exchanges."""
    at.place.rounds.stop()
    at.place.open(Target("sync"))
    progress = at.page(SyncCentrePage).rounds.progress
    progress.show_done(92, 250, "31 records received")
    progress.show()


@scene(small())
def sync_centre(at: Studio) -> None:
    """Operations in every state: posted, kept in suspense, on their way, waiting."""
    sheet = at.sheet(UnionId(people.BODIJA))
    fill(sheet)
    save(at, sheet)
    at.tablet.office.fault = None
    at.tablet.office.answer_to = _mixed
    at.place.rounds.want()
    at.until(lambda: at.place.rounds.lines and at.place.rounds.lines[0].result.sent)
    at.tablet.office.fault = Unreachable()
    sheet = at.sheet(UnionId(people.OJA_OBA))
    for number in (0, 3, 5):
        sheet.model.set_amount(number, "4500")
    save(at, sheet)
    at.place.open(Target("sync"))


@scene(small(people.CLERK))
def sync_centre_of_the_office(at: Studio) -> None:
    """Of somebody who may hand in what a courier brought."""
    at.place.open(Target("sync"))
    at.page(SyncCentrePage)


@scene(small(people.CLERK))
def sync_centre_handing_in(at: Studio) -> None:
    """While a courier's file is on its way."""
    at.place.open(Target("sync"))
    card = at.page(SyncCentrePage).handing_in
    assert card is not None
    card._show_moved(3_200_000, 12_400_000)
    card.button.setEnabled(False)


def _stay_away(at: Studio) -> None:
    """Work, and then three days without the office."""
    sheet = at.sheet(UnionId(people.OJA_OBA))
    for number in (0, 3, 5):
        sheet.model.set_amount(number, "4500")
    save(at, sheet)
    at.place.back()
    at.tablet.clock.at_ms += 3 * DAY_MS
    at.place.rounds.want()
    at.until(lambda: at.place.rounds.lines)
    at.place.bench.refresh()


@scene(small())
def today_days_away(at: Studio) -> None:
    """The office was out of reach for three days, and work waits for it."""
    _stay_away(at)


@scene(small())
def sync_centre_days_away(at: Studio) -> None:
    """The same three days, asked how it stands with the office."""
    _stay_away(at)
    at.place.open(Target("sync"))


@scene(small(filled=False))
def today_before_first_contact(at: Studio) -> None:
    """A tablet that has received nothing yet."""


@scene(small(filled=False))
def sync_centre_before_first_contact(at: Studio) -> None:
    """The same tablet, asked how it stands with the office."""
    at.place.open(Target("sync"))


def _mixed(operation: Operation) -> Verdict:
    if operation.seq == 2:
        return Verdict(
            operation.id, operation.seq, "suspended", "loan.completed", "The loan was closed at the office",
            "The cash is kept in suspense until your supervisor assigns it.",
        )  # fmt: skip
    if operation.seq % 3 == 0:
        far = BucketNumber(union_bucket(people.BODIJA), 10_000)
        return Verdict(operation.id, operation.seq, "applied", effects=(far,))
    return Verdict(operation.id, operation.seq, "applied")


@scene(small())
def sync_centre_courier(at: Studio) -> None:
    """Something was given to a courier, and files are on their way, one of which the office does not take."""
    at.place.rounds.stop()
    sheet = at.sheet(UnionId(people.OJA_OBA))
    for number in (0, 3, 5):
        sheet.model.set_amount(number, "4500")
    save(at, sheet)
    at.ask(_given_and_on_the_way)
    at.place.open(Target("sync"))
    at.until(at.page(SyncCentrePage).files.isVisible)


def _given_and_on_the_way(desk: Desk) -> None:
    pack_bundle(desk, random.Random(3).randbytes)
    with desk.store.read() as tx:
        member = MemberId(tx.one(bytes, "SELECT id FROM p_member ORDER BY code"))
    for kind, taken, fault in (
        ("Identity card", 786_432, ""),
        ("Proof of address", 0, "Another kind of file. It does not begin like image/jpeg."),
    ):
        content = b"\xff\xd8\xff" + bytes(2_100_000) + kind.encode()
        form = DocumentForm(DocumentId(desk.author.ids.make()), member, kind, "card.jpg", content)
        digest = attach_document(desk, form)
        with desk.store.transaction() as tx:
            note_taken(tx, digest, taken)
            if fault:
                note_fault(tx, digest, fault)


@scene(small())
def account(at: Studio) -> None:
    """Everything recorded, in every state, and it adds up."""
    sync_centre.play(at)
    at.settle()
    at.place.open(Target("account"))


@scene(small())
def account_empty(at: Studio) -> None:
    """Nothing was recorded yet."""
    at.place.open(Target("account"))


@scene(small())
def account_missing(at: Studio) -> None:
    """One of them is gone from the store."""
    sync_centre.play(at)
    at.settle()
    at.ask(lose_one)
    at.place.open(Target("account"))


def lose_one(desk: Desk) -> None:
    """Let what the second operation was worth be forgotten beside it, as a damaged store would."""
    with desk.store.transaction() as tx:
        tx.execute("UPDATE outbox_operation SET value_minor = value_minor - 100 WHERE seq = 2")
