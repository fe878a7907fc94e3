"""mermaid.py PAGES LIBRARY: Mermaid itself, in Chromium, draws every diagram of a folder of Markdown pages."""

import functools
import html
import json
import re
import subprocess
import sys
import tempfile
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

pages, library = Path(sys.argv[1]), Path(sys.argv[2])
diagrams = [
    {"page": str(page.relative_to(pages)), "text": found[1]}
    for page in sorted(pages.rglob("*.md"))
    for found in re.finditer(r"^```mermaid\n(.*?)^```$", page.read_text(), re.S | re.M)
]
document = """<!doctype html><meta charset="utf-8"><pre id="said">nothing</pre><script type="module">
import { mermaid } from "./index.js";
const said = [];
mermaid.initialize({ startOnLoad: false });
const diagrams = await (await fetch("diagrams.json")).json();
for (const [number, { page, text }] of diagrams.entries()) {
  try { await mermaid.parse(text); await mermaid.render("d" + number, text); } catch (error) { said.push(page + ": " + error.message); }
}
document.getElementById("said").textContent = JSON.stringify({ count: diagrams.length, said });
</script>"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


(library / "diagrams.json").write_text(json.dumps(diagrams))
(library / "page.html").write_text(document)
server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=library))
threading.Thread(target=server.serve_forever, daemon=True).start()
with tempfile.TemporaryDirectory() as profile:
    page = subprocess.run(
        [
            "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}", "--virtual-time-budget=300000",
            "--dump-dom", f"http://127.0.0.1:{server.server_port}/page.html",
        ],
        capture_output=True, text=True, check=True,
    ).stdout
answer = json.loads(html.unescape(re.search(r'<pre id="said">(.*?)</pre>', page, re.S)[1]))
assert answer["count"] > 20 and not answer["said"], answer
print(f"mermaid {answer['count']} diagrams")
