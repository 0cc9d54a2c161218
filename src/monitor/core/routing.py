"""When a chat hears of an alert: quiet hours, digests, and what has become too old (pure).

Evaluation never waits; only sending does. Local times are of the chat's own zone and hold on
the two odd days of a year as well: a digest has exactly one moment on each date of the local
calendar. A clock time that a day lacks is read with the offset before the change (so 03:30
falls at 04:30), one that a day has twice means the first (PEP 495, `fold=0`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.model import ChatPolicy, DeliveryKind

_TIME = r"(\d{1,2}):(\d{2})"
_AT = re.compile(rf"{_TIME}\s+(\S+)")
_SPAN = re.compile(rf"{_TIME}\s*[-–]\s*{_TIME}\s+(\S+)")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """A clock time of every day in some place."""

    at: time
    zone: ZoneInfo

    def on(self, day: date) -> datetime:
        """Return the one moment that it has on this date of the local calendar."""
        return datetime.combine(day, self.at, tzinfo=self.zone).astimezone(_UTC)

    def day_of(self, moment: datetime) -> date:
        """Return the local date of a moment."""
        return moment.astimezone(self.zone).date()

    def after(self, moment: datetime) -> datetime:
        """Return its first moment that is later than the given one."""
        today = self.day_of(moment)
        days = (today + offset * _DAY for offset in range(-1, 3))
        return next(at for at in map(self.on, days) if at > moment)

    def last(self, moment: datetime) -> datetime:
        """Return its last moment that is not later than the given one."""
        today = self.day_of(moment)
        days = (today - offset * _DAY for offset in range(-1, 3))
        return next(at for at in map(self.on, days) if at <= moment)


_UTC = ZoneInfo("UTC")


@cache
def daily(text: str) -> Daily:
    """Read `08:00 Asia/Seoul`.

    Raises:
        ValueError: It is no such time, or there is no such zone (IANA tz database).
    """
    found = _AT.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is not a time such as 08:00 Asia/Seoul")
    hour, minute, zone = found.groups()
    return Daily(at=time(int(hour), int(minute)), zone=_zone(zone))


@cache
def span(text: str) -> tuple[Daily, Daily]:
    """Read `22:00-07:00 Asia/Seoul` as its begin and its end.

    Raises:
        ValueError: It is no such span, or there is no such zone.
    """
    found = _SPAN.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is not a span such as 22:00-07:00 Asia/Seoul")
    *clock, name = found.groups()
    zone, (h1, m1, h2, m2) = _zone(name), map(int, clock)
    return Daily(at=time(h1, m1), zone=zone), Daily(at=time(h2, m2), zone=zone)


def quiet_until(policy: ChatPolicy, *, now: datetime) -> datetime | None:
    """Return the end of the quiet hours that `now` lies in, None when it does not.

    A span whose ends are equal is empty.
    """
    if policy.quiet_hours is None:
        return None
    begin, end = span(policy.quiet_hours)
    if begin.at == end.at:
        return None
    until = end.after(now)
    began = begin.last(now)
    return until if end.after(began) == until else None


def send_at(policy: ChatPolicy, *, kind: DeliveryKind, now: datetime) -> datetime:
    """Return when an alert that was decided now may be sent at the earliest.

    Instant chats: now, or the end of the quiet hours. Digest chats: the next digest; quiet
    hours do not move a digest, whose time the operator chose. Edits make no sound and go at
    once, in digests too: they change what was told already.
    """
    if kind == "edit":
        return now
    if policy.mode == "digest" and policy.digest is not None:
        return daily(policy.digest).after(now)
    return quiet_until(policy, now=now) or now


def digest_due(policy: ChatPolicy, *, last: datetime | None, now: datetime) -> bool:
    """Tell whether a moment for a digest has passed since the last *delivered* one.

    Args:
        policy: Of a chat in digest mode; any other is never due.
        last: `now` of the last digest that was delivered; None: there was none.
        now: The moment of asking. After an outage of days this is due once, not once a day.
    """
    if policy.mode != "digest" or policy.digest is None:
        return False
    return last is None or daily(policy.digest).last(now) > last


def expired(policy: ChatPolicy, *, kind: DeliveryKind, due_at: datetime, now: datetime) -> bool:
    """Tell whether an alert came too late to be news (DLV-08).

    Age counts from when it was due, so that quiet hours cost nothing; in a digest nothing is
    too old, since a digest tells of everything since the last.
    """
    news = policy.mode != "digest" and kind not in {"edit", "notice"}
    return news and now - due_at > policy.max_age


def zone_of(policy: ChatPolicy) -> str | None:
    """Return the IANA name of the zone that the chat's own times are in, None without any."""
    if policy.digest is not None:
        return daily(policy.digest).zone.key
    return span(policy.quiet_hours)[0].zone.key if policy.quiet_hours is not None else None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError) as error:
        raise ValueError(
            f"there is no time zone {name!r}; use a name such as Asia/Seoul"
        ) from error
