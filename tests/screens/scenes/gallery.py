"""The gallery's rooms, and what lies over them: every component in every state."""

from __future__ import annotations

from fieldapp.screens.gallery.overlays import MENU, QUESTION
from fieldapp.screens.gallery.window import ROOMS, Gallery
from fieldapp.screens.widgets.dates.date_field import DateField
from fieldapp.screens.widgets.lists.rows import Row
from fieldapp.screens.widgets.overlays.chooser import Chooser
from fieldapp.screens.widgets.overlays.dialog import ask
from fieldapp.screens.widgets.overlays.sheet import Menu
from fieldapp.screens.widgets.overlays.toast import Toasts
from fieldapp.screens.widgets.states import Loading
from fieldapp.screens.words import Told
from tests.screens.scenes.scene import Scene, nobody, scene
from tests.screens.scenes.studio import Studio


def _hung(at: Studio, room: str = "waiting") -> Gallery:
    """Hang the gallery in the window, in place of the lock."""
    gallery = Gallery(at.look, room)
    at.shell.addWidget(gallery)
    at.shell.setCurrentWidget(gallery)
    at.settle()
    return gallery


def _room(key: str) -> Scene:
    def play(at: Studio) -> None:
        gallery = _hung(at, key)
        at.until(lambda: all(shape.seen for shape in gallery.findChildren(Loading) if shape.isVisible()))

    return Scene(f"gallery_{key}", nobody, play, unlocked=False)


rooms = [_room(room.key) for room in ROOMS]


@scene(nobody, unlocked=False)
def gallery_question(at: Studio) -> None:
    """A dialog that was tried and failed."""
    gallery = _hung(at)
    failed = Told("error", "Not reversed", "The tablet has no room left. Nothing was changed.")
    asked = ask(at.look, gallery, QUESTION, lambda dialog, _: dialog.fail(failed))
    asked.reason.set_text("Counted twice with Musa, note was found")
    asked.act.click()


@scene(nobody, unlocked=False)
def gallery_menu(at: Studio) -> None:
    """A menu: at the side of a wide window, from the bottom of a narrow one."""
    Menu(at.look, _hung(at), "Receipt").offer(MENU)


@scene(nobody, unlocked=False)
def gallery_calendar(at: Studio) -> None:
    """A month, with days that cannot be chosen."""
    field = _hung(at, "forms").findChild(DateField)
    assert field is not None
    field.opener.click()


@scene(nobody, unlocked=False)
def gallery_chooser(at: Studio) -> None:
    """One of many, found by a few letters."""
    gallery = _hung(at)
    chooser = Chooser(at.look, gallery, gallery, "Repayment for which loan?", "Find a loan")
    loans = (
        Row(
            key=number,
            title=f"LN-204-01{number:02}",
            second="Weekly group loan · instalment 6 of 24",
            figure="₦6,720",
        )
        for number in range(9)
    )
    chooser.offer(tuple(loans))


@scene(nobody, unlocked=False)
def gallery_message(at: Studio) -> None:
    """A message with an act."""
    Toasts(at.look, _hung(at)).say("Saved on this tablet · 25 amounts", "Show", lambda: None)
