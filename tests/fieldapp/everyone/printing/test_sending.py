"""Printing at real printers: what comes out is what was sent, and every fault is told and mended by again."""

from __future__ import annotations

import os
import threading
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from fieldapp.everyone.printing.choice import PrinterChoice, device_and_speed, host_and_port, kept, recalled
from fieldapp.everyone.printing.commands import job_of
from fieldapp.everyone.printing.sending import (
    PaperOut,
    Patience,
    PrinterAbsent,
    PrinterCutOff,
    PrinterFault,
    PrinterNotReady,
    send,
)
from tests.fieldapp.desk.branch import refused
from tests.fieldapp.everyone.printing.machine import Machine, NetworkPrinter

WIDTH, HEIGHT = 384, 700
DOTS = bytes(0 if (at // WIDTH + at) % 7 == 0 else 255 for at in range(WIDTH * HEIGHT))
QUICK = Patience(reach=2.0, answer=0.2, room=2.0, done=1.5)


@pytest.fixture
def printer() -> Iterator[NetworkPrinter]:
    found = NetworkPrinter(Machine())
    yield found
    found.close()


@pytest.fixture
def choice(printer: NetworkPrinter) -> PrinterChoice:
    return PrinterChoice("network", printer.address)


@pytest.fixture(scope="module")
def job() -> bytes:
    grey = QImage(DOTS, WIDTH, HEIGHT, WIDTH, QImage.Format.Format_Grayscale8)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"PNG").write(grey)
    return job_of(bytes(data.data()))


def came_out(machine: Machine) -> bytes:
    picture = machine.paper.picture()
    return bytes(picture.constBits())


def test_what_comes_out_is_what_was_sent_dot_by_dot(
    printer: NetworkPrinter, choice: PrinterChoice, job: bytes
) -> None:
    assert send(choice, job, QUICK)
    assert came_out(printer.machine) == DOTS
    assert printer.machine.paper.cuts == 1


def test_one_that_never_answers_is_only_sent_to(
    printer: NetworkPrinter, choice: PrinterChoice, job: bytes
) -> None:
    printer.machine.silent = True
    assert not send(choice, job, QUICK)
    printer.close()
    assert came_out(printer.machine) == DOTS


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"paper_lines": 0}, PaperOut),
        ({"offline": True}, PrinterNotReady),
        ({"paper_lines": 300}, PaperOut),
        ({"cut_after": 9_000}, PrinterCutOff),
    ],
)
def test_each_fault_is_told_and_printing_again_prints_it_whole(
    printer: NetworkPrinter,
    choice: PrinterChoice,
    job: bytes,
    fault: dict[str, object],
    told: type[PrinterFault],
) -> None:
    for name, value in fault.items():
        setattr(printer.machine, name, value)
    with pytest.raises(told) as caught:
        send(choice, job, QUICK)
    assert caught.value.title
    assert caught.value.detail.startswith("The payment is saved")
    assert len(printer.machine.paper.lines) < HEIGHT
    printer.machine.renewed()
    assert send(choice, job, QUICK)
    assert came_out(printer.machine) == DOTS


def test_one_that_is_switched_off_is_said_to_be_absent(
    printer: NetworkPrinter, choice: PrinterChoice, job: bytes
) -> None:
    printer.close()
    with pytest.raises(PrinterAbsent):
        send(choice, job, QUICK)


@pytest.mark.parametrize("silent", [False, True])
def test_a_serial_line_prints_the_same(job: bytes, silent: bool) -> None:
    machine = Machine(silent=silent)
    ours, theirs = os.openpty()
    tty.setraw(ours)
    ended = threading.Event()

    def serve() -> None:
        while not (ended.is_set() and machine.paper.cuts):
            try:
                machine.take(os.read(ours, 1_024), lambda answer: os.write(ours, answer))
            except OSError:
                return

    serving = threading.Thread(target=serve)
    serving.start()
    try:
        assert send(PrinterChoice("serial", f"{os.ttyname(theirs)}@115200"), job, QUICK) is not silent
    finally:
        ended.set()
        serving.join(10)
        os.close(theirs)
        os.close(ours)
    assert came_out(machine) == DOTS


def test_a_device_that_is_not_there_is_absent(job: bytes) -> None:
    with pytest.raises(PrinterAbsent):
        send(PrinterChoice("usb", "/dev/usb/lp-none"), job, QUICK)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.168.1.50", ("192.168.1.50", 9100)),
        (" printer.local:9101 ", ("printer.local", 9101)),
        ("[fe80::1]:9100", ("fe80::1", 9100)),
        ("fe80::1", ("fe80::1", 9100)),
    ],
)
def test_addresses_are_read_as_people_write_them(address: str, expected: tuple[str, int]) -> None:
    assert host_and_port(address) == expected


@pytest.mark.parametrize(
    "address", ["", "a b", "host:0", "host:99999", "host:x", "http://x/", "ho$t", "x" * 300]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with refused("printer.bad_address"):
        host_and_port(address)


@pytest.mark.parametrize("address", ["", "/etc/passwd", "/dev/../etc/passwd", "/dev/ttyS0@fast", "lp0"])
def test_what_is_no_device_is_refused(address: str) -> None:
    with refused("printer.bad_address"):
        device_and_speed(address)


def test_a_choice_is_remembered_and_what_cannot_be_read_is_none(tmp_path: Path) -> None:
    choice = PrinterChoice("serial", "/dev/ttyUSB0@9600", 80)
    assert recalled(kept(choice)) == choice
    assert recalled(b"\xff\x00") == recalled(None) == PrinterChoice()
    assert (choice.dots, PrinterChoice().dots) == (576, 384)
