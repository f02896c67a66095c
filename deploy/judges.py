"""Sessions of CalDAV clients against servers of our own; see deploy/judges."""

import base64
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

CALGATE, WORK = sys.argv[1], pathlib.Path(sys.argv[2])
BIN = WORK / "venv/bin"
SCORES = []


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(command, seconds=300, **options):
    """Output of a command, errors included; never longer than it may take."""
    try:
        done = subprocess.run(
            [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=seconds, **options
        )
        return done.returncode, done.stdout
    except subprocess.TimeoutExpired as late:
        return 124, f"{late.stdout or ''}\nno answer after {seconds} seconds"
    except FileNotFoundError:
        return 127, "not installed"


def wait_for(port):
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"no server on port {port}")


def start_calgate(name):
    folder = pathlib.Path(tempfile.mkdtemp(prefix=f"judges-{name}-", dir=WORK))
    for user in ("jdoe", "susan"):
        run([CALGATE, "user", "add", user, "--data", folder, "--password-file", "-", "--email", f"{user}@example.com"], input="demo\n")
    port, admin = free_port(), free_port()
    log = open(folder / "log", "w")
    process = subprocess.Popen(
        [CALGATE, "serve", "--data", str(folder), "--listen", f"127.0.0.1:{port}", "--admin-listen", f"127.0.0.1:{admin}"],
        stdout=log, stderr=log)
    wait_for(port)
    return process, port, folder


def start_radicale():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="judges-radicale-", dir=WORK))
    (folder / "users").write_text("jdoe:demo\nsusan:demo\n")
    port = free_port()
    (folder / "config").write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = htpasswd\nhtpasswd_filename = {folder}/users\n"
        f"htpasswd_encryption = plain\ndelay = 0\n[storage]\nfilesystem_folder = {folder}/store\n")
    log = open(folder / "log", "w")
    process = subprocess.Popen([str(BIN / "radicale"), "--config", str(folder / "config")], stdout=log, stderr=log)
    wait_for(port)
    return process, port, folder


def request(port, method, path, body=None, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers["Authorization"] = "Basic " + base64.b64encode(b"jdoe:demo").decode()
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    return answer.status, answer.read().decode("utf-8", "replace")


def score(judge, server, passed, total, remark=""):
    SCORES.append({"judge": judge, "server": server, "passed": passed, "total": total, "remark": remark})
    print(f"{judge:28} {server:10} {passed:4} of {total:4}  {remark}", flush=True)


class Session:
    """Counts what came out as it should."""

    def __init__(self, judge, server):
        self.judge, self.server, self.passed, self.failures = judge, server, 0, []

    def check(self, name, holds, detail=""):
        if holds:
            self.passed += 1
        else:
            self.failures.append(f"{name} {detail}".strip())

    def close(self):
        score(self.judge, self.server, self.passed, self.passed + len(self.failures), "; ".join(self.failures)[:300])


def event(uid, summary, start="20260302T090000Z"):
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//judges//EN\r\nBEGIN:VEVENT\r\n"
        f"UID:{uid}\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:{start}\r\nDURATION:PT1H\r\nSUMMARY:{summary}\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n")


