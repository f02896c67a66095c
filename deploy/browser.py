"""The part of deploy/browser after the build: server, page, browser, verdict.

The callbacks of text/js are called in the parent frame, which browsers allow only within one origin. So one small server on this machine
hands out the parent page and forwards every *.wcap request to calgate. It does the same for the links page, and logs in for it.
"""

import base64
import html
import http.client
import http.server
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
STARTUP = 30  # seconds
BROWSER = 120  # seconds


def add_account(calgate, data, name, display_name):
    command = [calgate, "user", "add", name, "--data", data, "--password-file", "-", "--display-name", display_name]
    subprocess.run(command, input="demo\n", text=True, check=True, stdout=subprocess.DEVNULL)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start_server(calgate, data):
    """Starts calgate on free ports and returns the process and the port of the protocols."""
    port = free_port()
    command = [calgate, "serve", "--data", data, "--listen", f"127.0.0.1:{port}", "--admin-listen", f"127.0.0.1:{free_port()}"]
    log = pathlib.Path(data) / "browser-check.log"
    with log.open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    deadline = time.monotonic() + STARTUP
    while time.monotonic() < deadline and process.poll() is None:
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/version.wcap")
            return process, port
        except OSError:
            time.sleep(0.1)
    process.kill()
    sys.exit("calgate did not start:\n" + log.read_text(errors="replace"))


class Page(http.server.BaseHTTPRequestHandler):
    """The pages of this check, and from calgate everything that ends in .wcap or is below /webcal."""

    protocol_version = "HTTP/1.1"
    upstream = 0
    own = {"/": "browser.html", "/links": "browser-links.html"}

    def do_GET(self):
        path = self.path.split("?")[0]
        if path.endswith(".wcap") or path.startswith("/webcal/"):
            self.forward(path, None)
        elif path in self.own:
            self.reply(200, [("Content-Type", "text/html; charset=UTF-8")], (HERE / self.own[path]).read_bytes())
        else:
            self.reply(404, [("Content-Type", "text/plain")], b"not here\n")

    def do_POST(self):
        self.forward(self.path, self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def forward(self, path, body):
        headers = {name: self.headers[name] for name in ("Accept", "Content-Type") if name in self.headers}
        if path == "/webcal/links":
            headers["Authorization"] = "Basic " + base64.b64encode(b"jdoe:demo").decode()
        connection = http.client.HTTPConnection("127.0.0.1", self.upstream, timeout=30)
        connection.request(self.command, self.path, body=body, headers=headers)
        answer = connection.getresponse()
        self.reply(answer.status, answer.getheaders(), answer.read())
        connection.close()

    def reply(self, status, headers, body):
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def dump(url, profile):
    """The page's DOM as text after its scripts are done."""
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage", "--disable-popup-blocking"]
    command += ["--user-data-dir=" + profile, "--virtual-time-budget=60000", "--dump-dom", url]
    result = subprocess.run(command, capture_output=True, text=True, timeout=BROWSER)
    if result.returncode != 0:
        sys.exit("chromium failed:\n" + result.stderr)
    return result.stdout


def main(calgate):
    with tempfile.TemporaryDirectory(prefix="calgate-browser-") as data:
        add_account(calgate, data, "jdoe", "John Doe")
        add_account(calgate, data, "susan", "Susan Jones")
        process, Page.upstream = start_server(calgate, data)
        pages = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
        threading.Thread(target=pages.serve_forever, daemon=True).start()
        try:
            texts = []
            for path in Page.own:
                with tempfile.TemporaryDirectory(prefix="calgate-chromium-", ignore_cleanup_errors=True) as profile:
                    texts.append(dump(f"http://127.0.0.1:{pages.server_port}{path}", profile))
        finally:
            pages.shutdown()
            process.terminate()
            process.wait(timeout=30)
    findings = []
    for text in texts:
        checks = [(mark, html.unescape(line)) for mark, line in re.findall(r'<li class="(passed|failed)">(.*?)</li>', text, re.S)]
        for mark, line in checks:
            print(("ok      " if mark == "passed" else "FAILED  ") + line)
        if not checks or 'id="done"' not in text:
            sys.exit("FAILED  the page did not come to its end:\n" + text[-3000:])
        findings += checks
    failures = sum(mark == "failed" for mark, _ in findings)
    print(f"{len(findings)} checks, {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
