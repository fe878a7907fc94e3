"""Records what Python's json module reads and writes, as fixtures for the JSON tests.  Run:  python record_json.py"""

import json
import random

from record_yaml import canon, random_texts, tagged, write

TEXTS = [
    "1", "-1", "0", "-0", "1.0", "-0.0", "1e5", "1E+5", "1e-7", "1.5e300", "1e999", "-1e999", "123456789012345678901234567890", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "01", "-", "+1", ".5", "1.", "1.e5", "1e", "1e+", "--1", "0x1", "1_0", "NaN", "Infinity", "-Infinity", "-Inf", "nan", "true", "false", "null", "True", "nul", "truee", "",
    " ", "\n", '"a"', '"', '"a', '"\\"', '"\\n\\t\\b\\f\\r\\/\\\\\\""', '"\\x"', '"\\u00e9"', '"\\u00E9"', '"\\u00g9"', '"\\u00"', '"\\ud83d\\ude00"', '"\\u"', '"a\nb"', '"a\tb"', '"\x7f"', "'a'",
    "[]", "[ ]", "[1]", "[1,]", "[,1]", "[1 2]", "[1", "[", "]", "[1,2,[3,[4]]]", "{}", "{ }", '{"a":1}', '{"a" : 1 , "b":[ 2 ]}', '{"a":1,}', '{"a"}', '{"a":}', '{a:1}', "{1:1}", '{"a":1 "b":2}', '{"a":1', '{', '{"a":1,"a":2,"b":3}', '{"": 1}',
    "1 2", "{} x", "[1]]", '"é日本😀"', '{"é": "ü"}', " \t\n\r[ 1 , 2 ] ", '[1, // c\n 2]', "[true,false,null]", '["a","b"]', '{"a":{"b":{"c":[1,{"d":null}]}}}', "\u00a01", '{"a":1}}', "[[[[[[]]]]]]", '"\\', '"\\u12', '{"k":"v\\u0000w"}',
]


def record(text):
    case = {"json": text}
    try:
        case["value"] = canon(json.loads(text))
    except json.JSONDecodeError as error:
        case["problem"], case["position"] = error.msg, error.pos
    return case


def main():
    rng = random.Random(7)
    alphabet = ["{", "}", "[", "]", ",", ":", '"', '"a"', '"b":', "1", "-", "2.5", "e3", "true", "null", " ", "\\", "\\u00e9", "é", "\n", "NaN"]
    noise = ["".join(rng.choice(alphabet) for _ in range(rng.randint(1, 9))) for _ in range(1500)]
    write("json-texts.json", [record(text) for text in TEXTS + noise])
    values = [None, True, 0, -3, 10**25, 1.0, 0.1, 1e16, 1e15, 1.5e-7, 123456789012345680.0, 5e-324, 1.7976931348623157e308, float("inf"), float("-inf"), float("nan"), 100.0, 1e22, 12345.678, 0.0001, 0.00001, -0.0, 2.0**53, 2.0**54, 4503599627370497.5]
    values += [rng.uniform(-1, 1) * 10 ** rng.randint(-30, 30) for _ in range(300)]
    values += ["", "a\"b\\c/d", "\x00\x1f\x7f\x80", "é日本😀\u2028", [], {}, [[]], {"a": {}}, [1, "a", None], {"a": 1, "b": [1, {"c": 2.5}]}, {"é": "\n"}] + random_texts(rng, 100)
    write("json-dumps.json", [{"value": tagged(v), "text": json.dumps(v), "indented": json.dumps(v, indent=2), "compact": json.dumps(v, separators=(",", ":"), ensure_ascii=False)} for v in values])


if __name__ == "__main__":
    main()
