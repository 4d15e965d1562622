"""The same rows and the same kinds of questions in DuckDB: what a column store without encryption takes.

Usage: duck.py CSV ADS DAYS
The CSV has the daily figures of every ad: number, day, impressions, clicks, link_clicks, spend, conversions, value. Prints
one JSON line with seconds and milliseconds, and the spend of 30 days so that both sides can be compared.
"""

import json
import os
import random
import sys
import time

import duckdb

SUMS = ["impressions", "clicks", "link_clicks", "spend", "conversions", "value"]
LEVELS = {"campaign": 50, "adset": 5, "ad": 1}


def quantile(times, at):
    times = sorted(times)
    return times[min(int(len(times) * at), len(times) - 1)]


def timed(connection, question):
    begun = time.perf_counter()
    rows = connection.execute(question).fetchall()
    return rows, (time.perf_counter() - begun) * 1000


def table(level, first, last, order, limit=100):
    sums = ", ".join(f"sum({name}) AS {name}" for name in SUMS)
    return (
        f"SELECT object, {sums} FROM {level}_rows WHERE day BETWEEN {first} AND {last} "
        f"GROUP BY object ORDER BY {order} DESC LIMIT {limit}"
    )


def main():
    path, ads, days = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    database = path + ".duckdb"
    connection = duckdb.connect(database)
    columns = ", ".join(f"'{name}': 'BIGINT'" for name in SUMS)
    begun = time.perf_counter()
    connection.execute(
        "CREATE TABLE ad_rows AS SELECT * FROM read_csv("
        f"'{path}', header = false, columns = {{'object': 'INTEGER', 'day': 'INTEGER', {columns}}}) ORDER BY day, object"
    )
    # The levels above have rows of their own, as Meta gives them.
    sums = ", ".join(f"sum({name})::BIGINT AS {name}" for name in SUMS)
    for level, children in list(LEVELS.items())[:2]:
        connection.execute(
            f"CREATE TABLE {level}_rows AS SELECT object // {children} AS object, day, {sums} FROM ad_rows "
            "GROUP BY ALL ORDER BY day, object"
        )
    connection.execute("CHECKPOINT")
    stored = time.perf_counter() - begun
    rows = sum(connection.execute(f"SELECT count(*) FROM {level}_rows").fetchone()[0] for level in LEVELS)
    connection.close()
    size = os.path.getsize(database)

    begun = time.perf_counter()
    connection = duckdb.connect(database, read_only=True)
    timed(connection, table("campaign", days - 30, days - 1, "spend"))
    opened = (time.perf_counter() - begun) * 1000
    days_30 = f"SELECT sum(spend) FROM ad_rows WHERE day BETWEEN {days - 30} AND {days - 1}"
    spend = connection.execute(days_30).fetchone()[0]
    tops = [timed(connection, table("campaign", days - 30, days - 1, "spend"))[1] for _ in range(20)]
    chance = random.Random(42)
    tables, series = [], []
    for number in range(220):
        first = chance.randrange(days)
        last = chance.randrange(first, days)
        question = table(chance.choice(list(LEVELS)), first, last, chance.choice(SUMS))
        took = timed(connection, question)[1]
        if number >= 20:
            tables.append(took)
    for _ in range(100):
        question = f"SELECT day, {', '.join(SUMS)} FROM ad_rows WHERE object = {chance.randrange(ads)} ORDER BY day"
        series.append(timed(connection, question)[1])
    print(json.dumps({
        "version": duckdb.__version__,
        "rows": rows,
        "store_s": stored,
        "bytes_a_row": size / rows,
        "open_to_first_ms": opened,
        "spend": int(spend),
        "top_ms": quantile(tops, 0.5),
        "table_median_ms": quantile(tables, 0.5),
        "table_p99_ms": quantile(tables, 0.99),
        "series_median_ms": quantile(series, 0.5),
    }))
    connection.close()
    os.remove(database)


main()
