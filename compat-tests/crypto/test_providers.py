# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""Providers, which are built in or are not there, and the queries that choose algorithms."""
import pytest

from differential import diff

CDEF = """
typedef struct prov_st PROV; PROV *OSSL_PROVIDER_load(void *, const char *); PROV *OSSL_PROVIDER_try_load(void *, const char *, int); int OSSL_PROVIDER_unload(PROV *); int OSSL_PROVIDER_available(void *, const char *);
int OSSL_PROVIDER_do_all(void *, int (*)(PROV *, void *), void *); const char *OSSL_PROVIDER_get0_name(const PROV *); int OSSL_PROVIDER_set_default_search_path(void *, const char *); int OSSL_PROVIDER_self_test(const PROV *);
typedef struct { const char *key; unsigned data_type; void *data; size_t data_size; size_t return_size; } PROW; int OSSL_PROVIDER_get_params(const PROV *, PROW *); const PROW *OSSL_PROVIDER_gettable_params(const PROV *);
int EVP_set_default_properties(void *, const char *); int EVP_default_properties_is_fips_enabled(void *); int EVP_default_properties_enable_fips(void *, int);
void *EVP_MD_fetch(void *, const char *, const char *); void *EVP_CIPHER_fetch(void *, const char *, const char *); void *EVP_MAC_fetch(void *, const char *, const char *);
"""


def told(t):
    names = []
    t.crypto.OSSL_PROVIDER_do_all(t.NULL, t.callback("int(PROV *, void *)", lambda p, _: names.append(t.text(t.crypto.OSSL_PROVIDER_get0_name(p))) or 1), t.NULL)
    return sorted(names)


def loads(t, steps):
    """A name is loaded, "-name" unloaded."""
    c, loaded, out = t.crypto, {}, []
    for s in steps:
        if s[0] == "-":
            out.append(c.OSSL_PROVIDER_unload(loaded[s[1:]].pop()))
        else:
            p = c.OSSL_PROVIDER_try_load(t.NULL, s[1:].encode(), 1) if s[0] == "?" else c.OSSL_PROVIDER_load(t.NULL, s.encode())
            loaded.setdefault(s.lstrip("?"), []).append(p)
            out += [p != t.NULL, t.errors(), p != t.NULL and c.OSSL_PROVIDER_self_test(p)]
        out += [told(t), [c.OSSL_PROVIDER_available(t.NULL, n) for n in (b"default", b"base", b"null", b"fips", b"")]]
    return out + [c.OSSL_PROVIDER_unload(t.NULL), c.OSSL_PROVIDER_set_default_search_path(t.NULL, b"/tmp"), c.OSSL_PROVIDER_set_default_search_path(t.NULL, t.NULL)]


@pytest.mark.parametrize("steps", ["default", "default base -base -default", "base default -default -base", "base base -base -base", "null -null", "default fips", "fips", "nosuch", "/tmp/nosuch.so", "?fips", "?base -base", "base -base"])
def test_providers(steps):
    diff.crypto_same(loads, steps.split())


def legacy(t):
    p = t.crypto.OSSL_PROVIDER_load(t.NULL, b"legacy")
    return [p != t.NULL, t.errors(data=True), told(t)]


def test_what_is_obsolete_is_not_loaded():
    """Debian has the module; ours has no such algorithms and says so, as where the module is not installed."""
    theirs, mine = diff.crypto_run(legacy)
    assert theirs[0] and not mine[0]
    assert mine[1] == ["37:103 legacy: this library loads no provider from a file", "37:103", "CRYPTO:524325 name=legacy"]


def params(t, name):
    c, ffi = t.crypto, t.ffi
    p = c.OSSL_PROVIDER_load(t.NULL, name.encode())
    text, status = ffi.new("char *[3]"), ffi.new("int *", 9)
    keys = [t.keep(ffi.new("char[]", k)) for k in (b"name", b"version", b"buildinfo", b"status")]
    rows = ffi.new("PROW[5]")
    for i in range(3):
        rows[i] = {"key": keys[i], "data_type": 6, "data": text + i, "data_size": 0, "return_size": 0}
    rows[3] = {"key": keys[3], "data_type": 1, "data": status, "data_size": 4, "return_size": 0}
    gettable, names = c.OSSL_PROVIDER_gettable_params(p), []
    while gettable[len(names)].key != t.NULL:
        names.append([t.text(gettable[len(names)].key), gettable[len(names)].data_type])
    return [c.OSSL_PROVIDER_get_params(p, rows), t.text(text[0]), t.text(text[1]).split(".")[:2], t.text(text[2]).split(".")[:2], status[0], names]


@pytest.mark.parametrize("name", ["default", "base", "null"])
def test_what_a_provider_tells(name):
    diff.crypto_same(params, name)


def query(t, q):
    c = t.crypto
    q = t.NULL if q is None else q.encode()
    out = [c.EVP_set_default_properties(t.NULL, q), t.errors(data=True), c.EVP_default_properties_is_fips_enabled(t.NULL)]
    c.EVP_set_default_properties(t.NULL, b"")
    t.errors()
    return out + [c.EVP_MD_fetch(t.NULL, b"SHA256", q) != t.NULL, c.EVP_CIPHER_fetch(t.NULL, b"AES-128-GCM", q) != t.NULL, c.EVP_MAC_fetch(t.NULL, b"HMAC", q) != t.NULL, t.errors() != []]


MET = ["", None, "provider=default", "?fips=yes", "fips=no", "-fips", "fips!=yes", "provider='default'", 'provider="default"', " provider = default , fips = no ", "?provider=foo", "PROVIDER=DEFAULT", "-provider", "provider!=foo",
       "provider=default,?fips=yes", "x.y!=z", "x=no", "?x", "x=NO"]
MALFORMED = ["=b", "a b", "a==b ", "a,", "a!b", "?", "-", "1a=2", "a='b", ",", "a..b=c", "a.=b", "?-x", "fips=yes,fips=no", "fips=yes,?fips=no", "-a=b", "a=b c", "a=!b", "a=_b"]
UNMET = ["fips=yes", "x", "provider", "provider=foo", "provider!=default", "fips=1", "x.y=z", "x=", "x='b'", "provider=default,fips=yes", "fips", "provider=fips", "provider=default;fips=no"]


@pytest.mark.parametrize("q", MET)
def test_queries_that_are_met(q):
    diff.crypto_same(query, q)


@pytest.mark.parametrize("q", MALFORMED)
def test_queries_that_are_malformed(q):
    """OpenSSL fetches by a query that it cannot read as if there were none; ours finds nothing."""
    theirs, mine = diff.crypto_run(query, q)
    assert theirs[0] == 0 and theirs[:3] == mine[:3]
    assert mine[3:] == [False, False, False, True]


@pytest.mark.parametrize("q", UNMET)
def test_queries_that_are_not_met(q):
    """OpenSSL takes them as a default, and then finds no algorithm; ours says at once that there is none."""
    theirs, mine = diff.crypto_run(query, q)
    assert theirs[0] == 1 and mine[0] == 0 and mine[1] == [f"EVP:524556 no algorithm of this library has the properties ({q}): it has no provider but default"]
    assert theirs[3:] == mine[3:] == [False, False, False, True]


def fips(t):
    c = t.crypto
    return [c.EVP_default_properties_enable_fips(t.NULL, 0), c.EVP_default_properties_is_fips_enabled(t.NULL), c.EVP_default_properties_enable_fips(t.NULL, 1)]


def test_fips_is_not_had():
    theirs, mine = diff.crypto_run(fips)
    assert theirs == [1, 0, 1] and mine == [1, 0, 0]