def python_caldav(server, port):
    """The functional tests of python-caldav itself.

    They hold the server to what is declared of it: no scheduling here or there; and a time-range without a kind of component is understood by us.
    """
    declared = "      search.time-range.comp-type-optional: {support: full}\n" if server == "calgate" else ""
    tests = WORK / "caldav-3.6.0/tests"
    path = "/CalDAV/" if server == "calgate" else "/"
    (tests / "caldav_test_servers.yaml").write_text(
        "test-servers:\n  radicale: {type: embedded, enabled: false}\n  xandikos: {type: embedded, enabled: false}\n"
        f"  {server}x:\n    type: external\n    enabled: true\n    url: http://127.0.0.1:{port}{path}\n"
        "    username: jdoe\n    password: demo\n    features:\n      scheduling: {support: unsupported}\n" + declared)
    environment = dict(os.environ, PYTHON_CALDAV_TEST_DOCKER="0")
    _, output = run(
        [BIN / "python", "-m", "pytest", "-p", "no:cacheprovider", "-W", "ignore", "-o", "addopts=", "--timeout", "60",
         "tests/test_caldav.py", "-q", "-k", "TestForServer"], 500, cwd=tests.parent, env=environment)
    (WORK / f"python-caldav-{server}.log").write_text(output)
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error|skipped)", output.splitlines()[-1] if output else "")}
    passed, failed = counts.get("passed", 0), counts.get("failed", 0) + counts.get("error", 0)
    names = ", ".join(sorted({name for name in re.findall(r"^(?:FAILED|ERROR) \S+::(\w+)", output, re.M)}))
    score("python-caldav functional", server, passed, passed + failed, names or f"{counts.get('skipped', 0)} skipped")


def server_tester(server, port):
    path = "/CalDAV/" if server == "calgate" else "/"
    _, output = run(
        [BIN / "caldav-server-tester", "--caldav-url", f"http://127.0.0.1:{port}{path}", "--caldav-username", "jdoe",
         "--caldav-password", "demo", "--format", "json", "--verbose"], 500)
    (WORK / f"server-tester-{server}.log").write_text(output)
    levels = re.findall(r'"support": "(\w+)"', output)
    bad = [name for name, level in re.findall(r'"([\w.-]+)": \{\s*"support": "(\w+)"', output) if level not in ("full", "unknown", "quirk")]
    score("caldav-server-tester", server, levels.count("full"), sum(level != "unknown" for level in levels), ", ".join(bad)[:300])


def vdirsyncer(server, port, other_port, other_server, judge, name):
    """Discovery, sync both ways, properties, deletion, conflict: between two servers."""
    session = Session(judge, server)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="judges-vdirsyncer-", dir=WORK))

    def storage(name, port):
        return f'[storage {name}]\ntype = "caldav"\nurl = "http://127.0.0.1:{port}/"\nusername = "jdoe"\npassword = "demo"\n'

    (folder / "config").write_text(
        f'[general]\nstatus_path = "{folder}/status/"\n[pair p]\na = "one"\nb = "two"\ncollections = ["from a", "from b"]\n'
        'metadata = ["color", "displayname"]\nconflict_resolution = "a wins"\n' + storage("one", port) + storage("two", other_port))
    environment = dict(os.environ, VDIRSYNCER_CONFIG=str(folder / "config"))

    def sync(word):
        return run([BIN / "vdirsyncer", word], 120, env=environment, input="y\n" * 50)

    mine = f"/CalDAV/~jdoe/{name}/" if server == "calgate" else f"/jdoe/{name}/"
    theirs = f"/CalDAV/~jdoe/{name}/" if other_server == "calgate" else f"/jdoe/{name}/"
    session.check("make", request(port, "MKCALENDAR", mine)[0] == 201)
    for number in range(5):
        session.check("put", request(port, "PUT", f"{mine}e{number}.ics", event(f"e{number}", "first"), Content_Type="text/calendar")[0] == 201)
    code, output = sync("discover")
    session.check("discover", code == 0, output[-200:])
    code, output = sync("sync")
    session.check("sync", code == 0, output[-200:])
    session.check("arrived", request(other_port, "GET", theirs)[1].count("BEGIN:VEVENT") == 5)

    listing = request(other_port, "PROPFIND", theirs, Depth="1")[1]
    hrefs = [href for href in re.findall(r"href>([^<]+)</", listing) if href.rstrip("/") != theirs.rstrip("/") and f"{name}/" in href]
    named = {re.search(r"UID:(\S+)", request(other_port, "GET", href)[1]).group(1): href for href in hrefs}
    session.check("names", len(named) == 5)
    if len(named) == 5:
        session.check("change there", request(other_port, "PUT", named["e0"], event("e0", "changed there"), Content_Type="text/calendar")[0] < 300)
        session.check("delete there", request(other_port, "DELETE", named["e1"])[0] < 300)
        session.check("conflict there", request(other_port, "PUT", named["e2"], event("e2", "theirs"), Content_Type="text/calendar")[0] < 300)
    session.check("conflict here", request(port, "PUT", f"{mine}e2.ics", event("e2", "mine"), Content_Type="text/calendar")[0] < 300)
    session.check("new here", request(port, "PUT", f"{mine}n.ics", event("n", "new"), Content_Type="text/calendar")[0] == 201)
    code, output = sync("sync")
    session.check("second sync", code == 0, output[-200:])
    here, there = request(port, "GET", mine)[1], request(other_port, "GET", theirs)[1]
    session.check("both are equal", sorted(re.findall(r"SUMMARY:.*?\r?\n", here)) == sorted(re.findall(r"SUMMARY:.*?\r?\n", there)))
    session.check("change came", "changed there" in here)
    session.check("deletion came", "UID:e1" not in here)
    session.check("conflict was decided", "SUMMARY:mine" in there and "SUMMARY:theirs" not in there)
    body = '<propertyupdate xmlns="DAV:"><set><prop><displayname>Journeys</displayname><A:calendar-color xmlns:A="http://apple.com/ns/ical/">#00FF00</A:calendar-color></prop></set></propertyupdate>'
    session.check("properties", request(port, "PROPPATCH", mine, body)[0] == 207)
    code, output = sync("metasync")
    session.check("metasync", code == 0, output[-200:])
    session.check("properties came", "Journeys" in request(other_port, "PROPFIND", theirs, '<propfind xmlns="DAV:"><prop><displayname/></prop></propfind>', Depth="0")[1])
    # An upload with bare line feeds is repaired and gets no ETag (RFC 4791 section 5.3.4): then vdirsyncer reads it once more.
    sync("sync")
    code, output = sync("sync")
    session.check("nothing left to do", code == 0 and "Copying" not in output and "Deleting" not in output, output[-200:])
    session.close()
    shutil.rmtree(folder)


