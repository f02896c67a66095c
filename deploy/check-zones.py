"""Holds Calgate's VTIMEZONEs and expansions against the zone database, python-dateutil and libical. See `deploy/check-zones`."""
import ctypes
import ctypes.util
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.rrule import rrulestr

CALGATE = sys.argv[1]
FIRST, LAST, LIBICAL_LAST = datetime(1970, 1, 1), datetime(2100, 1, 1), datetime(2037, 1, 1)
UTC = timezone.utc
problems = []


def calgate(*arguments, text=None):
    return subprocess.run([CALGATE, *arguments], input=text, capture_output=True, text=True, check=True).stdout


def unfolded(text):
    return text.replace("\n ", "").replace("\n\t", "").split("\n")


def seconds(offset):
    sign = -1 if offset[0] == "-" else 1
    digits = offset[1:].ljust(6, "0")
    return sign * (int(digits[:2]) * 3600 + int(digits[2:4]) * 60 + int(digits[4:6]))


def moment(text):
    return datetime.strptime(text.rstrip("Z"), "%Y%m%dT%H%M%S")


def onsets(vtimezone):
    """(instant in UTC, offset from then on), ascending, as dateutil expands the observances; the first offset before them."""
    found, before, current = [], None, None
    for line in unfolded(vtimezone):
        name, _, value = line.partition(":")
        name = name.split(";")[0]
        if name == "BEGIN" and value in ("STANDARD", "DAYLIGHT"):
            current = {"RDATE": []}
        elif name == "END" and current is not None:
            start, old = moment(current["DTSTART"]), seconds(current["TZOFFSETFROM"])
            locals_ = {start} | {moment(text) for text in current["RDATE"]}
            if "RRULE" in current:
                # UNTIL is in UTC here; dateutil wants the clock of DTSTART.
                parts = dict(part.split("=") for part in current["RRULE"].split(";"))
                if "UNTIL" in parts:
                    parts["UNTIL"] = (moment(parts["UNTIL"]) + timedelta(seconds=old)).strftime("%Y%m%dT%H%M%S")
                rule = rrulestr(";".join(f"{k}={v}" for k, v in parts.items()), dtstart=start)
                locals_ |= set(rule.between(start, LAST + timedelta(days=2), inc=True))
            for local in locals_:
                found.append((local - timedelta(seconds=old), seconds(current["TZOFFSETTO"]), old))
            current = None
        elif current is not None:
            if name == "RDATE":
                current["RDATE"] += value.split(",")
            else:
                current[name] = value
    found.sort()
    return [(instant, offset) for instant, offset, _ in found], found[0][2]


def offset_of(zone, instant):
    return int(instant.replace(tzinfo=UTC).astimezone(zone).utcoffset().total_seconds())


def samples(changes, last):
    """Around every change, and every 19 days at changing hours."""
    for instant, _ in changes:
        for near in (instant - timedelta(seconds=1), instant, instant + timedelta(hours=1)):
            if FIRST <= near < last:
                yield near
    instant = FIRST
    while instant < last:
        yield instant
        instant += timedelta(days=19, hours=5)


