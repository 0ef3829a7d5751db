"""Whose video an embed code shows: host and id, and nothing else of it."""

import re
import time

import pytest

from articles.video import LONGEST_CODE, PLAYERS, video

ID = "m8_wjf1PkAc"
NOCOOKIE = f"https://www.youtube-nocookie.com/embed/{ID}?autoplay=1"
VIMEO = "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1"
DAILYMOTION = "https://geo.dailymotion.com/player.html?video=x84sh87"

KNOWN = {
    "YouTube": (f"https://www.youtube.com/embed/{ID}", NOCOOKIE),
    "without www": (f"https://youtube.com/embed/{ID}", NOCOOKIE),
    "not encrypted": (f"http://www.youtube.com/embed/{ID}", NOCOOKIE),
    "without scheme": (f"//www.youtube.com/embed/{ID}", NOCOOKIE),
    "in capitals": (f"HTTPS://WWW.YouTube.COM/embed/{ID}", NOCOOKIE),
    "without cookies": (f"https://www.youtube-nocookie.com/embed/{ID}", NOCOOKIE),
    "with a query": (f"https://www.youtube.com/embed/{ID}?rel=0&amp;start=30", NOCOOKIE),
    "with a fragment": (f"https://www.youtube.com/embed/{ID}#t=3", NOCOOKIE),
    "its page": (f"https://www.youtube.com/watch?v={ID}&amp;t=4", NOCOOKIE),
    "of a phone": (f"https://m.youtube.com/watch?app=x&amp;v={ID}", NOCOOKIE),
    "short address": (f"https://youtu.be/{ID}?si=abc", NOCOOKIE),
    "a short": (f"https://www.youtube.com/shorts/{ID}", NOCOOKIE),
    "live": (f"https://www.youtube.com/live/{ID}", NOCOOKIE),
    "Flash": (f"https://www.youtube.com/v/{ID}", NOCOOKIE),
    "with spaces about it": (f" \n https://www.youtube.com/embed/{ID} ", NOCOOKIE),
    "Vimeo": ("https://player.vimeo.com/video/76979871", VIMEO),
    "Vimeo's page": ("https://vimeo.com/76979871", VIMEO),
    "Vimeo, unlisted": ("https://player.vimeo.com/video/76979871?h=8272103f6e", f"{VIMEO}&h=8272103f6e"),
    "Vimeo's page, unlisted": ("https://vimeo.com/76979871/8272103f6e", f"{VIMEO}&h=8272103f6e"),
    "Vimeo with a bad hash": ("https://player.vimeo.com/video/76979871?h=%22%3E", VIMEO),
    "Dailymotion": ("https://www.dailymotion.com/embed/video/x84sh87", DAILYMOTION),
    "Dailymotion's page": ("https://www.dailymotion.com/video/x84sh87", DAILYMOTION),
    "Dailymotion's player": ("https://geo.dailymotion.com/player.html?video=x84sh87", DAILYMOTION),
    "Dailymotion, short": ("https://dai.ly/x84sh87", DAILYMOTION),
}

