"""The form of a profile: as it stands, typed over, wrong, changed by somebody else meanwhile."""

from __future__ import annotations

import msgspec

from fieldapp.screens.member.checking import CheckMemberPage
from fieldapp.screens.member.enrolling.page import EnrolMemberPage
from fieldapp.screens.member.form.edit import EditMemberPage
from fieldapp.screens.targets import Target
from shared.contract.records import MemberRecord, union_bucket
from tests.screens import people
from tests.screens.office import Office
from tests.screens.scenes.members import KNOWN, SEVERAL, borrower
from tests.screens.scenes.odd import LONG_NAME, odd
from tests.screens.scenes.scene import scene, small
from tests.screens.scenes.studio import Studio


def open_edit(at: Studio, member: bytes) -> EditMemberPage:
    """Open a member's profile to change it."""
    at.place.open(Target("edit_member", member))
    page = at.page(EditMemberPage)
    at.until(lambda: page.opening is not None)
    return page


def typed_over(at: Studio, page: EditMemberPage) -> EditMemberPage:
    """Another name, phone and birthday."""
    for name, text in (
        ("last_name", "Eze-Okafor"),
        ("phone", "08035552004"),
        ("date_of_birth", "1986-04-05"),
    ):
        page.form.parts[name].put(text)
    at.settle()
    return page


@scene(borrower)
def edit_member(at: Studio) -> None:
    """One of whom everything is known."""
    open_edit(at, SEVERAL)


@scene(small())
def edit_member_bare(at: Studio) -> None:
    """One of whom little is known."""
    open_edit(at, people.member_id(20))


@scene(borrower)
def edit_member_typed(at: Studio) -> None:
    """What changes is shown before it is saved."""
    page = typed_over(at, open_edit(at, SEVERAL))
    page.scrolled.ensureWidgetVisible(page.changes)


@scene(borrower)
def edit_member_wrong(at: Studio) -> None:
    """A phone that is none, an email that is none, a child."""
    page = open_edit(at, SEVERAL)
    for name, text in (("email", "chidinma@"), ("phone", "0803555"), ("date_of_birth", "2012-04-05")):
        page.form.parts[name].put(text)
    at.settle()


@scene(borrower)
def edit_member_meanwhile(at: Studio) -> None:
    """Somebody else changed the phone that is being typed."""
    page = open_edit(at, SEVERAL)
    page.form.parts["phone"].put("08035552004")
    somebody_changes(at, phone="+2348035553004")
    at.until(lambda: "3004" in page.form.field("phone")._below.text())


def somebody_changes(at: Studio, **fields: str) -> None:
    """The office has other values for a member meanwhile, and a round brings them."""
    given(at.tablet.office, **fields)
    at.tablet.office.fault = None
    at.place.rounds.want()
    at.until(lambda: at.place.rounds.lines and at.place.rounds.lines[0].result.received)


def given(office: Office, **fields: str) -> None:
    """The office has other values for a member."""
    profile = msgspec.structs.replace(KNOWN, **fields)
    record = MemberRecord(people.OJA_OBA, "OJ-1053", profile, True, people.OTHER.id, people.SUPERVISOR.id)
    office.put("member", SEVERAL, record, union_bucket(people.OJA_OBA))


@scene(odd)
def edit_member_long_text(at: Studio) -> None:
    """Names and notes without end."""
    page = open_edit(at, people.member_id(1))
    page.form.parts["address"].put("A street without end, " * 12)
    at.settle()
    page.scrolled.ensureWidgetVisible(page.changes)


def open_enrolment(at: Studio, union: bytes = people.OJA_OBA) -> EnrolMemberPage:
    """Open the form for somebody new."""
    at.place.open(Target("enrol_member", union))
    page = at.page(EnrolMemberPage)
    at.until(lambda: page.opening is not None)
    return page


def filled_in(at: Studio, page: EnrolMemberPage, **fields: str) -> EnrolMemberPage:
    """Somebody nobody knows yet, or with these fields."""
    for name, text in (dict(BLESSING) | fields).items():
        page.form.parts[name].put(text)
    at.until(lambda: page.looking.fresh)
    return page


BLESSING = (
    ("first_name", "Blessing"), ("last_name", "Danjuma"), ("date_of_birth", "1990-05-06"),
    ("phone", "08065559001"), ("gender", "FEMALE"), ("city", "Ibadan"), ("profession", "Tailor"),
)  # fmt: skip


@scene(small())
def enrol_member_new(at: Studio) -> None:
    """Nothing is typed yet."""
    open_enrolment(at)


@scene(small())
def enrol_member_no_union(at: Studio) -> None:
    """The union is still to be chosen."""
    open_enrolment(at, b"").union.ask()


@scene(borrower)
def enrol_member_alike(at: Studio) -> None:
    """Somebody with that phone, and one whose name sounds the same, are members already."""
    filled_in(at, open_enrolment(at), first_name="Chidima", last_name="Ezeh", phone="0803 555 1007")


@scene(small())
def enrol_member_saved(at: Studio) -> None:
    """The code is there."""
    page = filled_in(at, open_enrolment(at))
    page.foot.save.click()
    at.until(page.done.isVisible)


@scene(odd)
def enrol_member_long_text(at: Studio) -> None:
    """Names without end, and one like it."""
    name = LONG_NAME[:280]
    filled_in(at, open_enrolment(at), first_name=name, last_name=name, phone="0803 555 1001")


def open_check(at: Studio, member: bytes = people.member_id(7)) -> CheckMemberPage:
    """Open what a member is verified by."""
    at.place.open(Target("check_member", member))
    page = at.page(CheckMemberPage)
    at.until(lambda: page.view is not None)
    return page


def ticked(at: Studio, page: CheckMemberPage) -> CheckMemberPage:
    """Everything was checked."""
    for chip in page.list.lines.values():
        chip.click()
    at.settle()
    return page


@scene(small(people.SUPERVISOR))
def check_member(at: Studio) -> None:
    """Two things are left open, and the note does not say why."""
    page = open_check(at)
    for chip in list(page.list.lines.values())[:3]:
        chip.click()


@scene(small(people.SUPERVISOR))
def check_member_ready(at: Studio) -> None:
    """Everything was checked."""
    ticked(at, open_check(at))


@scene(small(people.SUPERVISOR))
def check_member_done(at: Studio) -> None:
    """Somebody verified them before."""
    open_check(at, people.member_id(3))


@scene(odd)
def check_member_long_text(at: Studio) -> None:
    """Names without end."""
    open_check(at, people.member_id(1))
