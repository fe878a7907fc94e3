"""Records which paths pathspec ignores, what os.path makes of paths and dbt's checksums.  Run:  python record_files.py"""

import hashlib
import os
import random
import tempfile
import warnings

import pathspec
from dbt.artifacts.resources.base import FileHash
from dbt.parser.read_files import normalize_file_contents

from record_yaml import write

warnings.simplefilter("ignore")
PATTERNS = [
    "*.sql", "a", "a/", "/a", "/a/", "a/b", "a/b/", "/a/b", "a/*", "a/*/", "a/**", "a/**/", "**/a", "**/a/", "**/a/b", "a/**/b", "a/**/b/", "**", "**/", "*", "*/", "/*", "/**", "**/**", "**/*", "**/*/", "*/a", "a*", "*a", "?", "??", "a?c",
    "[ab]", "[!ab]", "[^ab]", "[a-c]x", "[]a]", "[!]a]", "[a", "a[", "\\*", "\\a", "\\!a", "\\#a", "#a", "!a", "a\\", "/", "//", "a//b", " a", "a ", "a b", "", "a.b", "a+b", "models/staging/", "models/*.sql", "models/**/*.sql", "models/*/x.sql", "*.s?l", "[a-z]*.sql", "[[:alpha:]]", "a**b", "a**/b", "é*", "***", "models", "staging", "x.sql/",
]
PATHS = ["a", "b", "c", "a/b", "a/c", "b/a", "a/b/c", "x/a", "x/a/b", "x/a/b/c", "a/x/b", "a/x/y/b", "a/x/y/b/z", "abc", "a/abc/d", "ax", "bx", "]", "*", "!a", "#a", "[a", "a[", " a", "a ", "a b", "a.b", "aXb", "x.sql", "models/x.sql", "models/staging/x.sql", "models/staging/y/x.sql", "models/staging.sql", "staging/models/x.SQL", "é.sql", "aab", "a/ab/b"]
LISTS = [["*.sql", "!models/x.sql"], ["models/", "!models/staging/"], ["!a", "a"], ["a", "!a", "a/b"], ["# no", "", "a"], ["**", "!**/x.sql"], ["models/*", "!models/x.sql"]]


def ignore_case(lines):
    try:
        spec = pathspec.PathSpec.from_lines(pathspec.patterns.GitWildMatchPattern, [line + "\n" for line in lines])
    except ValueError:
        return {"lines": lines, "invalid": True}
    return {"lines": lines, "ignored": [path for path in PATHS if spec.match_file(path)]}


def path_cases():
    rng = random.Random(5)
    texts = ["", ".", "..", "/", "a", "/a", "a/", "a//b", "./a", "a/.", "a/..", "../a", "../../a", "/..", "/../a", "a/../..", "a/./b/../c", "a.sql", "a.b.sql", ".a", "..a", "a/.b.c", "a.b/c", "a/b/c.tar.gz", "é/ü.sql", "//a"]
    texts += ["/".join(rng.choice(["a", "b", "..", ".", "", "c.d"]) for _ in range(rng.randint(1, 6))) for _ in range(60)]
    cases = []
    for text in texts:
        if text.startswith("//"):
            continue
        cases.append({"path": text, "normal": os.path.normpath(text), "name": os.path.basename(text), "suffix": os.path.splitext(os.path.basename(text))[1],
                      "relative": os.path.relpath("/r/" + text, "/r/a/b"), "joined": os.path.join("x/y", text)})
    return cases


def seed_hash(data):
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(data)
    try:
        return FileHash.from_path(file.name).checksum
    finally:
        os.unlink(file.name)


def main():
    write("ignore-patterns.json", [ignore_case([p]) for p in PATTERNS] + [ignore_case(lines) for lines in LISTS])
    write("paths.json", path_cases())
    texts = ["", " ", "a", " a b ", "a\r\nb\r\n", "\n\na,b\n1,2\n\n", "a\rb", "é\u00a0b\u2003c\u3000", "\x1ca\x1d", "x" * 100, "\ufeffa", "a\u200bb", "\x85a\x85"]
    cases = [{"text": t, "source": FileHash.from_contents(normalize_file_contents(t)).checksum, "seed": seed_hash(t.encode()), "sha256": hashlib.sha256(t.encode()).hexdigest(), "md5": hashlib.md5(t.encode()).hexdigest()} for t in texts]
    for n in list(range(0, 140)) + [1000, 65536, 100001]:
        t = "0123456789"[:10] * (n // 10) + "0123456789"[: n % 10]
        cases.append({"repeat": n, "sha256": hashlib.sha256(t.encode()).hexdigest(), "md5": hashlib.md5(t.encode()).hexdigest()})
    chunk = 1 << 20
    for name, t in {
        "space before a last chunk of space": "a" * (chunk - 3) + "   " + "  ",
        "line break across chunks": "é" * (chunk - 1) + "\r\n" + "b\r\n",
        "two chunks": " b\n" + "x,y\r\n" * 300000 + "\n\n",
        "exactly one chunk": "z" * (chunk - 1) + "\n",
        "first chunk of space": " " * chunk + "abc",
    }.items():
        cases.append({"large": name, "seed": seed_hash(t.encode())})
    write("hashes.json", cases)


if __name__ == "__main__":
    main()
