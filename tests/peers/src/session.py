"""Requests each page with one library, and prints a line with the status or the name of the exception for each."""

import asyncio
import sys
from urllib.parse import urlsplit

LIBRARY, SCHEME, USER, PASSWORD, BODY, *URLS = sys.argv[1:]
METHOD, BODY = ("PUT", BODY.encode()) if BODY else ("GET", None)


class Remembered(dict):
    """Calls a function once for each server, and keeps the results."""

    def __init__(self, make):
        self.make = make

    def of(self, url):
        server = urlsplit(url).netloc
        return self[server] if server in self else self.setdefault(server, self.make())


async def outcome(ask, url):
    try:
        return await ask(url)
    except Exception as error:
        return type(error).__name__


async def requests():
    import requests

    schemes = {"digest": requests.auth.HTTPDigestAuth, "basic": requests.auth.HTTPBasicAuth}
    auths = Remembered(lambda: schemes[SCHEME](USER, PASSWORD))
    with requests.Session() as session:
        session.trust_env = False

        async def ask(url):
            return session.request(METHOD, url, data=BODY, auth=auths.of(url), timeout=10).status_code

        return [await outcome(ask, url) for url in URLS]


async def httpx():
    import httpx

    schemes = {"digest": httpx.DigestAuth, "basic": httpx.BasicAuth}
    auths = Remembered(lambda: schemes[SCHEME](USER, PASSWORD))
    with httpx.Client(trust_env=False, timeout=10) as client:

        async def ask(url):
            return client.request(METHOD, url, content=BODY, auth=auths.of(url)).status_code

        return [await outcome(ask, url) for url in URLS]


async def aiohttp():
    import aiohttp

    digests = Remembered(lambda: (aiohttp.DigestAuthMiddleware(USER, PASSWORD),))
    basic = {"auth": aiohttp.BasicAuth(USER, PASSWORD, encoding="utf-8")}
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(10)) as session:

        async def ask(url):
            options = basic if SCHEME == "basic" else {"middlewares": digests.of(url)}
            async with session.request(METHOD, url, data=BODY, **options) as response:
                return response.status

        return [await outcome(ask, url) for url in URLS]


for line in asyncio.run({"requests": requests, "httpx": httpx, "aiohttp": aiohttp}[LIBRARY]()):
    print(line)
