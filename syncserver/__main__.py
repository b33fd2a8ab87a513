"""The command line of the server: `syncserver serve`, `syncserver init` and the rest."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path

from pydantic import ValidationError

from syncserver.settings import Settings

Command = Callable[[Settings, Namespace], int]
_SETTINGS = {
    "--data-folder": "where the SQLite database and the keys are by default",
    "--database-url": "a SQLAlchemy address, postgresql+psycopg://… or sqlite:///…",
    "--keys-folder": "where the server's keys are",
}
_SERVE_SETTINGS = {
    "--host": "the address to listen on",
    "--port": "the port to listen on, 0 for any that is free",
    "--tls-certificate": "a certificate chain in PEM form",
    "--tls-key": "its private key",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused, 2 not understood, 3 not ready."""
    parsed = _parser().parse_args(arguments)
    from syncserver.commands.common import NOT_READY, CommandFailed

    try:
        return _command(parsed.run)(_settings(parsed), parsed)
    except ValidationError as fault:
        for error in fault.errors():
            print(f"syncserver: {error['loc'][0]}: {error['msg']}", file=sys.stderr)
        return NOT_READY
    except CommandFailed as failed:
        print(f"syncserver: {failed}", file=sys.stderr)
        return failed.exit_code


def _command(place: str) -> Command:
    """Import only what runs: `serve:serve` is the function `serve` of the module of that name."""
    module, _, name = place.partition(":")
    command: Command = getattr(import_module(f"syncserver.commands.{module}"), name)
    return command


def _settings(parsed: Namespace) -> Settings:
    """The command line wins over the environment."""
    given = {name: value for name, value in vars(parsed).items() if value not in (None, False)}
    return Settings(**{name: value for name, value in given.items() if name in Settings.model_fields})


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="syncserver", description="The sync server of Fieldapp.")
    for flag, text in _SETTINGS.items():
        parser.add_argument(flag, help=f"{text} (or SYNCSERVER_{flag[2:].replace('-', '_').upper()})")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="answer devices until told to stop")
    for flag, text in _SERVE_SETTINGS.items():
        serve.add_argument(flag, help=text)
    serve.add_argument("--allow-plain-http", action="store_true", help="a proxy in front speaks TLS")
    serve.set_defaults(run="serve:serve")
    commands.add_parser("init", help="make the database and the keys").set_defaults(run="database:init")
    _add_people(commands.add_parser)
    demo = commands.add_parser("demo", help="make an institution to try things on, in an empty database")
    demo.add_argument("--scale", type=int, default=1, help="so many times sixteen unions (1)")
    demo.add_argument("--today", type=date.fromisoformat, help="the day it is for, as 2026-01-31 (today)")
    demo.set_defaults(run="demo:make_demo")
    database = commands.add_parser("db", help="the database's schema").add_subparsers(required=True)
    database.add_parser("upgrade", help="bring the schema to this version").set_defaults(
        run="database:upgrade_schema"
    )
    _add_backup(commands.add_parser)
    _add_checks(commands.add_parser)
    return parser


def _add_checks(add_parser: Callable[..., ArgumentParser]) -> None:
    ledger = add_parser("ledger", help="the ledger").add_subparsers(required=True)
    ledger.add_parser("verify", help="prove that the ledger holds").set_defaults(run="checks:verify_ledger")
    audit = add_parser("audit", help="the audit chain").add_subparsers(required=True)
    verify = audit.add_parser("verify", help="prove that the audit chain holds, or name the first bad row")
    verify.add_argument(
        "--checkpoints",
        type=Path,
        action="append",
        metavar="FILE",
        help="checkpoints kept elsewhere, as a tablet shows them; may be given again",
    )
    verify.set_defaults(run="checks:verify_audit")
    checkpoint = audit.add_parser("checkpoint", help="sign where the chain is now and print it")
    checkpoint.set_defaults(run="checks:make_checkpoint")


