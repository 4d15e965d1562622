"""Reads with Meta's official Python SDK what `sextant-cli` wrote into the sandbox, and says what is not as it was asked.

Nothing is started here. Two uses: with `--creative` it prints a creative that an ad can show; with a file it checks, for
each object in it (`{"kind": "campaign", "id": "1", "fields": {"name": "…"}}`), that the SDK reads these values.
"""

from __future__ import annotations

import argparse
import json
import sys

from facebook_business.adobjects.ad import Ad
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.adset import AdSet
from facebook_business.adobjects.campaign import Campaign
from facebook_business.api import FacebookAdsApi, FacebookSession

KINDS = {"campaign": Campaign, "adset": AdSet, "ad": Ad}


def plain(value):
    """The SDK's objects as what they hold."""
    return value.export_all_data() if hasattr(value, "export_all_data") else value


def holds(found, wanted) -> bool:
    """Whether everything that was asked for is there; Meta may have added to it."""
    found = plain(found)
    if isinstance(wanted, dict):
        return all(key in found and holds(found[key], value) for key, value in wanted.items())
    if isinstance(wanted, list):
        return len(found) == len(wanted) and all(any(holds(one, value) for one in found) for value in wanted)
    return str(found) == str(wanted)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("told", help="the first line that the sandbox printed, as it is")
    parser.add_argument("expected", nargs="?", help="file with the objects")
    parser.add_argument("--creative", metavar="ACCOUNT", help="print a creative of this account and nothing else")
    options = parser.parse_args()
    told = json.loads(options.told)
    FacebookSession.GRAPH = told["base_url"]
    api = FacebookAdsApi.init(
        app_id=told["app_id"], app_secret=told["app_secret"], access_token=told["system_user_token"], crash_log=False
    )
    if options.creative:
        print(next(iter(AdAccount(options.creative, api=api).get_ads(fields=["creative"])))["creative"]["id"])
        return 0
    passed = failed = 0
    with open(options.expected, encoding="utf-8") as file:
        for one in json.load(file):
            found = KINDS[one["kind"]](one["id"], api=api).api_get(fields=list(one["fields"]))
            for field, wanted in one["fields"].items():
                good = field in found and holds(found[field], wanted)
                passed, failed = passed + good, failed + (not good)
                words = f"{field} of {one['kind']} {one['id']} is what Sextant wrote"
                print(f"ok    {words}" if good else f"FAIL  {words}: {wanted!r}, not {found.get(field)!r}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
