"""Tables of the shape and size of the sakila database, for `examples/sakila`: made up, as its data is not part of the repository."""

from benchmarks.dice import Dice

STAMP = "2006-02-15 04:34:33"
RATINGS = ["G", "PG", "PG-13", "R", "NC-17"]
# Table → rows and columns. A column is a number for a key that counts up, `>N` for the key of one of N others, else what its text is.
TABLES = {
    "actor": (200, {"actor_id": "key", "first_name": "name", "last_name": "name"}),
    "address": (603, {"address_id": "key", "address": "text", "address2": "nothing", "district": "name", "city_id": ">600", "postal_code": "name",
                      "phone": "name"}),
    "category": (16, {"category_id": "key", "name": "name"}),
    "city": (600, {"city_id": "key", "city": "name", "country_id": ">109"}),
    "country": (109, {"country_id": "key", "country": "name"}),
    "customer": (599, {"customer_id": "key", "store_id": ">2", "first_name": "name", "last_name": "name", "email": "name", "address_id": ">603",
                       "activebool": "yes", "create_date": "day", "active": "one"}),
    "film": (1000, {"film_id": "key", "title": "name", "description": "text", "release_year": "year", "language_id": ">6",
                    "original_language_id": "nothing", "rental_duration": ">7", "rental_rate": "money", "length": ">185",
                    "replacement_cost": "money", "rating": "rating", "special_features": "text"}),
    "film_actor": (5462, {"actor_id": ">200", "film_id": ">1000"}),
    "film_category": (1000, {"film_id": "key", "category_id": ">16"}),
    "inventory": (4581, {"inventory_id": "key", "film_id": ">1000", "store_id": ">2"}),
    "language": (6, {"language_id": "key", "name": "name"}),
    "payment": (16049, {"payment_id": "key", "customer_id": ">599", "staff_id": ">2", "rental_id": ">16044", "amount": "money",
                        "payment_date": "moment"}),
    "rental": (16044, {"rental_id": "key", "rental_date": "moment", "inventory_id": ">4581", "customer_id": ">599", "return_date": "moment",
                       "staff_id": ">2"}),
    "staff": (2, {"staff_id": "key", "first_name": "name", "last_name": "name", "address_id": ">603", "email": "name", "store_id": ">2",
                  "active": "yes", "username": "name"}),
    "store": (2, {"store_id": "key", "manager_staff_id": ">2", "address_id": ">603"}),
}


def write(folder):
    """Writes every table as a CSV file."""
    dice = Dice(1)
    folder.mkdir(parents=True, exist_ok=True)
    for table, (rows, columns) in TABLES.items():
        lines = [",".join([*columns, *([] if table == "payment" else ["last_update"])])]
        for number in range(1, rows + 1):
            cells = [cell(kind, table, number, dice) for kind in columns.values()]
            lines.append(",".join(cells if table == "payment" else [*cells, STAMP]))
        (folder / f"{table}.csv").write_text("\n".join(lines) + "\n")


def cell(kind, table, number, dice):
    """The text of one cell."""
    if kind.startswith(">"):
        return str(1 + dice.below(int(kind[1:])))
    return {
        "key": lambda: str(number), "name": lambda: f"{table.upper()} {number}", "nothing": lambda: "", "yes": lambda: "t", "one": lambda: "1",
        "text": lambda: f"A made up text of {table} {number} that is about as long as what a person would have written there",
        "year": lambda: "2006", "money": lambda: f"{dice.below(10)}.99", "rating": lambda: dice.pick(RATINGS), "day": lambda: "2006-02-14",
        "moment": lambda: f"2005-{5 + dice.below(4):02d}-{1 + dice.below(28):02d} {dice.below(24):02d}:{dice.below(60):02d}:30",
    }[kind]()