def _add_backup(add_parser: Callable[..., ArgumentParser]) -> None:
    backup = add_parser(
        "backup",
        usage="syncserver backup FILE | syncserver backup drill FILE --recovery-key KEY",
        help="seal the whole server into a file, or prove such a file",
    )
    backup.add_argument("file", nargs="+", help="a new file; with `drill` before it, one to be proved")
    backup.add_argument("--recovery-key", type=Path, help="the private half of the recovery key, for a drill")
    backup.set_defaults(run="backup:backup")
    restore = add_parser("restore", help="bring the server back from a backup, into an empty database")
    restore.add_argument("file", type=Path, help="the backup")
    restore.add_argument("--recovery-key", type=Path, required=True, help="the recovery key's private half")
    restore.set_defaults(run="backup:restore_backup")


def _add_people(add_parser: Callable[..., ArgumentParser]) -> None:
    institution = add_parser("institution", help="the institution").add_subparsers(required=True)
    create = institution.add_parser("create", help="create the one institution of this database")
    create.add_argument("--name", required=True)
    create.add_argument("--currency", default="NGN", help="three letters (NGN)")
    create.add_argument("--time-zone", default="Africa/Lagos", help="where its days begin (Africa/Lagos)")
    create.set_defaults(run="people:create_institution")
    admin = add_parser("admin", help="administrators").add_subparsers(required=True)
    create = admin.add_parser("create", help="add an administrator and print an enrolment code")
    create.add_argument("--name", required=True)
    create.add_argument("--email", required=True)
    create.set_defaults(run="people:create_admin")
    staff = add_parser("staff", help="what people prove themselves with").add_subparsers(required=True)
    for what, text in (
        ("password", "set a person's password"),
        ("totp", "give a person a new secret for their authenticator app"),
    ):
        change = staff.add_parser(what, help=text)
        change.add_argument("email", help="whose it is")
        change.set_defaults(run=f"people:change_{what}")
    enrol = add_parser("enrol-code", help="print a code with which one device may enrol")
    enrol.add_argument("email", help="whose device it is")
    enrol.add_argument("--needs-approval", action="store_true", help="the device waits for its approval")
    enrol.set_defaults(run="people:enrol_code")
    _add_devices(add_parser)
    courier = add_parser("courier", help="what tablets send by hand").add_subparsers(required=True)
    take = courier.add_parser("take", help="take in a tablet's bundle and write the answer beside it")
    take.add_argument("bundle", type=Path, metavar="FILE", help="the file the tablet saved")
    take.add_argument("--answer", type=Path, metavar="FILE", help="where the answer goes, a new file")
    take.set_defaults(run="custody.courier:take_bundle")
    recover = add_parser("recover", help="take in what a tablet's sealed journal holds")
    source = recover.add_mutually_exclusive_group(required=True)
    source.add_argument("journal", nargs="?", type=Path, metavar="FILE", help="the tablet's sealed.journal")
    source.add_argument(
        "--device", metavar="CODE", help="what the tablet with this code sent of it by itself"
    )
    recover.add_argument("--recovery-key", dest="private_key", type=Path, required=True, metavar="KEY")
    recover.set_defaults(run="custody.recovering:recover_journal")


def _add_devices(add_parser: Callable[..., ArgumentParser]) -> None:
    device = add_parser("device", help="one tablet, by its code").add_subparsers(required=True)
    for name, text in (
        ("unlock", "let PINs be tried again after ten wrong ones"),
        ("revoke", "take its rights away"),
        ("wipe", "have it send its sealed journal and destroy the rest"),
    ):
        order = device.add_parser(name, help=text)
        order.add_argument("code", metavar="CODE")
        order.add_argument("--reason", required=True, help="kept with the order")
        order.set_defaults(run=f"devices:{name}_device")
    waiting = device.add_parser("waiting", help="those that wait for approval, with their digits")
    waiting.set_defaults(run="devices:list_waiting")
    approve = device.add_parser("approve", help="approve one whose screen shows the same digits")
    approve.add_argument("code", metavar="CODE")
    approve.add_argument("digits", nargs="+", metavar="DIGITS", help="24 digits, as its screen shows them")
    approve.set_defaults(run="devices:approve_device")
    back = device.add_parser("readmit", help="let one come back that was enrolled after the restored backup")
    back.add_argument("profile", type=Path, help="its profile.json")
    back.set_defaults(run="devices:readmit_device")
    figures = device.add_parser("figures", help="everything it has ever sent, by what became of it")
    figures.add_argument("code", metavar="CODE")
    figures.set_defaults(run="devices:show_figures")


if __name__ == "__main__":
    sys.exit(main())