def cadaver(port):
    session = Session("cadaver", "calgate")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="judges-cadaver-", dir=WORK))
    (folder / ".netrc").write_text("machine 127.0.0.1 login jdoe password demo\n")
    (folder / ".netrc").chmod(0o600)
    (folder / "c.ics").write_bytes(event("cadaver", "by cadaver").encode())
    script = "ls\nput c.ics\nls\nget c.ics back.ics\nmove c.ics d.ics\npropget d.ics\ndelete d.ics\nls\nquit\n"
    code, output = run(["cadaver", f"http://127.0.0.1:{port}/CalDAV/~jdoe/Calendar/"], 60, cwd=folder, env=dict(os.environ, HOME=str(folder)), input=script)
    if code == 127:
        return print("cadaver is not installed")
    session.check("put", re.search(r"Uploading.*succeeded", output, re.S), output[-300:])
    session.check("get", (folder / "back.ics").exists() and (folder / "back.ics").read_bytes() == (folder / "c.ics").read_bytes())
    session.check("move", re.search(r"Moving.*succeeded", output, re.S))
    session.check("delete", re.search(r"Deleting.*succeeded", output, re.S))
    session.close()
    shutil.rmtree(folder)


def calcurse(port):
    program = shutil.which("calcurse-caldav")
    if program is None:
        return print("calcurse-caldav is not installed")
    session = Session("calcurse-caldav", "calgate")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="judges-calcurse-", dir=WORK))
    for name in ("data", "config/caldav"):
        (folder / name).mkdir(parents=True)
    (folder / "config/caldav/config").write_text(
        f"[General]\nBinary = calcurse\nHostname = 127.0.0.1:{port}\nPath = /CalDAV/~jdoe/Calendar/\nInsecureSSL = No\nHTTPS = No\n"
        "SyncFilter = cal,todo\nDryRun = No\nVerbose = Yes\n[Auth]\nUsername = jdoe\nPassword = demo\n")
    request(port, "PUT", "/CalDAV/Calendar/cc.ics", event("cc", "for calcurse"), Content_Type="text/calendar")
    # Debian's program with Debian's Python, which has the library it needs, whatever Python comes first on PATH.
    base = ["/usr/bin/python3", program, "--datadir", folder / "data", "--config", folder / "config/caldav/config", "--lockfile", folder / "lock", "--syncdb", folder / "sync.db"]
    code, output = run(base + ["--init", "keep-remote"], 120)
    session.check("first sync", code == 0, output[-300:])
    data = folder / "data/apts"
    session.check("arrived", data.exists() and "for calcurse" in data.read_text(), output[-200:])
    if data.exists():
        with data.open("a") as file:
            file.write("03/05/2026 @ 10:00 -> 03/05/2026 @ 11:00 |made by calcurse\n")
    code, output = run(base, 120)
    session.check("second sync", code == 0, output[-300:])
    session.check("came back", "made by calcurse" in request(port, "GET", "/CalDAV/Calendar/")[1])
    session.close()
    shutil.rmtree(folder)


