"""The gallery's rooms, and what lies over them: every component in every state."""

from __future__ import annotations

from fieldapp.screens.gallery.overlays import MENU, QUESTION
from fieldapp.screens.gallery.window import Gallery
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


gallery_basics = _room("basics")
gallery_forms = _room("forms")
gallery_choices = _room("choices")
gallery_waiting = _room("waiting")
gallery_overlays = _room("overlays")


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
def gallery_message(at: Studio) -> None:
    """A message with an act."""
    Toasts(at.look, _hung(at)).say("Saved on this tablet · 25 amounts", "Show", lambda: None)
