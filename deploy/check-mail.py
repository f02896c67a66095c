"""Sends invitations, changes, answers and cancellations to people elsewhere and reads the messages with foreign parsers.

Headers as RFC 5322 and 6047 want them, the calendar as RFC 5546 wants it, the way through the queue over kill -9 and a command that fails.
"""
import email
import email.policy
import email.utils
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

from icalendar import Calendar

TITLE = "Größere Besprechung über die Zukunft der Küche, der Möbel, des Flurs und aller übrigen Räume — 会議"
NOTES = "Zeile eins;\nZeile, zwei \\ drei " + "sehr lang " * 60 + "ende"
failures = []


def check(condition, text):
    if not condition:
        failures.append(text)
        print("not so:", text)


class Server:
    """calgate on a folder, with a mail command that keeps each message as a file."""

    def __init__(self, calgate, folder):
        self.calgate, self.folder = calgate, folder
        self.data, self.mail = folder + "/data", folder + "/mail"
        os.makedirs(self.mail)
        self.broken = folder + "/broken"
        self.command = folder + "/sendmail"
        with open(self.command, "w") as script:
            script.write(
                f"#!/bin/sh\n[ -e {self.broken} ] && exit 75\nfile=$(mktemp {self.mail}/XXXXXXXX)\n"
                'cat > "$file" && mv "$file" "$file.eml"\n'
            )
        os.chmod(self.command, 0o755)
        self.process = None

    def run(self, *arguments, text=""):
        subprocess.run([self.calgate, *arguments, "--data", self.data], input=text.encode(), check=True, stdout=subprocess.DEVNULL)

    def start(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        environment = {k: v for k, v in os.environ.items() if not k.startswith("CALGATE_")}
        environment["CALGATE_SENDMAIL_COMMAND"] = f"{self.command} -t -i"
        environment["CALGATE_ACCESS_LOG"] = "off"
        self.process = subprocess.Popen(
            [self.calgate, "serve", "--data", self.data, "--listen", f"127.0.0.1:{port}"], env=environment,
            stderr=open(self.folder + "/server.log", "ab"))
        for _ in range(200):
            try:
                with urllib.request.urlopen(self.base + "/ping.wcap"):
                    return
            except OSError:
                time.sleep(0.05)
        sys.exit("the server did not start: " + open(self.folder + "/server.log").read())

    def stop(self, how=signal.SIGTERM):
        if self.process:
            self.process.send_signal(how)
            self.process.wait(30)
            self.process = None

    def ask(self, command, **parameters):
        parameters["fmt-out"] = "text/calendar"
        query = urllib.parse.urlencode(parameters, safe="^;", quote_via=urllib.parse.quote)
        with urllib.request.urlopen(f"{self.base}/{command}.wcap?{query}") as answer:
            return answer.read().decode()

    def login(self, user):
        return re.search(r"SESSION-ID:(\w+)", self.ask("login", user=user, password="secret")).group(1)

    def messages(self, count, seconds=20):
        """Takes the messages that came, once there are so many."""
        end = time.time() + seconds
        while time.time() < end:
            names = sorted(name for name in os.listdir(self.mail) if name.endswith(".eml"))
            if len(names) >= count:
                # One more look: nothing may come besides.
                time.sleep(0.3)
                names = sorted(name for name in os.listdir(self.mail) if name.endswith(".eml"))
                break
            time.sleep(0.1)
        octets = []
        for name in names:
            with open(f"{self.mail}/{name}", "rb") as file:
                octets.append(file.read())
            os.remove(f"{self.mail}/{name}")
        check(len(octets) == count, f"{count} messages expected, {len(octets)} came")
        return [Message(message) for message in octets]


class Message:
    """A message read with Python's email and icalendar; whatever is wrong with any of them is noted here."""

    seen = set()

    def __init__(self, octets):
        check(all(octet < 128 for octet in octets), "the message is seven bit")
        lines = octets.split(b"\r\n")
        check(all(b"\n" not in line and b"\r" not in line for line in lines), "lines end with CRLF")
        check(all(len(line) <= 998 for line in lines), "no line is longer than 998 octets")
        headers = octets.split(b"\r\n\r\n", 1)[0].split(b"\r\n")
        check(all(len(line) <= 78 for line in headers), f"header lines are short: {max(headers, key=len)}")
        self.mail = email.message_from_bytes(octets, policy=email.policy.default)
        for part in self.mail.walk():
            check(not part.defects, f"defects {part.defects}")
            for name, value in part.items():
                check(not getattr(value, "defects", ()), f"{name}: {getattr(value, 'defects', ())}")
        for name in ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Auto-Submitted", "Content-Type"]:
            check(len(self.mail.get_all(name) or []) == 1, f"exactly one {name}")
        check(re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", self.mail["Message-ID"] or ""), f"Message-ID {self.mail['Message-ID']}")
        check(self.mail["Message-ID"] not in Message.seen, "each Message-ID is new")
        Message.seen.add(self.mail["Message-ID"])
        date = email.utils.parsedate_to_datetime(self.mail["Date"])
        check(abs(date.timestamp() - time.time()) < 300, f"Date {self.mail['Date']}")
        check(self.mail.get_content_type() == "multipart/alternative", self.mail.get_content_type())
        parts = list(self.mail.iter_parts())
        check([p.get_content_type() for p in parts] == ["text/plain", "text/calendar"], "plain text first, the calendar last")
        plain, calendar = parts
        check(plain.get_content_charset() == "utf-8" and calendar.get_content_charset() == "utf-8", "charset is UTF-8")
        check(plain["Content-Transfer-Encoding"] in ("base64", "quoted-printable"), "the text is encoded")
        check(calendar["Content-Transfer-Encoding"] in ("base64", "quoted-printable"), "the calendar is encoded")
        self.words = plain.get_content()
        text = calendar.get_payload(decode=True)
        check(all(len(line) <= 75 for line in text.split(b"\r\n")), "content lines are folded at 75 octets")
        self.calendar = Calendar.from_ical(text)
        self.method = str(self.calendar["METHOD"])
        check(calendar.get_param("method") == self.method, "RFC 6047 2.4: the method parameter is METHOD")
        check(str(self.calendar["VERSION"]) == "2.0" and self.calendar.get("PRODID"), "VERSION and PRODID")
        self.items = [c for c in self.calendar.subcomponents if c.name in ("VEVENT", "VTODO")]
        check(self.items and {c.name for c in self.items} == {calendar.get_param("component")}, "the component parameter")
        check(len({str(c["UID"]) for c in self.items}) == 1, "one UID a message")
        zones = {str(c["TZID"]) for c in self.calendar.subcomponents if c.name == "VTIMEZONE"}
        named = set(re.findall(rb"TZID=\"?([^;:\"\r]+)", text.replace(b"\r\n ", b"")))
        check({name.decode() for name in named} <= zones, f"a VTIMEZONE for each of {named}")
        for item in self.items:
            check(not item.errors, f"icalendar: {item.errors}")
            check(all(item.get(name) is not None for name in ("DTSTAMP", "ORGANIZER", "SEQUENCE")), "DTSTAMP, ORGANIZER, SEQUENCE")
            check(not any(sub.name == "VALARM" for sub in item.subcomponents), "alarms stay at home")
        check(b"X-NSCP" not in text and b"X-S1CS" not in text, "nothing of this server's own parameters")

    def address(self, header):
        return email.utils.parseaddr(str(self.mail[header] or ""))[1]

    def attendees(self, item=None):
        found = (item or self.items[0]).get("ATTENDEE") or []
        return {str(a).lower().removeprefix("mailto:"): a for a in (found if isinstance(found, list) else [found])}


def scenario(server):
    server.run("user", "add", "jdoe", "--display-name", "Jürgen Döe, \"Chef\"", "--email", "juergen@example.com", "--time-zone",
               "Europe/Berlin", "--password-file", "-", text="secret\n")
    server.run("user", "add", "susan", "--display-name", "Susan Low", "--email", "susan@example.com", "--password-file", "-", text="secret\n")
    server.start()
    jdoe, susan = server.login("jdoe"), server.login("susan")

    def done(answer, number=0):
        found = re.findall(r"X-NSCP-WCAP-ERRNO:(-?\d+)", answer)
        check(found == [str(number)], f"errno {number} expected: {answer}")

    people = "PARTSTAT=NEEDS-ACTION^RSVP=TRUE^CN=Zoë%20Ångström^mailto:Zoe@far.example;PARTSTAT=NEEDS-ACTION^mailto:bob@" + "long" * 12 + ".example"
    people = urllib.parse.unquote(people)

    # An invitation to a series: a long title beyond ASCII, long notes, a zone, an alarm, an attachment.
    done(server.ask("storeevents", id=jdoe, uid="series", dtstart="20270301T100000", dtend="20270301T113000", tzid="Europe/Berlin", method=2,
                    summary=TITLE, desc=NOTES, location="Kö 1; Raum „3“", rrules='"FREQ=DAILY;COUNT=5"', alarmStart="-PT15M",
                    alarmEmails="juergen@example.com", attachments="http://example.com/plan.pdf", attendees="PARTSTAT=ACCEPTED^jdoe;PARTSTAT=NEEDS-ACTION^susan;" + people))
    invited = server.messages(2)
    check({m.address("To") for m in invited} == {"zoe@far.example", "bob@" + "long" * 12 + ".example"}, "one message for each outsider, none for those here")
    for m in invited:
        item = m.items[0]
        check(m.method == "REQUEST" and len(m.items) == 1, "one REQUEST")
        check(m.address("From") == "juergen@example.com", f"From {m.mail['From']}")
        check(email.utils.parseaddr(str(m.mail["From"]))[0] == 'Jürgen Döe, "Chef"', f"From {m.mail['From']}")
        check(m.mail["Subject"] == "Invitation: " + TITLE, f"Subject {m.mail['Subject']}")
        check(str(item["SUMMARY"]) == TITLE and str(item["DESCRIPTION"]) == NOTES, "title and notes")
        check(str(item["LOCATION"]) == "Kö 1; Raum „3“", "place")
        check(item["DTSTART"].dt.isoformat() == "2027-03-01T10:00:00+01:00", f"start {item['DTSTART'].dt}")
        check(item["DTEND"].dt.isoformat() == "2027-03-01T11:30:00+01:00", f"end {item['DTEND'].dt}")
        check(item["RRULE"].to_ical() == b"FREQ=DAILY;COUNT=5", "rule")
        check(str(item["ATTACH"]) == "http://example.com/plan.pdf", "attachment")
        check(len(m.attendees()) == 4 and m.attendees()["zoe@far.example"].params["CN"] == "Zoë Ångström", "all attendees with their names")
        check(str(item["ORGANIZER"]).lower() == "mailto:juergen@example.com", "ORGANIZER is From")
        check(TITLE in m.words and "Kö 1" in m.words and "2027-03-01 10:00" in m.words and NOTES.split("\n")[0] in m.words, "words for people")
    zoe = next(m for m in invited if m.address("To") == "zoe@far.example")
    check(email.utils.parseaddr(str(zoe.mail["To"]))[0] == "Zoë Ångström", f"To {zoe.mail['To']}")
    first = zoe.items[0]

    # One instance moved: the whole series with its override, sequence raised where it changed.
    done(server.ask("storeevents", id=jdoe, uid="series", rid="20270303T100000", tzid="Europe/Berlin", mod=1, method=2,
                    dtstart="20270303T150000", dtend="20270303T160000"))
    for m in server.messages(2):
        moved = [c for c in m.items if c.get("RECURRENCE-ID")]
        check(m.method == "REQUEST" and len(moved) == 1, "the override goes along")
        check(moved and moved[0]["RECURRENCE-ID"].dt.isoformat() == "2027-03-03T10:00:00+01:00", "RECURRENCE-ID is the old time")
        check(moved and int(moved[0]["SEQUENCE"]) > int(first["SEQUENCE"]), "a move raises SEQUENCE")

    # One attendee less: a cancellation for him, the new state for the other.
    done(server.ask("storeevents", id=jdoe, uid="series", method=2, attendees="PARTSTAT=X-NSCP-WCAP-ATTENDEE-DELETE^mailto:zoe@far.example"))
    by_method = {m.method: m for m in server.messages(2)}
    check(set(by_method) == {"CANCEL", "REQUEST"}, f"{set(by_method)}")
    if "CANCEL" in by_method:
        off = by_method["CANCEL"]
        check(off.address("To") == "zoe@far.example" and str(off.items[0]["STATUS"]) == "CANCELLED", "she is told that it is off")
        check("zoe@far.example" in off.attendees(), "the cancellation names her")
        check(off.mail["Subject"] == "Cancelled: " + TITLE, "its subject")

    # One instance deleted, then everything.
    done(server.ask("deleteevents_by_id", id=jdoe, uid="series", rid="20270302T100000", tzid="Europe/Berlin", mod=1, notify=1))
    for m in server.messages(1):
        check(m.method == "CANCEL" and len(m.items) == 1, "one instance is off")
        check(m.items[0].get("RECURRENCE-ID") is not None and m.items[0].get("RRULE") is None, "its RECURRENCE-ID, and no rule")
    done(server.ask("deleteevents_by_id", id=jdoe, uid="series", rid=0, mod=4, notify=1))
    for m in server.messages(1):
        check(m.method == "CANCEL" and all(str(c["STATUS"]) == "CANCELLED" for c in m.items), "all is off")
        check(int(m.items[0]["SEQUENCE"]) > int(first["SEQUENCE"]), "SEQUENCE is higher than the invitation's")

    # A whole day, a task; nothing in a title becomes a header.
    done(server.ask("storeevents", id=jdoe, uid="day", dtstart="20270501", isAllDay=1, method=2, summary="Fest\r\nBcc: victim@example.com",
                    attendees="PARTSTAT=NEEDS-ACTION^CN=A%0D%0AB^mailto:a@far.example"))
    for m in server.messages(1):
        check(m.items[0]["DTSTART"].dt.isoformat() == "2027-05-01" and "2027-05-01" in m.words, "a date stays one")
        check(m.mail["Bcc"] is None and m.address("To") == "a@far.example", "no header from a title")
    done(server.ask("storetodos", id=jdoe, uid="task", due="20270601T120000Z", method=2, summary="Report", attendees="PARTSTAT=NEEDS-ACTION^mailto:a@far.example"))
    for m in server.messages(1):
        check(m.items[0].name == "VTODO" and m.method == "REQUEST", "a task")

    # Somebody acts for the owner.
    done(server.ask("set_calprops", id=jdoe, calid="jdoe", acl="susan^a^rsf^g;susan^c^wdeic^g;@@o^a^rsf^g;@@o^c^wdeic^g"))
    done(server.ask("storeevents", id=susan, calid="jdoe", uid="behalf", dtstart="20270501T100000Z", method=2, summary="For him",
                    attendees="PARTSTAT=NEEDS-ACTION^mailto:a@far.example"))
    for m in server.messages(1):
        check(m.address("From") == "juergen@example.com" and m.address("Sender") == "susan@example.com", "From the owner, sent by her")
        check(str(m.items[0]["ORGANIZER"].params.get("SENT-BY", "")).lower() == "mailto:susan@example.com", "SENT-BY")

    # Answers to somebody elsewhere: the own line alone; of one instance alone.
    invitation = "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Far//EN", "BEGIN:VEVENT", "UID:theirs", "DTSTAMP:20270101T000000Z", "SEQUENCE:3",
        "DTSTART:20270701T100000Z", "DTEND:20270701T110000Z", "RRULE:FREQ=WEEKLY;COUNT=3", "SUMMARY:Ihr Termin – größer",
        "ORGANIZER;CN=Boss:mailto:boss@far.example", "ATTENDEE;RSVP=TRUE;PARTSTAT=NEEDS-ACTION:mailto:juergen@example.com",
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:other@far.example", "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT5M", "DESCRIPTION:x",
        "END:VALARM", "END:VEVENT", "END:VCALENDAR", ""])
    request = urllib.request.Request(
        f"{server.base}/import.wcap?id={jdoe}&calid=jdoe&content-in=text/calendar&fmt-out=text/calendar", data=invitation.encode(),
        headers={"Content-Type": "text/calendar"})
    with urllib.request.urlopen(request) as answer:
        done(answer.read().decode())
    done(server.ask("storeevents", id=jdoe, uid="theirs", method=4, attendees="PARTSTAT=ACCEPTED^jdoe"))
    for m in server.messages(1):
        check(m.method == "REPLY" and m.address("To") == "boss@far.example" and m.address("From") == "juergen@example.com", "an answer")
        check(set(m.attendees()) == {"juergen@example.com"}, "of the own line alone")
        check(m.attendees()["juergen@example.com"].params["PARTSTAT"] == "ACCEPTED", "PARTSTAT")
        check(int(m.items[0]["SEQUENCE"]) == 3, "an answer keeps SEQUENCE")
        check(m.mail["Subject"] == "Accepted: Ihr Termin – größer", f"{m.mail['Subject']}")
    done(server.ask("storeevents", id=jdoe, uid="theirs", rid="20270708T100000Z", mod=1, method=4, attendees="PARTSTAT=DECLINED^jdoe"))
    for m in server.messages(1):
        check(len(m.items) == 1 and m.items[0].get("RECURRENCE-ID") is not None and m.items[0].get("RRULE") is None, "of one instance alone")
        check(m.attendees()["juergen@example.com"].params["PARTSTAT"] == "DECLINED", "declined")
        check(m.mail["Subject"].startswith("Declined: "), f"{m.mail['Subject']}")

    # An address that no header can hold is a mail that cannot go; silence is silence.
    done(server.ask("storeevents", id=jdoe, uid="odd", dtstart="20270501T100000Z", method=2, attendees="PARTSTAT=NEEDS-ACTION^mailto:zoë@far.example"), 33)
    done(server.ask("storeevents", id=jdoe, uid="quiet", dtstart="20270501T100000Z", method=2, smtp=0, attendees="PARTSTAT=NEEDS-ACTION^mailto:a@far.example"))

    # kill -9 right after the store: what was promised leaves after the next start.
    done(server.ask("storeevents", id=jdoe, uid="killed", dtstart="20270501T100000Z", method=2, summary="Killed", attendees="PARTSTAT=NEEDS-ACTION^mailto:a@far.example"))
    server.stop(signal.SIGKILL)
    already = len([name for name in os.listdir(server.mail) if name.endswith(".eml")])
    server.start()
    came = server.messages(1)
    check(already <= 1 and came and str(came[0].items[0]["SUMMARY"]) == "Killed", "mail survives kill -9")

    # A command that fails: tried again after a minute, by the next process too.
    jdoe = server.login("jdoe")
    open(server.broken, "w").close()
    done(server.ask("storeevents", id=jdoe, uid="later", dtstart="20270501T100000Z", method=2, summary="Later", attendees="PARTSTAT=NEEDS-ACTION^mailto:a@far.example"))
    end = time.time() + 30
    while time.time() < end and b"tried again" not in open(server.folder + "/server.log", "rb").read():
        time.sleep(0.2)
    check(b"tried again" in open(server.folder + "/server.log", "rb").read(), "the log says that it is tried again")
    server.messages(0, seconds=0.1)
    os.remove(server.broken)
    server.stop(signal.SIGKILL)
    server.start()
    came = server.messages(1, seconds=90)
    check(came and str(came[0].items[0]["SUMMARY"]) == "Later", "mail is tried again")


def main():
    folder = tempfile.mkdtemp(prefix="calgate-check-mail-")
    server = Server(os.path.abspath(sys.argv[1]), folder)
    try:
        scenario(server)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{len(Message.seen)} messages checked, {len(failures)} things are not as they should be")
    sys.exit(1 if failures or not Message.seen else 0)


main()
