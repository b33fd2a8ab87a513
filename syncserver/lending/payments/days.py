"""The days on which money may be dated.

The rule kept here: nothing is dated in the future, further back than the institution allows, or into the
locked past.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.contract.bodies.people import InstitutionSettings
from syncserver.database.work import Work
from syncserver.people.caller import Caller


def earliest_open_day(today: date, settings: InstitutionSettings) -> date:
    """The first day that something recorded today may be dated back to."""
    earliest = today - timedelta(days=settings.backdate_days)
    if settings.locked_until is None:
        return earliest
    return max(earliest, settings.locked_until + timedelta(days=1))


def value_date(work: Work, caller: Caller, recorded_for: date, settings: InstitutionSettings) -> date:
    """The value date of money that was received: as recorded if that day is open, else today.

    The back-date limit counts from the day of recording, so that a tablet long without a network costs no
    member a penalty; that day is never before the newest server time the tablet had seen.
    """
    if earliest_open_day(work.today, settings) <= recorded_for <= work.today:
        return recorded_for
    recorded_ms = min(max(caller.at_ms, caller.server_time_seen_ms), work.now_ms)
    recorded_on = datetime.fromtimestamp(recorded_ms / 1000, ZoneInfo(settings.time_zone)).date()
    earliest = earliest_open_day(min(recorded_on, work.today), settings)
    return recorded_for if earliest <= recorded_for <= work.today else work.today
