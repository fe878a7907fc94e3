"""Headless Chromium over the DevTools protocol: as much of it as measuring needs."""

import json
import os
import shutil
import subprocess
import tempfile
import time

FLAGS = ["--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-breakpad", "--window-size=1400,900"]

# Notes long tasks, and when the first heading was on the screen with the page free to answer.
WATCHER = """
window.longTasks = [];
new PerformanceObserver(list => {
    for (const task of list.getEntries()) window.longTasks.push([task.startTime, task.duration]);
}).observe({type: "longtask", buffered: true});
const look = () => {
    if (!document.querySelector("main h1")?.textContent) setTimeout(look, 1);
    else requestAnimationFrame(() => setTimeout(() => { window.readyAt = performance.now(); }));
};
look();
"""


class Chromium:
    """A browser with a fresh profile; a context manager, which ends it."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.profile = tempfile.mkdtemp(prefix="smelt-bench-")
        commands, self.commands = os.pipe()
        self.messages, messages = os.pipe()

        def place_pipes():
            first, second = os.dup(commands), os.dup(messages)
            os.dup2(first, 3)
            os.dup2(second, 4)

        self.process = subprocess.Popen(
            [self.path, *FLAGS, f"--user-data-dir={self.profile}", "about:blank"], close_fds=False, preexec_fn=place_pipes,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(commands)
        os.close(messages)
        self.number, self.rest, self.session = 0, b"", None
        return self

    def __exit__(self, *_):
        try:
            self.send("Browser.close")
            self.process.wait(10)
        except (OSError, RuntimeError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        os.close(self.commands)
        os.close(self.messages)
        shutil.rmtree(self.profile, ignore_errors=True)

    def send(self, method, **parameters):
        """Sends a command and waits for its reply; events on the way are passed over."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session and not method.startswith(("Target.", "Browser.")):
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.commands, data):]
        while True:
            while b"\0" not in self.rest:
                part = os.read(self.messages, 1 << 20)
                if not part:
                    raise RuntimeError("Chromium ended")
                self.rest += part
            one, _, self.rest = self.rest.partition(b"\0")
            reply = json.loads(one)
            if reply.get("id") == self.number:
                if "error" in reply:
                    raise RuntimeError(f"{method}: {reply['error']['message']}")
                return reply["result"]

    def page(self):
        """Opens an empty page with storage of its own, and talks to it from then on."""
        context = self.send("Target.createBrowserContext")["browserContextId"]
        target = self.send("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        self.session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.send("Page.enable")
        self.send("Page.addScriptToEvaluateOnNewDocument", source=WATCHER)
        return context

    def close(self, context):
        self.session = None
        self.send("Target.disposeBrowserContext", browserContextId=context)

    def evaluate(self, expression):
        reply = self.send("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in reply:
            raise RuntimeError(f"{expression}: {reply['exceptionDetails']}")
        return reply["result"].get("value")

    def wait(self, expression, seconds=60):
        end = time.monotonic() + seconds
        while not self.evaluate(expression):
            if time.monotonic() > end:
                raise RuntimeError(f"waited {seconds} seconds in vain for: {expression}")
            time.sleep(0.01)

    def key(self, text):
        self.send("Input.dispatchKeyEvent", type="keyDown", key=text, text=text)
        self.send("Input.dispatchKeyEvent", type="keyUp", key=text)

    def mouse(self, kind, x, y, **more):
        self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)
