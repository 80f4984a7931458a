# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""aiohttp: client_aiohttp.py HOST PORT CAFILE VERSION|- PEM|- KEY|- ; several requests at a time, and one that sends a megabyte."""
import asyncio
import json
import re
import socket
import ssl
import sys

import aiohttp
from aiohttp.abc import AbstractResolver

host, port, ca, version, cert, key = sys.argv[1:]


class Here(AbstractResolver):
    async def resolve(self, name, port=0, family=socket.AF_INET):
        return [{"hostname": name, "host": "127.0.0.1", "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}]

    async def close(self):
        pass


async def main():
    context = ssl.create_default_context(cafile=ca)
    if version != "-":
        context.minimum_version = context.maximum_version = ssl.TLSVersion[f"TLSv1_{version[2:]}"]
    if cert != "-":
        context.load_cert_chain(cert, key)
    connector = aiohttp.TCPConnector(ssl=context, resolver=Here())
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(10)) as s:

        async def get():
            async with s.get(f"https://{host}:{port}/") as r:
                return {"status": r.status, "body": await r.text()}

        for line in await asyncio.gather(*(get() for _ in range(5))):
            print(json.dumps(line))
        async with s.post(f"https://{host}:{port}/up", data=b"x" * 1000000) as r:
            print(json.dumps({"uploaded": r.status}))


try:
    asyncio.run(main())
except aiohttp.ClientError as e:
    print(e.__class__.__name__, e, file=sys.stderr)
    sys.exit(1)
with open("/proc/self/maps", encoding="utf-8") as f:
    print(json.dumps({"libssl": sorted(set(re.findall(r"/\S*libssl\.so\S*", f.read())))}))
