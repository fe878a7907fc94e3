"""Records how dbt reads seeds (agate's types and values) and how Python's csv module reads text.  Run:  python record_csv.py"""

import csv
import datetime
import io
import random
import tempfile
import os
import warnings
from decimal import Decimal, Overflow

import agate
from dbt_common.clients.agate_helper import from_csv

from record_yaml import write

warnings.simplefilter("ignore")


def value(v):
    if v is None or isinstance(v, bool):
        return v
    if isinstance(v, Decimal):
        return {"number": str(v)}
    if isinstance(v, datetime.datetime):
        return {"timestamp": v.isoformat(" ")}
    if isinstance(v, datetime.date):
        return {"date": v.isoformat()}
    return {"text": v}


def seed(text, columns=(), delimiter=","):
    data = text if isinstance(text, bytes) else text.encode()
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(data)
    case = {"csv": data.decode(), "textColumns": list(columns), "delimiter": delimiter}
    try:
        table = from_csv(file.name, {name: None for name in columns}, delimiter)
        case["names"] = list(table.column_names)
        case["types"] = [type(t).__name__ for t in table.column_types]
        case["decimals"] = [int(table.aggregate(agate.MaxPrecision(i))) if isinstance(t, agate.Number) else None for i, t in enumerate(table.column_types)]
        case["rows"] = [[value(v) for v in row.values()] for row in table.rows]
    except Overflow:
        return None  # dbt crashes
    except (ValueError, TypeError, StopIteration, agate.exceptions.FieldSizeLimitError) as error:
        case["error"] = str(error)
    finally:
        os.unlink(file.name)
    return case


NUMBERS = """0 1 -1 +1 007 1.5 -1.50 .5 5. -.5 1,000 1,0,0 ,5 1_000 _1 1__0 $5 -$5 $-5 --5 5$ €1.50 £1,234.50 $€5 €$5 5% %5 %-5% -5% 5%% $5% %$5 1e5 1E5 1e-7 1e+3 1.5e10 e5 1e 1e+ 1.2.3 1..2 . - + , $ % nan NaN -nan nan12 sNaN inf -inf Infinity infinit 0x10 1e400 1e-400 0e5 0.000 -0 -0.0 000.500
1.1234567890123456789012345678901 123456789012345678901234567890 9999999999999999999999999999.5 99999999999999999999999999995 1234567890123456789012345678.5 1234567890123456789012345677.5 0.00000012345 12345678901234567890.123456789 １２３ ٣ ²  ½ 1e99999999999999999999 1e1000000000 5€€ ¥5¥ $$5 5.5.5 1-2 1- (5) 5k 1e5e5 1e5.5 --  -- 1 $ - 5""".split() + ["5 %", "- 5", "$ 5", " 5 ", "5 5", "\u00a05\u00a0", "1 000", "% 5", "-%5"]
DATES = """2024-01-02 2024-1-2 2024-01-2 2024-13-01 2024-00-01 2024-01-00 2024-01-32 2024-02-29 2023-02-29 0001-01-01 0000-01-01 9999-12-31 20240102 24-01-02 2024/01/02 01/02/2024 2024-01-02x x2024-01-02 2024-001-02 2024-1-123 2024-01-1
2024-01-02T03:04:05 2024-01-02T03:04:05Z 2024-01-02T03:04:05.5 2024-01-02T03:04:05,123456789 2024-01-02T03:04:05+01:00 2024-01-02T03:04:05-0530 2024-01-02T03:04:05+05 2024-01-02T030405 2024-01-02T0304 2024-01-02T03 2024-01-02T03:04 2024-01-02T03.5 2024-01-02T03:04.25 2024-01-02T0304.333333333 2024-01-02T03.333333333333
20240102T030405 20240102T03:04:05 2024-002T03:04:05 2024002T030405 2024-W01-2T03:04 2024W012T03:04 2024-W01T03 2024W01T03 2024-01T03 2024T03 20T03 202401T03 2024-W53-7T03 2021-W01-1T03 2020-W53T03 2024-366T00 2023-366T00 2024-000T00 0001-000T00 9999-W53-7T00 2024-00-01T00 2024-01-02T24:00:00 2024-01-02T23:59:60 2024-01-02T23:59:59.9999999 2024-01-02T23.9999999999999 2024-01-02t03:04:05 2024-01-02T3:04:05 2024-01-02T03:04:05z 2024-01-02TT03 T03 2024-01-02T 2024-01-02T03:04:05+1:00 2024-01-02T03:04:05+0 2024-01-02T03:04:05-00:30 2024-W01-0T00 2024-01-02T03:04:05Z+01 2024-01-02T03:0405 2024-01-02T0304:05 2024-01-02T03:04:05.""".split()
DATES += ["2024-01-02 03:04:05", "2024-1-2 3:4:5", "2024-01-02  03:04:05", "2024-01-02\t03:04:05", "2024-01-02 24:00:00", "2024-01-02 23:60:00", "2024-01-02 23:59:60", "2024-01-02 23:59:61", "2024-01-02 03:04", "2024-01-02 03:04:05.5", "2024-01-02 03:04:05+01", "2024-01- 2", "2024-01- 2 03:04:05", " 2024-01-02 ", "2024 -01-02", "2024-01-02 3:04:05 PM", "2024-01-02 ", "2024-01-02\u00a003:04:05"]
WORDS = ["true", "false", "True", "FALSE", "t", "f", "yes", "no", "0", "1", "tr,ue", "true ", "null", "NULL", "Null ", "nu,ll", "", " ", "none", "na", "n/a", ".", ",", "abc", "a b", " padded ", "é", "😀", "\u00a0", "\u2003null\u2003", "x\ty", "0.0.0.0"]

