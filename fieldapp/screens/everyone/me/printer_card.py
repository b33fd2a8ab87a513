"""Which receipt printer this tablet has: chosen here, tried out, remembered."""

from __future__ import annotations

from fieldapp.everyone.printing.choice import (
    DOTS,
    KINDS,
    USUAL,
    PaperWidth,
    PrinterChoice,
    PrinterKind,
    device_and_speed,
    host_and_port,
    kept,
    recalled,
)
from fieldapp.screens.frame import Page
from fieldapp.screens.paper.blocks import Block, Fact, Heading, Remark, Rule
from fieldapp.screens.paper.thermal.printing import PRINTER, PaperPrinter
from fieldapp.screens.theme.tokens import Gap
from fieldapp.screens.widgets.buttons import Button
from fieldapp.screens.widgets.card import Card, row
from fieldapp.screens.widgets.choices.chips import Choice
from fieldapp.screens.widgets.forms.fields import TextField
from fieldapp.screens.widgets.text import label
from fieldapp.screens.words import tr
from fieldapp.screens.workbench import Workbench
from shared.errors import RuleRefused


class PrinterCard(Card):
    """How it is reached, how wide its paper is, and a paper to try it out with."""

    def __init__(self, bench: Workbench, page: Page) -> None:
        super().__init__(tr("Receipt printer"))
        self._bench = bench
        self._printer = PaperPrinter(bench, page)
        names = _names()
        kinds = tuple((kind, names[kind]) for kind in KINDS)
        self.kind = Choice(bench.look, tr("Receipt printer"), kinds)
        widths = tuple((str(width), tr("{width} mm").format(width=width)) for width in DOTS)
        self.paper = Choice(bench.look, tr("Width of the paper"), widths)
        self.address = TextField(bench.look, tr("Where it is"))
        self.about = label("", "label", "muted", wrap=True)
        self._paper_word = label(tr("Width of the paper"), "label")
        self.test = Button(bench.look, tr("Test print"), "tonal", "printer")
        self.body.setSpacing(Gap.M)
        for widget in (self.kind, self.about, self.address, self._paper_word, self.paper):
            self.body.addWidget(widget)
        line = row(Gap.S)
        line.addStretch()
        line.addWidget(self.test)
        self.body.addLayout(line)
        self._show(recalled(bench.notes.get(*PRINTER)))
        self.kind.chosen.connect(self._take_kind)
        self.paper.chosen.connect(lambda _: self._keep())
        self.address.changed.connect(lambda _: self._keep())
        self.test.clicked.connect(self._print)
        self._printer.busy.connect(lambda busy: self.test.setEnabled(not busy))

    @property
    def choice(self) -> PrinterChoice:
        """What is chosen."""
        kind: PrinterKind = next((each for each in KINDS if each == self.kind.current), "none")
        width: PaperWidth = next((each for each in DOTS if str(each) == self.paper.current), 58)
        return PrinterChoice(kind, self.address.text.strip(), width)

    def _take_kind(self, _: str) -> None:
        """A printer of another kind is somewhere else."""
        choice = self.choice
        self.address.set_text(USUAL.get(choice.kind, ""))
        self._show(self.choice)
        self._keep()

    def _show(self, choice: PrinterChoice) -> None:
        self.kind.choose(choice.kind)
        self.paper.choose(str(choice.paper_mm))
        if self.address.text.strip() != choice.address:
            self.address.set_text(choice.address)
        self.about.setText(_about(choice.kind))
        self.address.setVisible(choice.kind not in ("none", "file"))
        for widget in (self._paper_word, self.paper, self.test):
            widget.setVisible(choice.kind != "none")
        self._judge(choice)

    def _keep(self) -> None:
        choice = self.choice
        self._bench.notes.put(*PRINTER, kept(choice))
        self._judge(choice)

    def _judge(self, choice: PrinterChoice) -> None:
        """Say what is wrong with where it is as soon as something stands there."""
        fault = ""
        try:
            if choice.kind == "network":
                host_and_port(choice.address)
            elif choice.kind in ("usb", "serial"):
                device_and_speed(choice.address)
        except RuleRefused as refusal:
            fault = refusal.detail
        self.address.set_problem(fault if choice.address else "")
        self.test.setEnabled(not fault)

    def _print(self) -> None:
        self._printer.print_paper(tr("Test print"), _test_paper(self._bench))


def _names() -> dict[PrinterKind, str]:
    return {
        "none": tr("None"),
        "network": tr("Network"),
        "usb": tr("USB"),
        "serial": tr("Serial"),
        "file": tr("File"),
    }


def _about(kind: PrinterKind) -> str:
    return {
        "none": tr("Receipts are shown on the screen and saved as PDF."),
        "network": tr("Its address as on its own test page, as 192.168.1.5, with :9100 or another port."),
        "usb": tr("The device the system shows it as, mostly /dev/usb/lp0."),
        "serial": tr("The device, with the speed of its line after an @: /dev/ttyUSB0@9600."),
        "file": tr("What would be printed is saved where PDFs are, for a printer elsewhere."),
    }[kind]


def _test_paper(bench: Workbench) -> tuple[Block, ...]:
    """Signs that printers like to get wrong, and a line across to see the width by."""
    identity = bench.vault.profile.identity
    return (
        Heading(identity.institution_name),
        Fact(tr("Test print"), bench.formats.day_and_clock(bench.now_ms())),
        Rule(),
        Fact(tr("Amount"), bench.formats.signed(123_456_700)),
        Fact(tr("Letters"), "Ọ ọ Ẹ ẹ Ṣ ṣ Ɓ ɓ Ɗ ɗ Ƙ ƙ Ị ị Ụ ụ"),
        Fact(tr("Taken by"), identity.staff_name),
        Rule(),
        Remark(tr("If the lines above go from edge to edge, the width is right.")),
    )
