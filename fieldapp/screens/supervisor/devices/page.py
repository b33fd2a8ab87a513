"""Devices of the people below: who has which, when it was seen, what waits on it, and what is to be done.

The rule kept here: what needs somebody stands first and says what to do; nothing is taken away without a
question that says what will happen.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from fieldapp.screens.frame import Key, ListAndDetail, Page
from fieldapp.screens.frame_parts import listing
from fieldapp.screens.supervisor.devices.acting import ActsBar
from fieldapp.screens.supervisor.devices.listing import (
    arranged,
    belongs,
    device_rows,
    filters,
    is_order,
    is_which,
    orders,
)
from fieldapp.screens.supervisor.devices.pane import DevicePane
from fieldapp.screens.targets import Target
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import column
from fieldapp.screens.widgets.choices.chips import Choice, MenuChip
from fieldapp.screens.widgets.lists.find_field import FindField
from fieldapp.screens.widgets.lists.row_list import RowList
from fieldapp.screens.widgets.overlays.toast import Toasts
from fieldapp.screens.widgets.states import EmptyState
from fieldapp.screens.words import Told, counted, tr
from fieldapp.screens.workbench import Workbench
from fieldapp.supervisor.devices import DeviceRow, load_devices


class DevicesPage(Page):
    """The list with what narrows it at one side, a device with its acts at the other."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench, tr("Devices"), margin=Gap.NONE)
        self._rows: tuple[DeviceRow, ...] = ()
        self.wanted: bytes | None = None
        self.toasts = Toasts(bench.look, self)
        self.finder = FindField(bench.look, tr("Find a person or a tablet"))
        self.finds_with(self.finder)
        self.which = Choice(bench.look, tr("Show"), filters(), low=True)
        self.order = MenuChip(bench.look, tr("Sorted by"), orders())
        self.list = RowList(bench.look, tr("Devices"))
        self.empty = EmptyState(bench.look, "device-tablet", "")
        self.detail, self.bar = DevicePane(bench), ActsBar(bench, self)
        self.enrol = Button(bench.look, tr("Enrol a tablet"), "plain", "plus")
        self.add_act(self.enrol)
        self._lay_out()
        which, order = self.recall("which", "all"), self.recall("order", "needs")
        self.which.choose(which if is_which(which) else "all")
        self.order.choose(order if is_order(order) else "needs")
        self.finder.textChanged.connect(lambda _: self._fill())
        self.finder.left.connect(self.list.setFocus)
        self.which.chosen.connect(partial(self._choose_by, "which"))
        self.order.picked.connect(partial(self._choose_by, "order"))
        self.empty.acted.connect(self._let_go)
        self.list.chosen.connect(self.choose)
        self.list.chosen.connect(self.panes.open_detail)
        self.list.selected.connect(self.choose)
        self.bar.decided.connect(self._decided)
        self.enrol.clicked.connect(lambda: self.bench.go.open(Target("enrol_tablet")))

    def load(self) -> None:
        self.read(load_devices, self._show)

    def keys(self) -> tuple[Key, ...]:
        return (Key("Ctrl+F", tr("Find a person or a tablet")),)

    def arrive(self, target: Target) -> None:
        """Go to one device; the page reads it itself."""
        super().arrive(target)
        if target.kind == "device":
            self._let_go()
            self.wanted = target.id
            self.panes.open_detail()
            if self.isVisible():
                self.load()

    def choose(self, key: object) -> None:
        """Look at another one."""
        if isinstance(key, bytes) and key != self.wanted:
            self.wanted = key
            self.notice.clear()
            self._look()

    def _lay_out(self) -> None:
        tools, box = QWidget(), column(Gap.S, Gap.M)
        for part in (self.finder, self.which, self.order):
            box.addWidget(part)
        tools.setLayout(box)
        self.tools = tools
        self.set_panes(ListAndDetail(listing(tools, self.list, self.empty), self.detail, self.bar))

    def _show(self, rows: tuple[DeviceRow, ...]) -> None:
        gone = self.wanted is not None and all(row.device != self.wanted for row in rows)
        self._rows = rows
        for key in ("all", "needs", "holds", "ended"):
            self.which.set_count(key, sum(belongs(row, key) for row in rows))
        needing = sum(belongs(row, "needs") for row in rows)
        words = counted(needing, tr("device needs you"), tr("devices need you"))
        self.head(self.title, words if needing else counted(len(rows), tr("device"), tr("devices")))
        if gone:
            self.panes.close_detail()
            self.wanted = None
            title = tr("This device is not among yours any more")
            self.tell(Told("note", title, tr("Its person has another supervisor, or it was taken out.")))
        self._fill()

    def _fill(self) -> None:
        """Show what is asked for; a device that is looked at stays, also where it is not among that."""
        shown = arranged(self._rows, self.which.current, self.order.current, self.finder.text())
        self.list.set_rows(device_rows(self.bench.formats, shown, self.bench.now_ms()))
        self.list.setVisible(bool(shown))
        self.empty.setVisible(not shown)
        self.tools.setVisible(bool(self._rows))
        self._say_nothing()
        self.panes.set_empty(not self._rows)
        if self.wanted is None and shown:
            self.wanted = shown[0].device
        self._look()
        if self.list.current_key != self.wanted:
            self.list.select(self.wanted)

    def _say_nothing(self) -> None:
        if not self._rows:
            detail = tr("The tablets of your people are listed here from their enrolment on.")
            self.empty.say(tr("No device yet"), detail)
        elif self.finder.text().strip():
            words = tr("No device matches “{text}”").format(text=self.finder.text().strip())
            self.empty.say(words, tr("People, tablets and codes are searched."), tr("Show all devices"))
        elif self.which.current == "needs":
            self.empty.say(tr("No device needs you"), "", tr("Show all devices"))
        else:
            self.empty.say(tr("No device is in this state"), "", tr("Show all devices"))

    def _look(self) -> None:
        found = next((row for row in self._rows if row.device == self.wanted), None)
        if found is not None:
            self.detail.show_device(found)
            self.bar.show_device(found)

    def _choose_by(self, what: str, key: str) -> None:
        self.remember(what, key)
        self._fill()

    def _let_go(self) -> None:
        """Show every device again."""
        self.which.choose("all")
        self.remember("which", "all")
        self.finder.clear()
        self._fill()

    def _decided(self, row: DeviceRow, said: str) -> None:
        """It is on the disk: say so; the list is read again by itself."""
        words = tr("{said}: {name}. Saved on this tablet.")
        self.toasts.say(words.format(said=said, name=row.owner_name or "–"))
        self.list.setFocus()
