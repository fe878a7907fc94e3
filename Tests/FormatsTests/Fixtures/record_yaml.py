"""Records what PyYAML makes of YAML texts, and how it writes values, as fixtures for the YAML tests.

Run it with the Python of a dbt-core 1.12 environment:  python record_yaml.py
"""

import datetime
import json
import os
import random

import yaml
from yaml import CSafeLoader

HERE = os.path.dirname(os.path.abspath(__file__))


def canon(value):
    """One line of text that names every value with its type."""
    if value is None:
        return "null"
    if value is True or value is False:
        return str(value).lower()
    if isinstance(value, int):
        return "int:%d" % value
    if isinstance(value, float):
        return "float:%r" % value
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, datetime.datetime):
        return "timestamp:" + value.isoformat()
    if isinstance(value, datetime.date):
        return "date:" + value.isoformat()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(canon(v) for v in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(canon(k) + ": " + canon(v) for k, v in value.items()) + "}"
    raise TypeError(type(value))


SCALARS = """
~ null Null NULL nULL yes Yes YES yEs no No NO on On ON off Off OFF true True TRUE tRue false False FALSE y n Y N
0 -0 +0 1 -1 +1 12 1_000 _1 1_ 010 -010 08 09 0o14 0O14 0_7 0_ 00 0b101 -0b1_1 0b2 0B1 0xff 0xFF -0x1F 0XFF 0xg
9223372036854775807 9223372036854775808 -9223372036854775808 -9223372036854775809 123456789012345678901234567890
0xffffffffffffffffffff 0777777777777777777777777 1:30 1:30:00 190:20:30 -1:30 0:30 1:60 1:5 1:05 1:5:9 12:345 99:59:59:59
1.0 1. .5 -.5 +.5 1.5e3 1.5e+3 1.5E-3 1e3 1e+3 1.e+3 1_0.5_0 .5e+1 ._5 0.1 -0.0 00.5 1.2.3 1..2 685.230_15e+03 190:20:30.15 1:5. 0:0.5
.inf -.inf +.inf .Inf .INF .iNF .nan .NaN .NAN -.nan +.nan inf nan . .. - -- + _ 1e400 1.0e+400 123456789.123456789 1.0e-5
100000000000000000000.0 1e16 10000000000000000.0 123456789012345678.5 0.00001 0.0001 5e-324 4.9e-324 4.9e-324_
2024-01-02 2024-1-2 2024-01-2 2024-01-02T03:04:05 2024-01-02t03:04:05 2024-1-2T3:04:05 2024-01-02T03:04:05Z
2024-01-02T03:04:05.5 2024-01-02T03:04:05.123456789 2024-01-02T03:04:05. 2024-01-02T03:04:05+01:00 2024-01-02T03:04:05-5
2024-01-02T03:04:05+05:30 2024-01-02T03:04 2024-01-02T3:4:05 0001-01-01 9999-12-31 24-01-02 2024/01/02 20240102 2024-02-29
= == < <<< a abc null_ nullx ~x @x a=b x:y http://example.com foo#bar 1,000 1-2 2024-01 12:30pm 12e03 0.0.0.0 1.10.0 v1
é ünï 日本 😀 -é +x 1a 0x 0b 0o 0b_ +12_3 +0x_f - 1__0 1__0.5 1:2:3:4.5_
""".split()

DOCUMENTS = [
    "", "   \n", "# only a comment\n", "---\n", "---\n...\n", "a", "'a'", "a: b", "a:\n", "- a\n- b\n", "[a, b, [c]]", "{a: 1, b: {c: 2}}",
    "2024-01-02 03:04:05", "2024-01-02  03:04:05 +1:00", "2024-01-02 03:04:05 Z", "2024-01-02 03:04:05 -03:30", "2024-01-02 3:04:05.25",
    "a: 1\na: 2\n", "a: 1\nb: 2\na: 3\n", "x:\n  - a: 1\n    a: 2\n  - {b: 1, b: 1}\n",
"yes: 1\n", "1: a\n1.5: b\n~: c\n2024-01-02: d\n0x10: e\n",
    "a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  q: 3\n  r: 4\n",
    "a: &x {p: 1}\nb: &y {p: 2, s: 5}\nc:\n  k: 0\n  <<: [*x, *y]\n",
    "a: &x {p: 1}\nc:\n  p: 9\n  <<: *x\n", "a: &x {p: 1}\nc:\n  <<: *x\n  p: 9\n  p: 10\n",
    "a: &x {p: 1}\nb: &y\n  <<: *x\n  t: 1\nc:\n  <<: *y\n", "a: {'<<': 1, b: 2}\n", "a: {'<<': {x: 1}, b: 2, b: 3}\n",
    "a: &x [1, 2]\nb: *x\nc: *x\n", "a: &x 1\nb: *x\n", "&k a: 1\nb: *k\n", "a: &x\nb: *x\n",
    "=: 1\n", "a: !!str 12\nb: !!int '12'\nc: !!float 3\nd: !!bool yes\ne: !!null x\nf: !!str\ng: !!timestamp '2024-01-02'\n",
    "a: ! 12\nb: ! '12'\nc: !!str yes\n", "!!map {a: 1}\n", "!!seq [a]\n", "!!omap [{a: 1}, {b: 2}]\n", "!!pairs [{a: 1}, {a: 2}]\n",
    "!!float 1e5\n", "!!int '0x1f'\n", "!!int '0o17'\n",
    "a: |\n  one\n   two\n\n  three\nb: >\n  folded\n  text\n\n  more\nc: |-\n  x\nd: |+\n  y\n\ne: >2\n   z\n",
    'a: "x\\ty\\n\\u00e9\\x41\\U0001F600\\\\ \\"q\\" \\\n   joined"\n', "a: 'it''s\n  folded\n\n  text'\n", "a: plain\n  over\n\n  lines\nb: 1\n",
    "a: x # comment\nb: x#y\n", "? a\n: b\n? [x]\n", "- - a\n  - b\n- c: d\n  e: f\n", "a:\n- b\n- c\n", "a: {b, c: d, 'e': }\n", "[a: 1, {b: 2}]\n",
    "a:\r\n  - b\r\n  - c\r\n", "\ufeffa: 1\n", "é: ü\n日本: [😀, 'x']\n", "%YAML 1.1\n---\na: 1\n", "%YAML 1.2\n---\na: 1\n", "%TAG !y! tag:yaml.org,2002:\n---\n!y!str 1\n",
    "models:\n  - name: orders\n    columns:\n      - name: id\n        tests: [unique, not_null]\n        description: \"{{ doc('id') }}\"\n",
    "  a: 1\n  b: 2\n", "\n\n  a: 1\n  b: 2\n", "a: 'x'\n\n...\n", "---\na: 1\n...\n# end\n", "a:    \n  b\n", "key with spaces: value with spaces\n",
    "a: [\n  1,\n  2,\n]\n", "a: {\n  b: 1,\n}\n", "a: *x-y\n", "- !!set {a, b}\n", "a:\tb\n", "a: b\tc\n",
]

BROKEN = [
    "a: [1\nb: 2", "a: b: c", "\ta: 1", "a:\n\t- b", "a: *b", "a: &x 1\nb: &x 2\n", "a: 1\n---\nb: 2", "{{ var }}: 1", "a: {{ var('x') }}", "a: !foo x",
    "a: =", "- <<", "a: !!int x", "a: 'x", 'a: "x', "a: \x07", "é: [1\nb: 2", "x: {<<: 1}", "x: {<<: [1]}", "a: 2024-13-01", "a: 2024-02-30", "a: @x", "a: %x", "a: `x`",
    'a: "\\q"', 'a: "\\xzz"', "&a {x: *a}", "!!map [1]", "a: !!str [1]", "a: !!seq x", "a: 1\n b: 2", "- a\nb: 1", "a: |\n  x\n y", "a:\n  - b\n c: 1", "...", "[a: 1\n b]", "[1, 2}}", "}",
    "a: 1\n]", "日本: 'x\n", "😀: [😀, b: c: d", "a: !<x", "%FOO\na", "%YAML 2.0\n---\na: 1", "a: >x\n b", "? a\nb", "a: 0b_", "a: 2024-01-02 25:00:00", "a: !!bool maybe", "!!omap [a]", "key: - a\n",
    "a: [1, 2\n\nb: 3\n\n", "a:\n  b: 1\n   c: 2\n", "- a\n - b\n- c: 1\n  d\n", "\"a\" b: 1\n",
]


def dup_keys(text):
    """(line, column) of every key that dbt calls a duplicate."""
    from dbt.clients import checked_load

    return [failure.message for failure in checked_load.checked_load(text)[1]]


def record(text):
    case = {"yaml": text}
    try:
        value = yaml.load(text, CSafeLoader)
        case["value"] = canon(value)
        case["duplicates"] = len(dup_keys(text))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        case["problem"] = getattr(error, "problem", None) or str(error)
        case["context"] = getattr(error, "context", None)
        if mark is not None:
            case["line"], case["column"] = mark.line + 1, mark.column + 1
    except (ValueError, KeyError) as error:
        case["problem"] = str(error)
    except (TypeError, RecursionError) as error:
        case["unsupported"] = type(error).__name__
        case.pop("value", None)
    return case


DUMPS = [
    None, True, False, 0, -5, 10**30, 1.0, 1e16, 1e-5, float("inf"), float("-inf"), float("nan"), "", "a", "abc def", "yes", "null", "12", "1.5", "2024-01-02", "~", "<<", "=",
    "a: b", "a:b", "a #b", "a#b", "# a", "- a", "-a", "? a", "?a", ": a", ":a", "a:", "[a", "a]", "{a", "a, b", "&a", "*a", "!a", "|a", ">a", "'a", "\"a", "%a", "@a", "`a", "---", "---a", "...", "..", "it's", "say \"x\"", "it's \"x\"",
    " a", "a ", "a\nb", "a\n", "\na", "a\n\nb", "a\n b", "a \nb", "tab\tx", "é", "日本 😀", "\x07", "\x85", "\u2028", "\ufeff", "a\\b", "a" * 100, "word " * 40, "word " * 40 + "end", "é " * 60, "x  y" * 40, ("line of words here\n" * 12), "'" * 90, "{{ ref('x') }}",
    [], {}, [[]], [{}], {"a": []}, {"a": {}}, [1, [2, [3, [4]]], 5], {"a": {"b": {"c": 1}}}, {"a": [1, 2]}, [{"a": 1, "b": 2}, {"c": [1, {"d": 2}]}], {"a": [[1, 2], [3]]},
    {"": 1}, {"x" * 122: 1}, {"x" * 123: 1}, {"x" * 130: [1]}, {"a\nb": 1}, {"yes": 1, "12": 2, "a b": 3, "a: b": 4}, {1: 2, 1.5: 3, True: 4, None: 5}, {"é": "ü"}, {"b": 1, "a": 2},
    {"k": "word " * 40, "l": "it's " * 40, "m": "é " * 60, "n": ["word " * 40, "a\nb\n\nc " * 10]}, {"deep": {"deeper": {"deepest": "word " * 40}}}, ["x" * 90 + " y z", "a " * 39 + "bb cc dd"],
    datetime.date(2024, 1, 2), datetime.datetime(2024, 1, 2, 3, 4, 5), {"d": datetime.datetime(2024, 1, 2, 3, 4, 5, 600, tzinfo=datetime.timezone.utc)},
]


def random_texts(rng, count):
    pieces = ["a", "word", " ", "  ", "\n", "\n\n", ":", ": ", " #", "-", "- ", "'", '"', "é", "\\", "{", "}", ",", "[", "?", "!", "&", "*", "%", "@", "\t", "12", "😀", "x" * 30, "long words here "]
    return ["".join(rng.choice(pieces) for _ in range(rng.randint(1, 25))) for _ in range(count)]


def tagged(value):
    """The value as JSON that keeps the types apart."""
    if isinstance(value, datetime.datetime):
        return {"timestamp": value.isoformat()}
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, dict):
        return {"map": [[tagged(k), tagged(v)] for k, v in value.items()]}
    if isinstance(value, list):
        return {"list": [tagged(v) for v in value]}
    return value


