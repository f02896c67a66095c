"""Expands edited series with python-dateutil and compares them with what the tests wrote down.

Each line of the file is {"ics", "through", "floating", "ids", "starts"}: components of one UID, an instant up to which
recurrence ids count, the zone of floating times, and the expected ids and starts in UTC.
"""
import json
import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.rrule import rruleset, rrulestr


def components(text):
    lines, current = [], None
    for raw in text.replace("\r\n ", "").replace("\r\n\t", "").split("\r\n"):
        if raw.startswith("BEGIN:"):
            current = []
        elif raw.startswith("END:"):
            lines.append(current)
        elif raw and current is not None:
            head, value = raw.split(":", 1)
            name, *parameters = head.split(";")
            current.append((name, dict(p.split("=", 1) for p in parameters), value))
    return lines


def local(value):
    value = value.rstrip("Z")
    return datetime.strptime(value, "%Y%m%d" if len(value) == 8 else "%Y%m%dT%H%M%S")


def utc(moment, zone):
    # A time that the clocks leave out is read with the offset before the gap, a doubled one as the first (RFC 5545 section 3.3.5).
    return moment.replace(tzinfo=zone, fold=0).astimezone(timezone.utc).strftime("%Y%m%dT%H%M%SZ")


def zone_of(parameters, value, floating):
    if value.endswith("Z"):
        return timezone.utc
    if len(value) == 8:
        return floating
    return ZoneInfo(parameters["TZID"]) if "TZID" in parameters else floating


def place(first):
    # A to-do without a start stands where it is due.
    return first.get("DTSTART") or first.get("DUE")


def expand(case):
    floating = ZoneInfo(case["floating"])
    masters, overrides, ranges = [], {}, []
    items = [(c, {name: (parameters, value) for name, parameters, value in reversed(c)}) for c in components(case["ics"])]
    of_dates = any("RECURRENCE-ID" not in first and len(place(first)[1]) == 8 for _, first in items)
    for component, first in items:
        if "RECURRENCE-ID" in first:
            ids, value = first["RECURRENCE-ID"]
            if of_dates:
                # Programs name an instance of dates by a time, too: by that day.
                value = value[:8]
            parameters, start = place(first) or first["RECURRENCE-ID"]
            identity = utc(local(value), zone_of(ids, value, floating))
            overrides[identity] = utc(local(start), zone_of(parameters, start, floating))
            if ids.get("RANGE") == "THISANDFUTURE":
                # Its shift on the local clock counts for all later instances; both times are written in the series' zone here.
                ranges.append((identity, local(start) - local(value)))
        else:
            masters.append((component, first))
    found, dates, gone = {}, set(), set()
    for component, first in masters:
        parameters, value = place(first)
        zone = zone_of(parameters, value, floating)
        start = local(value)
        through = datetime.strptime(case["through"], "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc).astimezone(zone).replace(tzinfo=None)
        rules, ends, isolated = rruleset(), [], True
        # DTSTART is an instance even where its rule would not give it; then it is the first of COUNT.
        rules.rdate(start)
        for name, parameters, value in component:
            if name in ("RRULE", "EXRULE"):
                parts = []
                for part in value.split(";"):
                    key, text = part.split("=", 1)
                    if key == "UNTIL":
                        moment = local(text)
                        if name == "RRULE":
                            ends.append(text)
                        if text.endswith("Z") and "TZID" in place(first)[0]:
                            moment = moment.replace(tzinfo=timezone.utc).astimezone(zone).replace(tzinfo=None)
                        text = moment.strftime("%Y%m%dT%H%M%S")
                    parts.append((key, text))
                rule = rrulestr(";".join(f"{k}={v}" for k, v in parts), dtstart=start)
                count = dict(parts).get("COUNT")
                if name == "RRULE" and count and next(iter(rule), None) != start:
                    rule = rule.replace(count=int(count) - 1) if int(count) > 1 else None
                if rule is not None:
                    (rules.rrule if name == "RRULE" else rules.exrule)(rule)
            elif name in ("RDATE", "EXDATE"):
                for text in value.split(","):
                    # Of a period the start counts here.
                    text, *end = text.split("/")
                    if end and len(text) == 8:
                        # A period has times: this one says nothing.
                        continue
                    own = zone_of(parameters, text, floating)
                    moment = local(text)
                    # On the clock of the series two instants may have the same name.
                    if name == "EXDATE" and len(text) > 8:
                        gone.add(utc(moment, own))
                        continue
                    if own != zone or name == "RDATE" and len(text) > 8 and not ranges:
                        dates.add(utc(moment, own))
                        continue
                    isolated = isolated and name != "RDATE"
                    (rules.rdate if name == "RDATE" else rules.exdate)(moment)
        single = len(ends) == sum(name == "RRULE" for name, _, _ in component) == 1 and isolated
        last = ends[0] if single and ends[0].endswith("Z") else None
        for moment in rules:
            if moment > through:
                break
            identity = utc(moment, zone)
            if last and identity > last and moment != start:
                # A time that the clocks leave out comes later than its name says.
                continue
            shift = max((r for r in ranges if r[0] <= identity), default=(None, timedelta()))[1]
            found[identity] = utc(moment + shift, zone)
        found.update((identity, identity) for identity in dates)
        for identity in gone:
            found.pop(identity, None)
    found.update(overrides)
    return {key: value for key, value in found.items() if key <= case["through"]}


def main():
    total = wrong = skipped = 0
    with open(sys.argv[1]) as file:
        for number, line in enumerate(file, 1):
            case = json.loads(line)
            total += 1
            try:
                found = expand(case)
            except (ZoneInfoNotFoundError, ValueError, KeyError, OverflowError, TypeError) as error:
                if "-v" in sys.argv:
                    print(f"line {number}: {error!r}")
                # Zones that only the calendar defines, and what dateutil cannot read.
                skipped += 1
                continue
            if sorted(found) == case["ids"] and sorted(found.values()) == case["starts"]:
                continue
            wrong += 1
            if wrong <= 5:
                missing = sorted(set(case["ids"]) - set(found))[:5]
                extra = sorted(set(found) - set(case["ids"]))[:5]
                print(f"line {number}: dateutil lacks {missing}, has besides {extra}\n{case['ics']}")
    print(f"{total - skipped} results checked, {wrong} differ, {skipped} that dateutil cannot read")
    sys.exit(1 if wrong or not total else 0)


main()