UNKNOWN = {
    "nothing": "",
    "another host": f"https://video.example/embed/{ID}",
    "a host that ends alike": f"https://evilyoutube.com/embed/{ID}",
    "a host that begins alike": f"https://www.youtube.com.evil.example/embed/{ID}",
    "a user that looks like a host": f"https://www.youtube.com@evil.example/embed/{ID}",
    "a backslash": f"https://evil.example\\@www.youtube.com/embed/{ID}",
    "a port": f"https://www.youtube.com:8443/embed/{ID}",
    "a script": "javascript:alert(1)//www.youtube.com/embed/m8_wjf1PkAc",
    "data": "data:text/html,<script>alert(1)</script>",
    "a path of ours": f"/embed/{ID}",
    "a short id": "https://www.youtube.com/embed/abc",
    "a long id": f"https://www.youtube.com/embed/{ID}x",
    "an id with a quote": "https://www.youtube.com/embed/m8_wjf1Pk%22c",
    "an id in another script": "https://www.youtube.com/embed/m8_wjf1PkÄc",
    "a full-width id": "https://www.youtube.com/embed/１２３４５６７８９０１",
    "a line feed behind the id": f"https://www.youtube.com/embed/{ID}\n.evil",
    "a path that climbs": f"https://www.youtube.com/embed/../redirect?q=//evil.example/{ID}",
    "a redirect": "https://www.youtube.com/redirect?q=https://evil.example/",
    "a list": "https://www.youtube.com/embed/videoseries?list=PLx",
    "a channel, live": "https://www.youtube.com/embed/live_stream?channel=UCx",
    "a host in another script": f"https://www.youtubе.com/embed/{ID}",
    "a Vimeo showcase": "https://vimeo.com/showcase/123/embed",
    "digits of another script": "https://player.vimeo.com/video/７６９７９８７１",
    "a Dailymotion list": "https://www.dailymotion.com/embed/playlist/x84sh87",
    "an address that is none": "https://[::1",
    "ten thousand values": "https://www.youtube.com/watch?" + "a=1&amp;" * 1_000 + f"v={ID}",
}


def embed(source):
    return f'<iframe width="800" frameborder="0" src="{source}" allow="autoplay" allowfullscreen></iframe>'


@pytest.mark.parametrize(("source", "player"), KNOWN.values(), ids=KNOWN)
def test_player_is_rebuilt_from_host_and_id(source, player):
    assert video(embed(source)).player == player


@pytest.mark.parametrize("source", UNKNOWN.values(), ids=UNKNOWN)
def test_what_is_no_video_of_a_known_host_is_none(source):
    assert video(embed(source)) is None


@pytest.mark.parametrize("source", [source for source, _ in KNOWN.values()], ids=KNOWN)
def test_addresses_consist_of_plain_letters_at_known_hosts(source):
    found = video(embed(source))
    assert re.fullmatch(r"https://[a-z.-]+/[\w./?=&-]+", found.player, re.ASCII)
    assert found.player.startswith(PLAYERS)
    assert re.fullmatch(r"https://(www\.youtube|vimeo|www\.dailymotion)\.com/[\w/?=-]+", found.page, re.ASCII)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "no code at all",
        f"https://www.youtube.com/embed/{ID}",
        f'<img src="https://www.youtube.com/embed/{ID}">',
        f"<iframe title='src=\"https://www.youtube.com/embed/{ID}\"'></iframe>",
        f'<!-- <iframe src="https://www.youtube.com/embed/{ID}"></iframe> -->',
        "<iframe src></iframe>",
        "<iframe",
        "<" * 5_000,
    ],
)
def test_code_without_an_iframe_shows_no_video(code):
    assert video(code) is None


def test_first_iframe_counts():
    assert video(embed("https://video.example/1") + embed(f"https://youtu.be/{ID}")) is None
    assert video(embed(f"https://youtu.be/{ID}") + embed("https://video.example/1")).player == NOCOOKIE


@pytest.mark.parametrize("attribute", ["src='{}'", "SRC={}", "src = \"{}\" src='https://video.example/1'"])
def test_attribute_may_be_written_in_any_way(attribute):
    assert video(f"<IFRAME {attribute.format(f'https://youtu.be/{ID}')}></IFRAME>").player == NOCOOKIE


@pytest.mark.parametrize(
    "code", ["<iframe " * 100_000, "<!--" * 100_000, "<iframe a='" + "x" * 500_000, "&#x" * 200_000]
)
def test_huge_code_takes_no_time(code):
    started = time.perf_counter()
    assert video(code) is None
    assert time.perf_counter() - started < 0.5


def test_code_is_read_up_to_a_limit():
    assert video(" " * LONGEST_CODE + embed(f"https://youtu.be/{ID}")) is None
