"""What a careful person would write without Sextant: pull the same accounts with Meta's SDK, or with `requests`.

Usage: peer.py sdk|requests BASE_URL TOKEN SINCE UNTIL DATABASE

Stores campaigns, ad sets, ads and daily figures of every account into SQLite, at the four levels that Sextant reads, and
prints one JSON line with the counts and sums it stored, so that the bench can see that both sides did the same work.
"""

import json
import sqlite3
import sys

PAGE = 500
LEVELS = {"account": [], "campaign": ["campaign_id"], "adset": ["adset_id"], "ad": ["campaign_id", "adset_id", "ad_id"]}
FIELDS = [
    "account_id", "date_start", "impressions", "clicks", "inline_link_clicks",
    "spend", "reach", "actions", "action_values", "attribution_setting",
]
OBJECTS = {
    "campaigns": "id,name,status,effective_status,objective,daily_budget,lifetime_budget",
    "adsets": "id,name,status,effective_status,campaign_id,daily_budget,optimization_goal",
    "ads": "id,name,status,effective_status,adset_id,campaign_id",
}


def with_requests(base, token, since, until):
    import requests

    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"

    def walk(path, **params):
        params["limit"] = PAGE
        while True:
            answer = session.get(f"{base}/v26.0/{path}", params=params)
            answer.raise_for_status()
            page = answer.json()
            yield from page["data"]
            paging = page.get("paging", {})
            if "next" not in paging:
                return
            params["after"] = paging["cursors"]["after"]

    for account in walk("me/adaccounts", fields="id,account_id,name,currency"):
        for edge, fields in OBJECTS.items():
            for item in walk(f"{account['id']}/{edge}", fields=fields):
                yield "objects", account, edge, item
        for level, ids in LEVELS.items():
            rows = walk(
                f"{account['id']}/insights", fields=",".join(ids + FIELDS), level=level, time_increment=1,
                time_range=json.dumps({"since": since, "until": until}),
            )
            for row in rows:
                yield "rows", account, level, row


def with_sdk(base, token, since, until):
    from facebook_business.api import FacebookAdsApi
    from facebook_business.adobjects.user import User
    from facebook_business.session import FacebookSession

    FacebookSession.GRAPH = base
    FacebookAdsApi.init(access_token=token, crash_log=False)
    for account in User("me").get_ad_accounts(fields=["id", "account_id", "name", "currency"], params={"limit": PAGE}):
        edges = {"campaigns": account.get_campaigns, "adsets": account.get_ad_sets, "ads": account.get_ads}
        for edge, fields in OBJECTS.items():
            for item in edges[edge](fields=fields.split(","), params={"limit": PAGE}):
                yield "objects", account, edge, item.export_all_data()
        for level, ids in LEVELS.items():
            params = {"level": level, "time_increment": 1, "time_range": {"since": since, "until": until}, "limit": PAGE}
            for row in account.get_insights(fields=ids + FIELDS, params=params):
                yield "rows", account, level, row.export_all_data()


def first(actions, kind):
    return next((float(action["value"]) for action in actions or [] if action["action_type"] == kind), 0.0)


def main():
    way, base, token, since, until, path = sys.argv[1:]
    database = sqlite3.connect(path)
    database.executescript(
        "CREATE TABLE objects (id TEXT PRIMARY KEY, kind TEXT, account TEXT, name TEXT, status TEXT);"
        "CREATE TABLE rows (id TEXT, day TEXT, impressions INT, clicks INT, spend TEXT, purchases REAL, value REAL,"
        " PRIMARY KEY (id, day));"
    )
    objects, rows, impressions = 0, 0, 0
    source = {"sdk": with_sdk, "requests": with_requests}[way]
    for kind, account, edge, item in source(base.rstrip("/"), token, since, until):
        if kind == "objects":
            objects += 1
            database.execute(
                "INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?)",
                (item["id"], edge, account["id"], item["name"], item["status"]),
            )
        else:
            rows += 1
            # One level is enough to compare: each has the whole.
            impressions += int(item.get("impressions", 0)) if edge == "ad" else 0
            database.execute(
                "INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    item[f"{edge}_id"], item["date_start"], int(item.get("impressions", 0)), int(item.get("clicks", 0)),
                    item.get("spend"), first(item.get("actions"), "purchase"), first(item.get("action_values"), "purchase"),
                ),
            )
    database.commit()
    print(json.dumps({"objects": objects, "rows": rows, "impressions": impressions}))


main()
