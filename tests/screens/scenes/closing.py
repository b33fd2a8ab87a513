"""The end of a meeting: the empty count, a short one, one ready to lock, a refusal, the summary."""

from __future__ import annotations

from fieldapp.screens.officer.sheet.closing.page import CloseMeetingPage
from shared.ids import UnionId
from tests.screens import people
from tests.screens.office import TODAY
from tests.screens.scenes.cash import paste
from tests.screens.scenes.officer_day import fill, meets_today, save
from tests.screens.scenes.scene import demo, scene, small
from tests.screens.scenes.studio import Studio, hear
from tests.screens.signing import sign

_OFFICER = demo("officer")
_LEADER = "Alhaja Rukayat Lawal, chair"
_NOTES_MINOR = (100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500)


def closing(at: Studio) -> CloseMeetingPage:
    """The page after everything was saved."""
    sheet = at.sheet(meets_today(at))
    fill(sheet)
    save(at, sheet)
    sheet.totals.close_meeting.click()
    page = at.page(CloseMeetingPage)
    at.until(lambda: page.compare.verdict)
    return page


def count(page: CloseMeetingPage, amount_minor: int) -> None:
    """Lay an amount on the table in as few notes as there can be."""
    for value in _NOTES_MINOR:
        pieces, amount_minor = divmod(amount_minor, value)
        page.count.notes.field(value).setText(str(pieces) if pieces else "")


def expected(page: CloseMeetingPage) -> int:
    """The cash that should lie there."""
    return int(page.compare.expected.value.replace(",", "")) * 100


@scene(_OFFICER)
def close_meeting_begun(at: Studio) -> None:
    """Nothing counted yet, and not everybody marked."""
    closing(at)


@scene(_OFFICER)
def close_meeting(at: Studio) -> None:
    """A little short, explained, and the union's leader still to sign."""
    page = closing(at)
    page.attendance.present.click()
    count(page, expected(page) - 30_000)
    page.why.reasons.button("change").click()
    page.why.words.setText("Change owed to Bolanle, to be settled on Monday")
    page.signing.leader_name.setText(_LEADER)
    page.signing.leader_name.setCursorPosition(0)
    at.settle()
    sign(page.signing.officer.signature.pad)


@scene(_OFFICER)
def close_meeting_pieces_refused(at: Studio) -> None:
    """What was pasted is no number of pieces."""
    paste(at, closing(at).count.notes, "two bundles")


@scene(_OFFICER)
def close_meeting_ready(at: Studio) -> None:
    """The count agrees and both have signed."""
    ready(at)


@scene(_OFFICER)
def close_meeting_sign_again(at: Studio) -> None:
    """Somebody counted again after both had signed."""
    page = ready(at)
    count(page, expected(page) - 50_000)
    page.why.reasons.button("miscount").click()


@scene(_OFFICER)
def close_meeting_refused(at: Studio) -> None:
    """The union's leader does not sign."""
    page = ready(at)
    page.signing.leader.signature.again.click()
    page.signing.leader.signature.second.click()
    page.signing.leader.refusal.setText("Wants to count again tomorrow")


@scene(_OFFICER)
def close_meeting_done(at: Studio) -> None:
    """Locked."""
    lock(at)


def lock(at: Studio) -> None:
    """Close a meeting to the end."""
    page = ready(at)
    page.button.click()
    at.until(page.summary.isVisible)


def ready(at: Studio) -> CloseMeetingPage:
    """The count agrees and both have signed: it can be locked."""
    page = closing(at)
    page.attendance.present.click()
    count(page, expected(page))
    page.signing.leader_name.setText(_LEADER)
    page.signing.leader_name.setCursorPosition(0)
    at.settle()
    sign(page.signing.officer.signature.pad)
    sign(page.signing.leader.signature.pad)
    return page


@scene(small())
def close_meeting_left(at: Studio) -> None:
    """Money was typed for a member who has no row any more."""
    sheet = at.sheet(UnionId(people.OJA_OBA))
    sheet.model.set_amount(0, "3700")
    at.settle()
    people.move_member(at.tablet.office.put, 0, people.BODIJA, TODAY)
    hear(at)
    sheet.totals.close_meeting.click()
    page = at.page(CloseMeetingPage)
    at.until(lambda: page.left.told is not None)