FILES = [
    "", "\n", "a", "a\n", "a,b\n", "a,b\n1,2\n\n3,4\n\n", "\n1,2\n3,4", "\n\n", "\n\n1,2\n", "a,a,\n1,2,3", "a,a,a_2,a\n1,2,3,4\n", ",,\n1,2,3\n", "a,b\n1\n2", "a\n1,2", "a,b\n1,2\n3,4,5\n", "a\n\"x", "a\n\"x\r\ny\"\r\n", "a\r1\r2\r", "a\r\n1\r\n", "\ufeffa\n1", "\ufeff\"a\"\n1", "a;b\n1;2", 'a"b,c\n1,2',
    '"a"b,c\n1,2', 'a,b\n" 1 ",x"y"', 'a\n"x""y"\n""""\n""\n', 'a,b\n"1,2",3\n', 'a,b\n"1\n2",3\n', "a,b\n,\n", "a,b\n ,null\n", "a, b\n1, 2\n", "a,b\n1,true\n2,false\n", "d\n2024-01-02\nnull\n", "a\n1\nx\n", "a\n1\n2024-01-02\n",
    "d\n2024-01-02\n2024-01-02 03:04:05\n", "d\n2024-01-02T03\n2024-01-02 03:04:05\n", "id,name\n001,x\n010,y\n", "a\n\n", "a\n\n\n1\n", "a\x00b\n1\x002\n", "é,日本\n1,2\n", "a\n1.50\n2\n", "a\n1e-30\n1e30\n", "a\n'1'\n", "a,b,c\n1,\"\",\n", "a\n \n", "a\n\"\n\"\n", "x y,X Y,x\n1,2,3\n",
]


def main():
    rng = random.Random(11)
    cases = [seed(text) for text in FILES]
    cases += [seed("k,v\n1,\"%s\"\n" % text.replace('"', '""')) for text in NUMBERS + DATES + WORDS]
    cases += [seed("k,v\n1,5\n2,\"%s\"\n" % text.replace('"', '""'), ["v"]) for text in WORDS]
    cases += [seed("a;b\n1,5;2\n", (), ";"), seed("a\tb\n1\t2\n", (), "\t"), seed("a|b\n\"1|2\"|3\n", (), "|"), seed("a¦b\n1¦2\n", (), "¦"), seed("a§b\nÂ§x\n", (), "§"), seed("a b\n1 2\n", (), " "), seed("a,b\n1,2", ("a", "zz")), seed("A,a\n1,2", ("a",)), seed("a,a\n1,2", ("a_2",)), seed("a,b\n1,2", (), ";;"), seed("a,b\n1,2", (), "")]
    pool = NUMBERS + DATES + WORDS
    for _ in range(300):
        kind = rng.choice([NUMBERS, DATES, WORDS, pool])
        cells = [rng.choice(kind if rng.random() < 0.9 else pool) for _ in range(rng.randint(1, 4))]
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([["v"]] + [[cell] for cell in cells])
        cases.append(seed(out.getvalue()))
    write("seeds.json", [case for case in cases if case is not None])
    alphabet = ["a", "bc", ",", ",", '"', '""', "\n", "\r\n", "\r", " ", "é", "\t"]
    texts = ["".join(rng.choice(alphabet) for _ in range(rng.randint(0, 14))) for _ in range(1500)]
    write("csv-rows.json", [{"csv": t, "rows": list(csv.reader(io.StringIO(t.replace("\r\n", "\n").replace("\r", "\n"))))} for t in texts])


if __name__ == "__main__":
    main()
