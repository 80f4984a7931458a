# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""requests over urllib3: client_requests.py HOST PORT CAFILE VERSION|- PEM|- KEY|-"""
import json
import re
import socket
import ssl
import sys

import requests
from requests.adapters import HTTPAdapter
from urllib3.poolmanager import PoolManager

host, port, ca, version, cert, key = sys.argv[1:]
resolve = socket.getaddrinfo
socket.getaddrinfo = lambda name, *a, **k: resolve("127.0.0.1", *a, **k)


class OneVersion(HTTPAdapter):
    def init_poolmanager(self, *args, **kw):
        context = ssl.create_default_context(cafile=ca)
        if version != "-":
            context.minimum_version = context.maximum_version = ssl.TLSVersion[f"TLSv1_{version[2:]}"]
        self.poolmanager = PoolManager(*args, ssl_context=context, **kw)


with requests.Session() as s:
    s.trust_env = False
    s.mount("https://", OneVersion())
    s.verify = ca
    if cert != "-":
        s.cert = (cert, key)
    try:
        r = s.get(f"https://{host}:{port}/", stream=True, timeout=10)
        tls = r.raw.connection and r.raw.connection.sock  # the connection of a short answer is already given back
        facts = {"protocol": tls.version(), "cipher": tls.cipher(), "peer": tls.getpeercert()} if tls else {}
        print(json.dumps({**facts, "status": r.status_code, "body": r.text}))
        r = s.post(f"https://{host}:{port}/up", data=b"x" * 1000000, timeout=10)
        print(json.dumps({"uploaded": r.status_code}))
    except requests.exceptions.RequestException as e:
        print(e.__class__.__name__, re.sub(r"0x[0-9a-f]+", "", str(e)), file=sys.stderr)
        sys.exit(1)
with open("/proc/self/maps", encoding="utf-8") as f:
    print(json.dumps({"libssl": sorted(set(re.findall(r"/\S*libssl\.so\S*", f.read())))}))
