"""Who may be meant by somebody new: members on this tablet who are like them, each with the reason."""

from __future__ import annotations

from PySide6.QtCore import Signal

from fieldapp.desk.profiles.phones import home_country, national
from fieldapp.officer.profiles.alike import Alike, Likeness
from fieldapp.screens.widgets.avatar import initials
from fieldapp.screens.widgets.card import Card
from fieldapp.screens.widgets.cells.kinds import Initials
from fieldapp.screens.widgets.lists.row_list import RowList
from fieldapp.screens.widgets.lists.rows import Row
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench


class AlikeCard(Card):
    """A row each; `chosen` with a member's id. It is not there while nobody is like them."""

    chosen = Signal(object)

    def __init__(self, bench: Workbench) -> None:
        super().__init__(tr("Perhaps a member already?"))
        self._bench = bench
        self.rows = RowList(bench.look, tr("Members like this one"))
        self.rows.show_whole()
        words = tr("Look at them first: what is typed here is kept.")
        self.body.addWidget(label(words, "label", "muted", wrap=True))
        self.body.addWidget(self.rows)
        self.rows.chosen.connect(self.chosen)
        self.hide()

    def show_alike(self, found: tuple[Alike, ...]) -> None:
        """Show who may be meant."""
        self.rows.set_rows(self._row(each) for each in found)
        self.setVisible(bool(found))

    def _row(self, found: Alike) -> Row:
        member = found.member
        phone = national(member.phone, home_country(self._bench.formats.currency))
        return Row(
            member.member,
            member.name,
            " · ".join(filter(None, (member.code, found.union_name, phone))),
            reason=likeness_words(found.likeness),
            reason_status="pending",
            lead=Initials(initials(member.name)),
        )


def likeness_words(likeness: Likeness) -> str:
    """Return why somebody may be meant."""
    return {
        "phone": tr("The same phone"),
        "email": tr("The same email"),
        "birth": tr("A similar name and the same birthday"),
        "name": tr("A name that sounds the same"),
    }[likeness]
