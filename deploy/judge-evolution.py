"""A session of evolution-data-server, GNOME's and Evolution's calendar engine, with a CalDAV server; see deploy/judges.

Runs under Debian's Python inside a D-Bus session of its own. Prints "ok NAME" or "no NAME REASON" for each step.
Usage: judge-evolution.py PORT ROOT CALENDAR     (paths of what discovery begins with, and of a calendar)
"""

import base64
import http.client
import sys
import time
import traceback

import gi

gi.require_version("EDataServer", "1.2")
gi.require_version("ECal", "2.0")
gi.require_version("ICalGLib", "3.0")
from gi.repository import ECal, EDataServer, GLib, ICalGLib  # noqa: E402

PORT, ROOT, CALENDAR = int(sys.argv[1]), sys.argv[2], sys.argv[3]
BASE = f"http://127.0.0.1:{PORT}"


def request(method, path, body=None, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    headers["Authorization"] = "Basic " + base64.b64encode(b"jdoe:demo").decode()
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    return answer.status, answer.read().decode("utf-8", "replace")


def check(name, holds, reason=""):
    print("ok" if holds else "no", name + ("" if holds else ": " + " ".join(str(reason).split())), flush=True)


def source(uid, path):
    """An account as Evolution's dialogue makes it."""
    made = EDataServer.Source.new_with_uid(uid, None)
    made.set_parent("caldav-stub")
    made.set_display_name(uid)
    made.get_extension(EDataServer.SOURCE_EXTENSION_CALENDAR).set_backend_name("caldav")
    account = made.get_extension(EDataServer.SOURCE_EXTENSION_AUTHENTICATION)
    account.set_host("127.0.0.1")
    account.set_port(PORT)
    account.set_user("jdoe")
    account.set_method("plain/password")
    made.get_extension(EDataServer.SOURCE_EXTENSION_SECURITY).set_method("none")
    made.get_extension(EDataServer.SOURCE_EXTENSION_WEBDAV_BACKEND).set_resource_path(path)
    made.get_extension(EDataServer.SOURCE_EXTENSION_OFFLINE).set_stay_synchronized(True)
    return made


def credentials():
    named = EDataServer.NamedParameters.new()
    named.set(EDataServer.SOURCE_CREDENTIAL_USERNAME, "jdoe")
    named.set(EDataServer.SOURCE_CREDENTIAL_PASSWORD, "demo")
    return named


def eventually(condition, seconds=15):
    for _ in range(seconds * 5):
        # What the engine's processes have to say of themselves comes through the main loop.
        while GLib.MainContext.default().iteration(False):
            pass
        if condition():
            return True
        time.sleep(0.2)
    return False


def discovery():
    found = EDataServer.webdav_discover_sources_sync(
        source("probe", ROOT), BASE + ROOT, EDataServer.WebDAVDiscoverSupports.EVENTS, credentials(), None)
    check("discovery", bool(found.out_discovered_sources), found)
    check("addresses", "jdoe@example.com" in (found.out_calendar_user_addresses or []), found.out_calendar_user_addresses)


def webdav():
    session = EDataServer.WebDAVSession.new(source("plain", ROOT))
    session.set_credentials(credentials())
    made = CALENDAR.rstrip("/") + "-evolution/"
    supports = EDataServer.WebDAVResourceSupports.EVENTS
    check("make calendar", session.mkcalendar_sync(BASE + made, "Shelf", "Made by Evolution", "#00ff00", supports, None))
    flags = EDataServer.WebDAVListFlags.ALL if hasattr(EDataServer.WebDAVListFlags, "ALL") else EDataServer.WebDAVListFlags.DISPLAY_NAME
    home = CALENDAR.rstrip("/").rsplit("/", 1)[0] + "/"
    listed = session.list_sync(BASE + home, EDataServer.WEBDAV_DEPTH_THIS_AND_CHILDREN, flags, None)
    check("list calendars", listed[0] and len(listed[1]) >= 2, listed)
    tag = session.getctag_sync(BASE + made, None)
    check("ctag", tag[0] and bool(tag[1]), tag)
    check("rights", session.get_current_user_privilege_set_sync(BASE + made, None)[0])
    check("access list", session.get_acl_sync(BASE + made, None)[0])
    check("remove calendar", session.delete_sync(BASE + made, EDataServer.WEBDAV_DEPTH_INFINITY, None, None))


def event(uid, summary, *lines):
    text = "\r\n".join([
        "BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", "DTSTART:20260302T090000Z", "DTEND:20260302T100000Z", f"SUMMARY:{summary}",
        *lines, "END:VEVENT", ""])
    return ICalGLib.Component.new_from_string(text)


def calendar():
    registry = EDataServer.SourceRegistry.new_sync(None)
    registry.commit_source_sync(source("judge", CALENDAR), None)
    eventually(lambda: registry.ref_source("judge") is not None)
    judged = registry.ref_source("judge")
    judged.store_password_sync("demo", True, None)
    client = ECal.Client.connect_sync(judged, ECal.ClientSourceType.EVENTS, 30, None)
    check("connect", client is not None)
    check("may be written", eventually(lambda: not client.is_readonly()))

    def summaries():
        client.refresh_sync(None)
        ok, objects = client.get_object_list_sync("#t", None)
        return sorted(found.get_summary() for found in objects) if ok else []

    def stored():
        return request("GET", CALENDAR)[1]

    ok, uid = client.create_object_sync(event("evo-1", "made by Evolution", "X-KEEP;X-P=1:yes"), ECal.OperationFlags.NONE, None)
    check("create", ok and eventually(lambda: "SUMMARY:made by Evolution" in stored()), stored())
    ok, found = client.get_object_sync(uid, None, None)
    check("read", ok and found.get_summary() == "made by Evolution")
    found.set_summary("changed by Evolution")
    ok = client.modify_object_sync(found, ECal.ObjModType.ALL, ECal.OperationFlags.NONE, None)
    check("change", ok and eventually(lambda: "SUMMARY:changed by Evolution" in stored()), stored())
    check("unknown properties stay", "X-KEEP;X-P=1:yes" in stored(), stored())

    ok, series = client.create_object_sync(event("evo-2", "series", "RRULE:FREQ=DAILY;COUNT=5"), ECal.OperationFlags.NONE, None)
    one = event("evo-2", "moved instance", "RECURRENCE-ID:20260304T090000Z")
    one.set_dtstart(ICalGLib.Time.new_from_string("20260304T150000Z"))
    one.set_dtend(ICalGLib.Time.new_from_string("20260304T160000Z"))
    ok = ok and client.modify_object_sync(one, ECal.ObjModType.THIS, ECal.OperationFlags.NONE, None)
    check("change one of a series", ok and eventually(lambda: "SUMMARY:moved instance" in stored()), stored())
    ok = client.remove_object_sync("evo-2", "20260305T090000Z", ECal.ObjModType.THIS, ECal.OperationFlags.NONE, None)
    check("remove one of a series", ok and eventually(lambda: "EXDATE" in stored() and "20260305T090000Z" in stored()), stored())

    outside = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//judges//EN\r\nBEGIN:VEVENT\r\nUID:out\r\nDTSTAMP:20260101T000000Z\r\n"
        "DTSTART:20260310T090000Z\r\nSUMMARY:from outside\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
    request("PUT", CALENDAR + "out.ics", outside, Content_Type="text/calendar")
    check("new on the server", eventually(lambda: "from outside" in summaries()), summaries())
    request("PUT", CALENDAR + "out.ics", outside.replace("from outside", "changed outside"), Content_Type="text/calendar")
    check("changed on the server", eventually(lambda: "changed outside" in summaries()), summaries())
    request("DELETE", CALENDAR + "out.ics")
    check("removed on the server", eventually(lambda: "changed outside" not in summaries()), summaries())

    ok = client.remove_object_sync(uid, None, ECal.ObjModType.ALL, ECal.OperationFlags.NONE, None)
    check("remove", ok and eventually(lambda: "evo-1" not in stored()), stored())
    client.remove_object_sync("evo-2", None, ECal.ObjModType.ALL, ECal.OperationFlags.NONE, None)
    check("empty again", eventually(lambda: "BEGIN:VEVENT" not in stored()), stored())


for part in (discovery, webdav, calendar):
    try:
        part()
    except Exception:  # whatever it is, it counts against the step
        check(part.__name__, False, traceback.format_exc()[-400:])