class Libical:
    """libical's reading of a VTIMEZONE."""

    class Time(ctypes.Structure):
        _fields_ = [(name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second", "is_date", "is_daylight")]
        _fields_ += [("zone", ctypes.c_void_p)]

    def __init__(self):
        self.library = ctypes.CDLL(ctypes.util.find_library("ical"))
        for name, result, arguments in (
            ("icalparser_parse_string", ctypes.c_void_p, [ctypes.c_char_p]),
            ("icaltimezone_new", ctypes.c_void_p, []),
            ("icaltimezone_set_component", ctypes.c_int, [ctypes.c_void_p, ctypes.c_void_p]),
            ("icaltimezone_get_utc_offset_of_utc_time", ctypes.c_int, [ctypes.c_void_p, ctypes.POINTER(self.Time), ctypes.c_void_p]),
            ("icaltimezone_free", None, [ctypes.c_void_p, ctypes.c_int]),
        ):
            function = getattr(self.library, name)
            function.restype, function.argtypes = result, arguments

    def zone(self, text):
        zone = self.library.icaltimezone_new()
        component = self.library.icalparser_parse_string(text.encode())
        return zone if component and self.library.icaltimezone_set_component(zone, component) else None

    def offset(self, zone, instant):
        time = self.Time(instant.year, instant.month, instant.day, instant.hour, instant.minute, instant.second, 0, 0, None)
        return self.library.icaltimezone_get_utc_offset_of_utc_time(zone, ctypes.byref(time), None)


def check_zone(name, text, libical):
    try:
        real = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return f"{name}: not in Python's zone database"
    changes, offset = onsets(text)
    if len({instant for instant, _ in changes}) != len(changes):
        return f"{name}: two observances begin at once"
    place = 0
    for instant in sorted(set(samples(changes, LAST))):
        while place < len(changes) and changes[place][0] <= instant:
            offset = changes[place][1]
            place += 1
        if offset != offset_of(real, instant):
            return f"{name}: {offset} at {instant} as dateutil expands it, {offset_of(real, instant)} in the database"
    zone = libical.zone(text)
    if zone is None:
        return f"{name}: libical does not read it"
    for instant in sorted(set(samples(changes, LIBICAL_LAST))):
        # libical knows nothing before the first observance.
        if instant > changes[0][0] and libical.offset(zone, instant) != offset_of(real, instant):
            return f"{name}: {libical.offset(zone, instant)} at {instant} in libical, {offset_of(real, instant)} in the database"
    libical.library.icaltimezone_free(zone, 1)
    return None


def event(zone, start, rule):
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//check//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n"
        f"DTSTART;TZID={zone}:{start:%Y%m%dT%H%M%S}\r\nRRULE:{rule}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def utc(local, zone):
    # A missing time counts with the offset before the gap, a doubled one as the first (RFC 5545 section 3.3.5).
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def difference(name, start, rule, until):
    """How the two expansions of a rule differ; None if they do not."""
    real = ZoneInfo(name)
    given = calgate("expand", "-", "--start", "19691201T000000Z", "--end", f"{until:%Y%m%dT%H%M%S}Z", text=event(name, start, rule)).split()
    # DTSTART is the first instance even where the rule would not give it.
    locals_ = {start}
    try:
        locals_ |= set(rrulestr(rule, dtstart=start).between(start, until + timedelta(days=2), inc=True))
    except ValueError as error:
        # How dateutil says that no step meets the hours.
        if "empty" not in str(error):
            raise
    wanted = sorted(text for text in (utc(local, real) for local in locals_) if text < f"{until:%Y%m%dT%H%M%S}Z")
    if sorted(set(given)) == sorted(set(wanted)):
        return None
    return f"{rule} from {start} in {name}: lacks {sorted(set(wanted) - set(given))[:3]}, has besides {sorted(set(given) - set(wanted))[:3]}"


def random_rule(dice):
    """Rules of which dateutil is known to be right: it is not for BYSETPOS by weeks and for days counted from the end by days."""
    frequency = dice.choice(["DAILY", "WEEKLY", "MONTHLY", "YEARLY", "HOURLY", "MINUTELY"])
    interval = dice.choice([15, 45, 90, 1440]) if frequency == "MINUTELY" else dice.choice([1, 1, 2, 3, 5])
    parts = [f"FREQ={frequency}", f"INTERVAL={interval}"]
    days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    if frequency == "WEEKLY" and dice.random() < 0.7:
        parts += ["BYDAY=" + ",".join(dice.sample(days, dice.randint(1, 3))), f"WKST={dice.choice(['MO', 'SU'])}"]
    if frequency == "MONTHLY":
        parts.append(
            dice.choice(
                [
                    f"BYDAY={dice.choice([1, 2, 3, 4, -1, -2])}{dice.choice(days)}",
                    f"BYMONTHDAY={dice.randint(1, 31)},{-dice.randint(1, 10)}",
                    f"BYDAY=MO,TU,WE,TH,FR;BYSETPOS={dice.choice([1, 2, -1, -2])}",
                    f"BYDAY=FR;BYMONTHDAY={dice.randint(1, 28)}",
                ]
            )
        )
    if frequency == "YEARLY":
        parts.append(
            dice.choice(
                [
                    f"BYMONTH={dice.randint(1, 12)};BYDAY={dice.choice([1, 2, 3, -1])}{dice.choice(days)}",
                    f"BYYEARDAY={dice.randint(1, 366)},{-dice.randint(1, 366)}",
                    f"BYWEEKNO={dice.randint(1, 53)};BYDAY={dice.choice(days)}",
                    f"BYDAY={dice.randint(1, 53)}{dice.choice(days)}",
                ]
            )
        )
    if frequency == "DAILY" and dice.random() < 0.5:
        parts.append(f"BYMONTH={dice.randint(1, 12)}")
    if frequency in ("DAILY", "HOURLY", "MINUTELY") and dice.random() < 0.4:
        parts.append("BYDAY=" + ",".join(dice.sample(days, dice.randint(1, 5))))
    if frequency in ("HOURLY", "MINUTELY") and dice.random() < 0.4:
        parts.append("BYHOUR=" + ",".join(map(str, sorted(dice.sample(range(24), dice.randint(1, 8))))))
    if frequency in ("DAILY", "WEEKLY") and dice.random() < 0.3:
        parts.append(f"BYHOUR={dice.randint(0, 11)},{dice.randint(12, 23)}")
    return ";".join(parts)


def main():
    names = calgate("timezone", "--list").split()
    with ThreadPoolExecutor(4) as pool:
        texts = dict(zip(names, pool.map(lambda name: calgate("timezone", name), names)))
    libical = Libical()
    for name, text in texts.items():
        problem = check_zone(name, text, libical)
        if problem:
            problems.append(problem)
    print(f"{len(names)} VTIMEZONEs checked, {len(problems)} differ")

    dice = random.Random(2026)
    cases = [(name, datetime(1970, 1, 4, dice.randint(0, 3), 30), "FREQ=WEEKLY", LAST) for name in names]
    zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "America/Santiago", "Asia/Kolkata"]
    # Beyond the years that are laid out in a table.
    cases += [(name, datetime(year, 1, 1, 2, 30), "FREQ=DAILY", datetime(year + 1, 1, 1)) for name in zones for year in (2101, 2399, 9997)]
    for _ in range(600):
        start = datetime(1990, 1, 1, dice.randint(0, 23), dice.choice([0, 30])) + timedelta(days=dice.randint(0, 15_000))
        rule = random_rule(dice)
        days = 60 if "MINUTELY" in rule else 366 if "HOURLY" in rule else 12 * 366
        cases.append((dice.choice(zones), start, rule, start + timedelta(days=days)))
    with ThreadPoolExecutor(4) as pool:
        found = [problem for problem in pool.map(lambda case: difference(*case), cases) if problem]
    print(f"{len(cases)} expansions checked, {len(found)} differ")
    problems.extend(found)
    print("\n".join(problems[:40]) or "0 differences")
    sys.exit(1 if problems or not names else 0)


main()
