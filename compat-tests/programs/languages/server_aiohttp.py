# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""aiohttp's server: server_aiohttp.py PORT PEM KEY CAFILE|- ; with a CAFILE it wants a client certificate."""
import pathlib
import ssl
import sys

from aiohttp import web

port, cert, key, ca = sys.argv[1:]
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(cert, key)
second = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
beside = pathlib.Path(cert).parent
second.load_cert_chain(beside / "p384.pem", beside / "p384.key")


def by_name(tls, name, _):
    if name == "p384.test":
        tls.context = second


context.sni_callback = by_name
if ca != "-":
    context.load_verify_locations(ca)
    context.verify_mode = ssl.CERT_REQUIRED


async def answer(request):
    tls = request.transport.get_extra_info("ssl_object")
    n = len(await request.read())
    dn = tls.getpeercert()["subject"][0][0][1] if ca != "-" else None
    return web.json_response({"protocol": tls.version(), "cipher": tls.cipher()[0], "reused": tls.session_reused, "dn": dn, "n": n})


app = web.Application(client_max_size=1 << 22)
app.router.add_route("*", "/{rest:.*}", answer)
web.run_app(app, host="127.0.0.1", port=int(port), ssl_context=context, print=None)