def evolution(server, port, calendar):
    """The calendar engine of GNOME and Evolution, without a screen: a session bus, a key ring and a home of its own."""
    if shutil.which("dbus-run-session") is None or not pathlib.Path("/usr/libexec/evolution-calendar-factory").exists():
        return print("evolution-data-server is not installed")
    session = Session("evolution-data-server", server)
    request(port, "MKCALENDAR", calendar)
    home = pathlib.Path(tempfile.mkdtemp(prefix="judges-evolution-", dir=WORK))
    runtime = pathlib.Path(tempfile.mkdtemp(prefix="judges-"))
    environment = {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    script = pathlib.Path(__file__).with_name("judge-evolution.py")
    keyring = "printf x | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1"
    process = subprocess.Popen(
        ["dbus-run-session", "--", "sh", "-c", f'{keyring}; exec /usr/bin/python3 "$@"', "sh", str(script), str(port), "/", calendar],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment, start_new_session=True)
    try:
        output, _ = process.communicate(timeout=300)
    except subprocess.TimeoutExpired:
        output = "no end after 300 seconds"
    # The bus is gone by now; so must be what it started.
    try:
        os.killpg(process.pid, signal.SIGTERM)
    except ProcessLookupError:
        pass
    (WORK / f"evolution-{server}.log").write_text(output)
    steps = re.findall(r"^(ok|no) (.*)$", output, re.M)
    for word, name in steps:
        session.check(name, word == "ok")
    session.check("came to its end", ("ok", "empty again") in steps, output[-200:])
    session.close()
    shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(runtime, ignore_errors=True)


def main():
    servers = [start_calgate("one"), start_calgate("two"), start_radicale()]
    try:
        one, two, radicale = (port for _, port, _ in servers)
        vdirsyncer("calgate", one, two, "calgate", "vdirsyncer, two servers", "travel")
        vdirsyncer("radicale", radicale, two, "calgate", "vdirsyncer, Radicale and us", "moving")
        cadaver(one)
        calcurse(one)
        evolution("calgate", one, "/CalDAV/~jdoe/Evolution/")
        evolution("radicale", radicale, "/jdoe/Evolution/")
        for server, port in (("calgate", one), ("radicale", radicale)):
            python_caldav(server, port)
            server_tester(server, port)
        (WORK / "scores.json").write_text(json.dumps(SCORES, indent=1))
    finally:
        for process, _, folder in servers:
            process.terminate()
            process.wait(30)
            shutil.rmtree(folder, ignore_errors=True)
    ours = [entry for entry in SCORES if entry["server"] == "calgate" and entry["judge"] != "caldav-server-tester"]
    sys.exit(0 if all(0 < entry["passed"] == entry["total"] for entry in ours) else 1)


main()