def write(name, cases):
    with open(os.path.join(HERE, name), "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


def main():
    rng = random.Random(20240607)
    scalars = [record(text) for text in SCALARS] + [record("k: " + text) for text in SCALARS]
    write("yaml-scalars.json", scalars)
    write("yaml-documents.json", [record(text) for text in DOCUMENTS])
    write("yaml-broken.json", [record(text) for text in BROKEN])
    alphabet = ["a", "b: ", ": ", "- ", "\n", "\n  ", "\n    ", " ", "'", '"', "[", "]", "{", "}", ", ", "#", "&a ", "*a", "|", ">", "!!str ", "<<: ", "1", "é", "\t", "? ", "yes", "2024-01-02"]
    noise = ["".join(rng.choice(alphabet) for _ in range(rng.randint(1, 14))) for _ in range(1500)]
    write("yaml-noise.json", [record(text) for text in noise])
    dumps = [{"value": tagged(value), "text": yaml.safe_dump(value, sort_keys=False)} for value in DUMPS + random_texts(rng, 300)]
    rounds = [[text] for text in random_texts(rng, 100)] + [{text: text} for text in random_texts(rng, 100)]
    dumps += [{"value": tagged(value), "text": yaml.safe_dump(value, sort_keys=False)} for value in rounds]
    write("yaml-dumps.json", dumps)


if __name__ == "__main__":
    main()
