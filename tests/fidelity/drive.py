"""Drives the sandbox with Meta's official Python SDK and says what does not behave as it should.

Nothing is started here: the sandbox must be running and is named on the command line. Every check works with the SDK's
own classes, so what passes here is what the SDK understands, not what we think it does.
"""

from __future__ import annotations

import argparse
import base64
import itertools
import json
import sys
import tempfile
import time
import traceback
import zlib
from datetime import date, timedelta

from facebook_business.adobjects.ad import Ad
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.adasyncrequestset import AdAsyncRequestSet
from facebook_business.adobjects.adcreative import AdCreative
from facebook_business.adobjects.adimage import AdImage
from facebook_business.adobjects.adlabel import AdLabel
from facebook_business.adobjects.adreportrun import AdReportRun
from facebook_business.adobjects.adset import AdSet
from facebook_business.adobjects.campaign import Campaign
from facebook_business.adobjects.targetingsearch import TargetingSearch
from facebook_business.adobjects.user import User
from facebook_business.api import FacebookAdsApi, FacebookSession
from facebook_business.exceptions import FacebookRequestError

CHECKS = []


def check(function):
    """Registers a check; its name is the statement it proves."""
    CHECKS.append(function)
    return function


def png(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """A picture of one colour, without any library for pictures."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    row = b"\x00" + bytes(colour) * width
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row * height)) + chunk(b"IEND", b"")
    )


class World:
    """What the checks share: the API, the account they work in, and what they made so far."""

    def __init__(self, api: FacebookAdsApi):
        self.api = api
        fields = ["name", "currency", "min_daily_budget", "timezone_name", "account_status", "business"]
        self.accounts = list(User("me", api=api).get_ad_accounts(fields=fields))
        self.account = AdAccount(self.accounts[0]["id"], api=api)
        self.minimum = self.accounts[0]["min_daily_budget"]
        pages = list(User("me", api=api).get_accounts(fields=["name"]))
        own = self.account.get_promote_pages(fields=["id"])
        self.page = (list(own) or pages)[0]["id"]
        self.made: dict[str, str] = {}

    def campaign(self, **more):
        params = {
            "name": "Fidelity campaign",
            "objective": "OUTCOME_TRAFFIC",
            "status": "PAUSED",
            "special_ad_categories": [],
            "is_adset_budget_sharing_enabled": False,
        }
        params.update(more)
        return self.account.create_campaign(params={key: value for key, value in params.items() if value is not None})

    def adset_params(self, **more):
        params = {
            "name": "Fidelity ad set",
            "campaign_id": self.made["campaign"],
            "daily_budget": self.minimum * 20,
            "billing_event": "IMPRESSIONS",
            "optimization_goal": "LINK_CLICKS",
            "bid_strategy": "LOWEST_COST_WITHOUT_CAP",
            "targeting": {
                "geo_locations": {"countries": ["US"]},
                "targeting_automation": {"advantage_audience": 0},
            },
            "status": "PAUSED",
        }
        params.update(more)
        return {key: value for key, value in params.items() if value is not None}


def refused(call, code: int, subcode: int | None = None, blame: str | None = None) -> FacebookRequestError:
    """The call must be refused in exactly this way."""
    try:
        call()
    except FacebookRequestError as error:
        assert error.api_error_code() == code, f"code {error.api_error_code()} instead of {code}: {error.api_error_message()}"
        if subcode is not None:
            assert error.api_error_subcode() == subcode, f"subcode {error.api_error_subcode()} instead of {subcode}"
        body = error.body()["error"]
        assert body["fbtrace_id"] and body["type"]
        if blame is not None:
            data = json.loads(body["error_data"])
            assert any(blame in path for path in data["blame_field_specs"]), data
        return error
    raise AssertionError(f"the call was not refused with {code}/{subcode}")


# Reading


@check
def accounts_come_with_their_fields(world: World):
    assert len(world.accounts) >= 1
    for account in world.accounts:
        assert account["id"] == "act_" + account.get("account_id", account["id"][4:])
        assert len(account["currency"]) == 3 and isinstance(account["min_daily_budget"], int)


@check
def paging_walks_over_every_campaign_once(world: World):
    small = [c["id"] for c in world.account.get_campaigns(params={"limit": 3})]
    large = [c["id"] for c in world.account.get_campaigns(params={"limit": 500})]
    assert small == large and len(set(small)) == len(small) > 3


@check
def summary_counts_what_paging_finds(world: World):
    cursor = world.account.get_ads(params={"limit": 50, "summary": "total_count"})
    total = cursor.total()
    assert total == sum(1 for _ in cursor), total


@check
def without_fields_only_the_id_is_there(world: World):
    answer = world.api.call("GET", (world.account["id"], "campaigns"), params={"limit": 1}).json()
    assert list(answer["data"][0]) == ["id"], answer


@check
def field_expansion_nests_edges_and_relations(world: World):
    fields = ["name", 'adsets.limit(2){name,ads.limit(1){id,creative{id,name},adset{name}}}']
    campaigns = list(world.account.get_campaigns(fields=fields, params={"limit": 10}))
    nested = [c for c in campaigns if "adsets" in c]
    assert nested, "no campaign has ad sets"
    # The SDK turns the nested `{data: […]}` into objects of its own.
    sets = nested[0]["adsets"]
    assert 1 <= len(sets) <= 2 and isinstance(sets[0], AdSet) and sets[0]["name"]
    ads = [ad for campaign in nested for adset in campaign["adsets"] for ad in adset.get("ads", [])]
    assert ads and ads[0]["creative"]["id"] and ads[0]["adset"]["name"]


@check
def effective_status_and_filtering_select(world: World):
    paused = list(world.account.get_ads(fields=["effective_status"], params={"effective_status": ["PAUSED"]}))
    assert paused and all(ad["effective_status"] == "PAUSED" for ad in paused)
    campaign = next(iter(world.account.get_campaigns(params={"limit": 1})))["id"]
    filtering = [{"field": "campaign.id", "operator": "IN", "value": [campaign]}]
    sets = list(world.account.get_ad_sets(fields=["campaign_id"], params={"filtering": filtering}))
    assert sets and all(s["campaign_id"] == campaign for s in sets)


@check
def deleted_cannot_be_listed(world: World):
    refused(lambda: list(world.account.get_ads(params={"effective_status": ["DELETED"]})), 100, 1815001)


@check
def unknown_fields_and_objects_are_errors(world: World):
    refused(lambda: Campaign("1", api=world.api).api_get(fields=["name"]), 100, 33)
    campaign = next(iter(world.account.get_campaigns(params={"limit": 1})))["id"]
    refused(lambda: world.api.call("GET", (campaign,), params={"fields": "nonsense"}), 100)
    refused(lambda: world.api.call("GET", (campaign, "nonsense")), 2500)


@check
def many_ids_at_the_root_are_gone(world: World):
    ids = [c["id"] for c in itertools.islice(world.account.get_campaigns(params={"limit": 2}), 2)]
    refused(lambda: Campaign.get_by_ids(ids, api=world.api), 100)


@check
def activities_and_images_can_be_read(world: World):
    since = int(time.time()) - 60 * 86400
    activities = list(world.account.get_activities(fields=["event_type", "event_time"], params={"since": since}))
    assert activities and all(a["event_type"] for a in activities)
    fields = ["hash", "url", "width", "height"]
    images = list(itertools.islice(world.account.get_ad_images(fields=fields, params={"limit": 5}), 12))
    assert images and len(images[0]["hash"]) == 32


# Insights


def days(count: int) -> dict[str, str]:
    until = date.today() - timedelta(days=2)
    return {"since": str(until - timedelta(days=count - 1)), "until": str(until)}


@check
def insights_at_account_level_equal_their_daily_parts(world: World):
    params = {"time_range": days(14), "level": "account"}
    fields = ["spend", "impressions", "clicks", "account_currency"]
    whole = list(world.account.get_insights(fields=fields, params=params))
    assert len(whole) == 1, whole
    parts = list(world.account.get_insights(fields=fields, params={**params, "time_increment": 1, "limit": 5}))
    assert len(parts) == 14 and all(p["date_start"] == p["date_stop"] for p in parts)
    assert sum(int(p["impressions"]) for p in parts) == int(whole[0]["impressions"])
    assert abs(sum(float(p["spend"]) for p in parts) - float(whole[0]["spend"])) < 0.005


@check
def insights_below_add_up_and_break_down(world: World):
    params = {"time_range": days(7), "level": "ad", "limit": 100, "filtering": [
        {"field": "ad.effective_status", "operator": "IN", "value": [
            "ACTIVE", "PAUSED", "ARCHIVED", "DELETED", "CAMPAIGN_PAUSED", "ADSET_PAUSED", "PENDING_REVIEW", "DISAPPROVED",
            "WITH_ISSUES"]}]}
    try:
        ads = list(world.account.get_insights(fields=["ad_id", "impressions"], params=params))
    except FacebookRequestError as error:
        assert error.api_error_subcode() == 1815001
        params["filtering"][0]["value"].remove("DELETED")
        ads = list(world.account.get_insights(fields=["ad_id", "impressions"], params=params))
    assert ads and len({a["ad_id"] for a in ads}) == len(ads)
    one = max(ads, key=lambda a: int(a["impressions"]))
    split = list(Ad(one["ad_id"], api=world.api).get_insights(
        fields=["impressions"], params={"time_range": days(7), "breakdowns": ["age", "gender"]}))
    assert sum(int(s["impressions"]) for s in split) == int(one["impressions"])
    assert all(s["age"] and s["gender"] for s in split)


@check
def insights_carry_actions_and_attribution(world: World):
    fields = ["actions", "action_values", "cost_per_action_type", "purchase_roas", "attribution_setting", "spend"]
    params = {"time_range": days(28), "level": "adset", "action_attribution_windows": ["1d_click", "7d_click", "1d_view"]}
    rows = list(world.account.get_insights(fields=fields, params=params))
    assert any("actions" in row for row in rows)
    windows = {key for row in rows for action in row.get("actions", []) for key in action}
    assert {"action_type", "value", "7d_click"} <= windows, windows
    assert all(row["attribution_setting"] for row in rows if "attribution_setting" in row)


@check
def wrong_insights_are_refused(world: World):
    refused(lambda: list(world.account.get_insights(params={"breakdowns": ["age", "country"]})), 100)
    early = {"since": str(date.today() - timedelta(days=1300)), "until": str(date.today() - timedelta(days=1290))}
    refused(lambda: list(world.account.get_insights(params={"time_range": early})), 3018)
    refused(lambda: list(world.account.get_insights(params={"limit": 1_000_000})), 1)
    refused(lambda: world.api.call("GET", (world.account["id"], "insights"), params={"after": "bm9uc2Vuc2U"}), 2642)


@check
def asynchronous_insights_finish_and_equal_the_synchronous(world: World):
    fields = ["campaign_id", "impressions"]
    params = {"time_range": days(7), "level": "campaign", "time_increment": 1}
    run = world.account.get_insights_async(fields=fields, params=params)
    assert isinstance(run, AdReportRun)
    seen = []
    for _ in range(120):
        run = run.api_get(fields=["async_status", "async_percent_completion", "account_id"])
        seen.append(run["async_status"])
        if run["async_status"] in ("Job Completed", "Job Failed", "Job Skipped"):
            break
        time.sleep(0.1)
    assert run["async_status"] == "Job Completed" and run["async_percent_completion"] == 100, seen
    late = sorted((r["campaign_id"], r["date_start"], r["impressions"]) for r in run.get_insights(params={"limit": 7}))
    now = sorted(
        (r["campaign_id"], r["date_start"], r["impressions"])
        for r in world.account.get_insights(fields=fields, params={**params, "limit": 500})
    )
    assert late == now and late


# Writing


@check
def what_is_missing_or_wrong_on_a_campaign_is_refused(world: World):
    refused(lambda: world.campaign(special_ad_categories=None), 100, blame="special_ad_categories")
    refused(lambda: world.campaign(is_adset_budget_sharing_enabled=None), 100, 4834011)
    refused(lambda: world.campaign(name=None), 100, blame="name")
    refused(lambda: world.campaign(objective="CONVERSIONS"), 100, blame="objective")
    refused(lambda: world.campaign(daily_budget=1, is_adset_budget_sharing_enabled=None), 100, 1885272)


@check
def validate_only_changes_nothing(world: World):
    before = world.account.get_campaigns(params={"summary": "total_count"}).total()
    world.campaign(execution_options=["validate_only"])
    assert world.account.get_campaigns(params={"summary": "total_count"}).total() == before
    refused(lambda: world.campaign(execution_options=["validate_only"], name=None), 100)


@check
def the_whole_tree_can_be_created(world: World):
    world.made["campaign"] = world.campaign()["id"]
    world.made["adset"] = world.account.create_ad_set(params=world.adset_params())["id"]
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        file.write(png(640, 480, (200, 30, 40)))
        file.flush()
        image = AdImage(parent_id=world.account["id"], api=world.api)
        image[AdImage.Field.filename] = file.name
        image.remote_create()
    world.made["hash"] = image[AdImage.Field.hash]
    creative = world.account.create_ad_creative(params={
        "name": "Fidelity creative",
        "object_story_spec": {"page_id": world.page, "link_data": {
            "link": "https://example.com/", "message": "Text ünd €", "name": "Headline",
            "image_hash": world.made["hash"], "call_to_action": {"type": "LEARN_MORE", "value": {"link": "https://example.com/"}},
        }},
    })
    world.made["creative"] = creative["id"]
    ad = world.account.create_ad(params={
        "name": "Fidelity ad", "adset_id": world.made["adset"], "status": "PAUSED",
        "creative": {"creative_id": creative["id"]},
    })
    world.made["ad"] = ad["id"]
    fields = ["name", "status", "effective_status", "creative{id,title,body,image_hash}", "campaign_id", "adset_id"]
    read = Ad(ad["id"], api=world.api).api_get(fields=fields)
    assert read["campaign_id"] == world.made["campaign"] and read["effective_status"] == "PENDING_REVIEW"
    assert read["creative"]["body"] == "Text ünd €" and read["creative"]["image_hash"] == world.made["hash"]


@check
def images_by_bytes_are_idempotent(world: World):
    data = base64.b64encode(png(640, 480, (200, 30, 40))).decode()
    answer = world.api.call("POST", (world.account["id"], "adimages"), params={"bytes": data}).json()
    assert answer["images"]["bytes"]["hash"] == world.made["hash"]
    found = list(world.account.get_ad_images(fields=["hash", "width"], params={"hashes": [world.made["hash"]]}))
    assert len(found) == 1 and found[0]["width"] == 640
    refused(lambda: world.account.delete_ad_images(params={"hash": world.made["hash"]}), 100)
    refused(lambda: world.api.call("POST", (world.account["id"], "adimages"), params={"bytes": "bm90IGFuIGltYWdl"}), 100)


@check
def read_after_write_answers_the_fields(world: World):
    answer = world.api.call("POST", (world.made["adset"],), params={
        "name": "Fidelity ad set 2", "fields": "name,daily_budget,updated_time"}).json()
    assert answer["name"] == "Fidelity ad set 2" and answer["daily_budget"] == str(world.minimum * 20), answer


@check
def updates_are_seen_and_status_is_inherited(world: World):
    Campaign(world.made["campaign"], api=world.api).api_update(params={"name": "Renamed", "status": "ACTIVE"})
    AdSet(world.made["adset"], api=world.api).api_update(params={"daily_budget": world.minimum * 30, "status": "ACTIVE"})
    read = AdSet(world.made["adset"], api=world.api).api_get(fields=["effective_status", "daily_budget", "campaign{name}"])
    assert read["effective_status"] == "ACTIVE" and read["campaign"]["name"] == "Renamed"
    assert read["daily_budget"] == str(world.minimum * 30)
    Campaign(world.made["campaign"], api=world.api).api_update(params={"status": "PAUSED"})
    read = AdSet(world.made["adset"], api=world.api).api_get(fields=["effective_status", "status"])
    assert read["effective_status"] == "CAMPAIGN_PAUSED" and read["status"] == "ACTIVE"


@check
def rules_of_ad_sets_hold(world: World):
    create = lambda **more: world.account.create_ad_set(params=world.adset_params(**more))
    world_wide = {"targeting_automation": {"advantage_audience": 0}}
    refused(lambda: create(targeting=world_wide), 100, blame="geo_locations")
    refused(lambda: create(targeting={"geo_locations": {"countries": ["US"]}}), 100, 1870227)
    refused(lambda: create(daily_budget=1), 100, 1885272, blame="daily_budget")
    refused(lambda: create(daily_budget=None), 100)
    refused(lambda: create(bid_strategy="COST_CAP"), 100, 1815857)
    refused(lambda: create(optimization_goal="APP_INSTALLS"), 100, blame="optimization_goal")
    refused(lambda: create(campaign_id="1"), 100, blame="campaign_id")
    with_budget = world.campaign(daily_budget=world.minimum * 50, is_adset_budget_sharing_enabled=None,
                                 bid_strategy="LOWEST_COST_WITHOUT_CAP")["id"]
    refused(lambda: create(campaign_id=with_budget), 100, 1885621)
    assert create(campaign_id=with_budget, daily_budget=None, bid_strategy=None)["id"]
    Campaign(with_budget, api=world.api).api_delete()


@check
def an_ad_set_budget_changes_four_times_an_hour(world: World):
    adset = AdSet(world.account.create_ad_set(params=world.adset_params())["id"], api=world.api)
    for step in range(4):
        adset.api_update(params={"daily_budget": world.minimum * (40 + step)})
    refused(lambda: adset.api_update(params={"daily_budget": world.minimum * 50}), 613, 1487632)
    adset.api_delete()


@check
def rules_of_creatives_hold(world: World):
    def create(**link):
        data = {"link": "https://example.com/", "message": "m", "image_hash": world.made["hash"]}
        data.update(link)
        spec = {"page_id": world.page, "link_data": {key: value for key, value in data.items() if value is not None}}
        return world.account.create_ad_creative(params={"name": "c", "object_story_spec": spec})

    refused(lambda: create(link=None), 100, 2446383)
    refused(lambda: create(call_to_action={"type": "DANCE"}), 100, 1373054)
    refused(lambda: create(image_hash="0" * 32), 100)
    refused(lambda: world.account.create_ad_creative(params={"name": "c"}), 100)
    refused(lambda: AdCreative(world.made["creative"], api=world.api).api_update(params={"object_story_spec": {}}), 100)
    AdCreative(world.made["creative"], api=world.api).api_update(params={"name": "New name"})


@check
def labels_are_made_attached_and_read(world: World):
    label = world.account.create_ad_label(params={"name": "Fidelity label"})
    assert isinstance(label, AdLabel) or label["id"]
    Campaign(world.made["campaign"], api=world.api).create_ad_label(params={"adlabels": [{"id": label["id"]}]})
    read = Campaign(world.made["campaign"], api=world.api).api_get(fields=["adlabels"])
    assert [one["name"] for one in read["adlabels"]] == ["Fidelity label"]


@check
def previews_are_frames(world: World):
    previews = list(Ad(world.made["ad"], api=world.api).get_previews(params={"ad_format": "MOBILE_FEED_STANDARD"}))
    assert previews[0]["body"].startswith("<iframe")
    refused(lambda: list(Ad(world.made["ad"], api=world.api).get_previews(params={"ad_format": "CINEMA"})), 100)


@check
def copies_name_what_they_made(world: World):
    answer = world.api.call("POST", (world.made["campaign"], "copies"), params={
        "deep_copy": True, "status_option": "PAUSED", "rename_options": {"rename_suffix": " again"}}).json()
    kinds = sorted(one["ad_object_type"] for one in answer["ad_object_ids"])
    assert kinds == ["ad", "ad_set", "campaign"], answer
    copy = Campaign(answer["copied_campaign_id"], api=world.api)
    assert copy.api_get(fields=["name", "source_campaign_id"])["name"].endswith(" again")
    copy.api_delete()


@check
def trees_too_large_for_one_answer_are_copied_in_the_background(world: World):
    for number in range(4):
        world.account.create_ad(params={
            "name": f"Fidelity ad {number}", "adset_id": world.made["adset"], "status": "PAUSED",
            "creative": {"creative_id": world.made["creative"]},
        })
    deep = {"deep_copy": True, "status_option": "PAUSED"}
    refused(lambda: world.api.call("POST", (world.made["campaign"], "copies"), params=deep), 100)
    order = {"name": "one", "relative_url": world.made["campaign"] + "/copies", "body": "deep_copy=true&status_option=PAUSED"}
    wrong = {"name": "two", "relative_url": "1/copies", "body": ""}
    started = world.account.create_async_batch_request(params={"name": "Fidelity copies", "adbatch": [order, wrong]})
    asked = AdAsyncRequestSet(started["id"], api=world.api)
    for _ in range(60):
        state = asked.api_get(fields=["name", "total_count", "success_count", "error_count", "is_completed"])
        if state["is_completed"]:
            break
        time.sleep(0.1)
    assert (state["total_count"], state["success_count"], state["error_count"]) == (2, 1, 1), state
    requests = list(asked.get_requests(fields=["id", "status", "result"]))
    assert [one["status"] for one in requests] == ["SUCCESS", "ERROR"], requests
    copied = requests[0]["result"]
    assert len([one for one in copied["ad_object_ids"] if one["ad_object_type"] == "ad"]) >= 4, copied
    assert started["id"] in [one["id"] for one in world.account.get_async_ad_request_sets()]
    Campaign(copied["copied_campaign_id"], api=world.api).api_delete()


@check
def budgets_of_ad_sets_are_set_through_their_campaign(world: World):
    campaign = Campaign(world.campaign(daily_budget=world.minimum * 50, is_adset_budget_sharing_enabled=None)["id"], api=world.api)
    params = world.adset_params(campaign_id=campaign["id"], daily_budget=None, bid_strategy=None)
    adset = world.account.create_ad_set(params=params)["id"]
    campaign.api_update(params={"adset_budgets": [{"adset_id": adset, "daily_budget": world.minimum * 22}]})
    assert "daily_budget" not in campaign.api_get(fields=["name", "daily_budget"])
    assert AdSet(adset, api=world.api).api_get(fields=["daily_budget"])["daily_budget"] == str(world.minimum * 22)
    campaign.api_delete()


@check
def objects_are_found_by_label_and_by_name(world: World):
    label = world.account.create_ad_label(params={"name": "Fidelity label"})
    found = world.account.get_campaigns_by_labels(fields=["name"], params={"ad_label_ids": [label["id"]], "operator": "ANY"})
    assert world.made["campaign"] in [one["id"] for one in found]
    named = [{"field": "name", "operator": "CONTAIN", "value": "Fidelity ad set"}]
    sets = world.account.get_ad_sets(fields=["name"], params={"filtering": named})
    assert world.made["adset"] in [one["id"] for one in sets]


@check
def forms_find_what_they_offer(world: World):
    traits = list(world.account.get_targeting_search(params={"q": "fitness", "limit_type": "interests"}))
    assert any(one["name"] == "Fitness and wellness" and one["type"] == "interests" for one in traits), traits
    refused(lambda: list(world.account.get_targeting_search(params={})), 100, blame="q")
    places = TargetingSearch.search(params={
        "q": "new", "type": TargetingSearch.TargetingSearchTypes.geolocation, "location_types": ["region", "city"]},
        api=world.api)
    assert any(one["type"] == "city" and one["region"] for one in places), places
    audiences = list(world.account.get_custom_audiences(fields=["name", "subtype", "approximate_count_lower_bound"]))
    assert audiences and all(one["approximate_count_lower_bound"] > 0 for one in audiences)
    assert list(world.account.get_ads_pixels(fields=["name"]))
    frames = list(world.account.get_generate_previews(params={
        "ad_format": "DESKTOP_FEED_STANDARD", "creative": {"object_story_spec": {"page_id": world.page, "link_data": {
            "link": "https://example.com/", "message": "Not made yet", "image_hash": world.made["hash"]}}}}))
    assert frames[0]["body"].startswith("<iframe"), frames


@check
def regions_sum_to_the_whole(world: World):
    params = {"time_range": days(7), "level": "account"}
    whole = list(world.account.get_insights(fields=["impressions"], params=params))[0]
    parts = list(world.account.get_insights(fields=["impressions"], params={**params, "breakdowns": ["region"], "limit": 100}))
    assert sum(int(one["impressions"]) for one in parts) == int(whole["impressions"]) and len(parts) > 1
    assert all(one["region"] for one in parts)


@check
def batches_answer_each_item(world: World):
    seen, failed = [], []
    batch = world.api.new_batch()
    for ad in itertools.islice(world.account.get_ads(params={"limit": 5}), 5):
        Ad(ad["id"], api=world.api).api_get(
            fields=["name"], batch=batch, success=lambda r: seen.append(r.json()), failure=lambda r: failed.append(r))
    Campaign("1", api=world.api).api_get(
        fields=["name"], batch=batch, success=lambda r: seen.append(r.json()), failure=lambda r: failed.append(r))
    Campaign(world.made["campaign"], api=world.api).api_update(
        params={"name": "By batch & = ü"}, batch=batch, success=lambda r: seen.append(r.json()), failure=lambda r: failed.append(r))
    assert batch.execute() is None
    assert len(seen) == 6 and len(failed) == 1, (len(seen), len(failed))
    assert failed[0].error().api_error_subcode() == 33
    assert Campaign(world.made["campaign"], api=world.api).api_get(fields=["name"])["name"] == "By batch & = ü"


@check
def more_than_fifty_items_are_no_batch(world: World):
    items = [{"method": "GET", "relative_url": "me"}] * 51
    refused(lambda: world.api.call("POST", (), params={"batch": items}), 100)


@check
def archived_and_deleted_objects_are_frozen(world: World):
    ad = Ad(world.made["ad"], api=world.api)
    ad.api_update(params={"status": "ARCHIVED"})
    refused(lambda: ad.api_update(params={"status": "ACTIVE"}), 100, 1885088)
    assert world.made["ad"] not in [a["id"] for a in AdSet(world.made["adset"], api=world.api).get_ads()]
    archived = AdSet(world.made["adset"], api=world.api).get_ads(params={"effective_status": ["ARCHIVED"]})
    assert world.made["ad"] in [a["id"] for a in archived]
    adset = AdSet(world.made["adset"], api=world.api)
    adset.api_delete()
    assert adset.api_get(fields=["effective_status"])["effective_status"] == "DELETED"
    refused(lambda: adset.api_update(params={"daily_budget": world.minimum * 25}), 100, 1487056)
    Campaign(world.made["campaign"], api=world.api).api_delete()
    refused(lambda: Campaign(world.made["campaign"], api=world.api).api_update(params={"status": "PAUSED"}), 100, 1487566)


# Tokens, proof, versions, limits


@check
def bad_tokens_and_proofs_are_refused(world: World):
    session = FacebookSession(access_token="EAAnonsense")
    wrong = FacebookAdsApi(session)
    refused(lambda: User("me", api=wrong).api_get(), 190)
    session = FacebookSession(app_secret="not the secret", access_token=world.api._session.access_token)
    refused(lambda: User("me", api=FacebookAdsApi(session)).api_get(), 100)


@check
def dead_versions_say_so(world: World):
    dead = FacebookAdsApi(world.api._session, api_version="v21.0")
    refused(lambda: world.account.__class__(world.account["id"], api=dead).api_get(fields=["name"]), 2635)


@check
def usage_is_told_in_headers(world: World):
    headers = {key.lower(): value for key, value in world.api.call("GET", (world.account["id"],)).headers().items()}
    usage = json.loads(headers["x-ad-account-usage"])
    assert set(usage) == {"acc_id_util_pct", "reset_time_duration", "ads_api_access_tier"}
    cases = json.loads(headers["x-business-use-case-usage"])
    types = {one["type"] for one in next(iter(cases.values()))}
    assert types == {"ads_management", "ads_insights"} and headers["facebook-api-version"] == world.api._api_version


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("told", nargs="?", help="the first line that the sandbox printed, as it is")
    parser.add_argument("--greeting", help="file with that line")
    parser.add_argument("--base-url")
    parser.add_argument("--token")
    parser.add_argument("--app-id")
    parser.add_argument("--app-secret")
    options = parser.parse_args()
    if options.greeting:
        with open(options.greeting, encoding="utf-8") as file:
            options.told = file.readline()
    if options.told:
        told = json.loads(options.told)
        options.base_url, options.token = told["base_url"], told["system_user_token"]
        options.app_id, options.app_secret = told["app_id"], told["app_secret"]
    if not (options.base_url and options.token):
        parser.error("give what the sandbox printed, --greeting, or --base-url and --token")
    # The SDK reads this before anything is set up; plain HTTP to the loopback address is fine for it.
    FacebookSession.GRAPH = options.base_url
    api = FacebookAdsApi.init(
        app_id=options.app_id, app_secret=options.app_secret, access_token=options.token, crash_log=False
    )
    world = World(api)
    passed = failed = 0
    for function in CHECKS:
        name = function.__name__.replace("_", " ")
        try:
            function(world)
            passed += 1
            print(f"ok    {name}")
        except Exception:  # noqa: BLE001 - every failure is reported and counted, and the next check still runs
            failed += 1
            print(f"FAIL  {name}")
            traceback.print_exc(limit=6, file=sys.stdout)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
