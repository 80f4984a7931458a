# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""OCSP: identifiers, requests and responses to and from DER, what a response says, who may sign it, and when it holds."""
import functools
import itertools
import pathlib
import sys
import time

import pytest

from crypto import test_x509
from crypto.test_x509 import algorithm, load, string, written
from crypto.test_x509_verify import stack
from differential import diff

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests" / "pki"))
import certgen as g  # noqa: E402

CDEF = test_x509.CDEF + """
typedef struct ocsp_cert_id_st CERTID; typedef struct ocsp_request_st OREQ; typedef struct ocsp_one_request_st ONEREQ; typedef struct ocsp_response_st ORESP; typedef struct ocsp_basic_response_st BASIC; typedef struct ocsp_single_response_st SINGLE;
const EVP_MD *EVP_sha1(void); CERTID *OCSP_cert_to_id(const EVP_MD *, const X509 *, const X509 *); CERTID *OCSP_CERTID_dup(const CERTID *); CERTID *OCSP_CERTID_new(void); void OCSP_CERTID_free(CERTID *); int OCSP_id_cmp(const CERTID *, const CERTID *); int OCSP_id_issuer_cmp(const CERTID *, const CERTID *);
int OCSP_id_get0_info(ASN1_STRING **, OBJ **, ASN1_STRING **, ASN1_STRING **, CERTID *); CERTID *d2i_OCSP_CERTID(CERTID **, const unsigned char **, long); int i2d_OCSP_CERTID(const CERTID *, unsigned char **);
OREQ *OCSP_REQUEST_new(void); void OCSP_REQUEST_free(OREQ *); ONEREQ *OCSP_request_add0_id(OREQ *, CERTID *); int OCSP_request_add1_nonce(OREQ *, unsigned char *, int); int OCSP_request_onereq_count(OREQ *); ONEREQ *OCSP_request_onereq_get0(OREQ *, int);
CERTID *OCSP_onereq_get0_id(ONEREQ *); int OCSP_request_is_signed(OREQ *); OREQ *d2i_OCSP_REQUEST(OREQ **, const unsigned char **, long); int i2d_OCSP_REQUEST(const OREQ *, unsigned char **); int OCSP_REQUEST_get_ext_count(OREQ *); int OCSP_REQUEST_get_ext_by_NID(OREQ *, int, int);
int OCSP_REQUEST_add_ext(OREQ *, EXT *, int); EXT *OCSP_REQUEST_get_ext(OREQ *, int); int OCSP_check_nonce(OREQ *, BASIC *); EXT *OCSP_BASICRESP_get_ext(BASIC *, int); int OCSP_BASICRESP_get_ext_count(BASIC *); int OCSP_SINGLERESP_get_ext_count(SINGLE *); EXT *OCSP_SINGLERESP_get_ext(SINGLE *, int);
void *OCSP_SINGLERESP_get1_ext_d2i(SINGLE *, int, int *, int *); ORESP *d2i_OCSP_RESPONSE(ORESP **, const unsigned char **, long); int i2d_OCSP_RESPONSE(const ORESP *, unsigned char **); void OCSP_RESPONSE_free(ORESP *); int OCSP_response_status(ORESP *); BASIC *OCSP_response_get1_basic(ORESP *);
ORESP *OCSP_response_create(int, BASIC *); void OCSP_BASICRESP_free(BASIC *); BASIC *d2i_OCSP_BASICRESP(BASIC **, const unsigned char **, long); int i2d_OCSP_BASICRESP(const BASIC *, unsigned char **); int OCSP_resp_count(BASIC *); SINGLE *OCSP_resp_get0(BASIC *, int); const CERTID *OCSP_SINGLERESP_get0_id(const SINGLE *);
int OCSP_resp_find(BASIC *, CERTID *, int); int OCSP_resp_find_status(BASIC *, CERTID *, int *, int *, ASN1_STRING **, ASN1_STRING **, ASN1_STRING **); int OCSP_single_get0_status(SINGLE *, int *, ASN1_STRING **, ASN1_STRING **, ASN1_STRING **); const STACK *OCSP_resp_get0_certs(const BASIC *);
int OCSP_resp_get0_id(const BASIC *, const ASN1_STRING **, const X509_NAME **); const ASN1_STRING *OCSP_resp_get0_produced_at(const BASIC *); const ASN1_STRING *OCSP_resp_get0_signature(const BASIC *); const ALGOR *OCSP_resp_get0_tbs_sigalg(const BASIC *); int OCSP_resp_get0_signer(BASIC *, X509 **, STACK *);
int OCSP_basic_verify(BASIC *, STACK *, X509_STORE *, unsigned long); int OCSP_check_validity(ASN1_STRING *, ASN1_STRING *, long, long); const char *OCSP_cert_status_str(long); const char *OCSP_crl_reason_str(long); const char *OCSP_response_status_str(long); int OCSP_RESPONSE_print(BIO *, ORESP *, unsigned long);
int ASN1_STRING_set(ASN1_STRING *, const void *, int); ASN1_STRING *ASN1_STRING_type_new(int);
"""

NONCE, SCTS = 366, 954
OCSP_NONCE = "1.3.6.1.5.5.7.48.1.2"


@functools.cache
def certs():
    """Everybody who could sign, by name."""
    root = g.root("OCSP Root")
    ca = g.ca("OCSP CA", root, number=1)
    other = g.root("Other Root", number=2)
    made = {"root": root, "ca": ca, "other": other, "leaf": g.leaf(ca), "leaf2": g.leaf(ca, number=5),
            "responder": g.cert("Responder", g.key("p256", 7), ca, exts=(g.eku("ocsp"),)), "plain": g.cert("Plain", g.key("p256", 8), ca, exts=(g.eku("server"),)),
            "rsa": g.cert("RSA responder", g.key("rsa2048", 7), ca, exts=(g.eku("ocsp"),)), "by-other": g.cert("Responder", g.key("p256", 7), other, exts=(g.eku("ocsp"),)),
            "expired": g.cert("Responder", g.key("p256", 7), ca, exts=(g.eku("ocsp"),), not_before="2019-01-01", not_after="2020-01-01"),
            "by-root": g.cert("Root's responder", g.key("p256", 6), root, exts=(g.eku("ocsp"),))}
    return made


def der(name):
    return certs()[name].der.hex()


def answers(**more):
    c = certs()
    id_ = g.cert_id(c["leaf"], c["ca"])
    this, next_ = "2024-01-01 00:00:00", "2100-01-01 00:00:00"
    one = g.single(id_, "good", this, next_)
    nonce = g.ext(OCSP_NONCE, g.octets(b"0123456789abcdef"))
    made = {"good": g.ocsp((one,), c["ca"]), "by name": g.ocsp((one,), c["ca"], by="name"), "revoked": g.ocsp((g.single(id_, "revoked", this),), c["ca"]),
            "unknown": g.ocsp((g.single(id_, "unknown", this, next_),), c["ca"]), "delegated": g.ocsp((one,), c["responder"], certs=(c["responder"],)),
            "delegated by name": g.ocsp((one,), c["responder"], by="name", certs=(c["responder"],)), "no certificate": g.ocsp((one,), c["responder"]),
            "rsa": g.ocsp((one,), c["rsa"], certs=(c["rsa"],)), "chain": g.ocsp((one,), c["responder"], certs=(c["responder"], c["ca"])), "without usage": g.ocsp((one,), c["plain"], certs=(c["plain"],)),
            "another's": g.ocsp((one,), c["by-other"], certs=(c["by-other"],)), "expired": g.ocsp((one,), c["expired"], certs=(c["expired"],)), "of the root": g.ocsp((one,), c["by-root"], certs=(c["by-root"],)),
            "flipped": g.ocsp((one,), c["ca"], flip=True), "other key": g.ocsp((one,), c["responder"], certs=(c["responder"],), key_=c["plain"].key), "nonce": g.ocsp((one,), c["ca"], exts=(nonce,)),
            "single with extension": g.ocsp((g.single(id_, "good", this, next_, exts=(nonce,)),), c["ca"]), "none": g.ocsp((), c["ca"]), "version 1": g.ocsp((one,), c["ca"], version=0), "version 2": g.ocsp((one,), c["ca"], version=1),
            "two": g.ocsp((g.single(g.cert_id(c["leaf2"], c["ca"]), "unknown", this), one, g.single(id_, "revoked", this, reason=1)), c["ca"]),
            "two issuers": g.ocsp((one, g.single(g.cert_id(c["ca"], c["root"]), "good", this)), c["ca"]), "sha256": g.ocsp((g.single(g.cert_id(c["leaf"], c["ca"], "sha256"), "good", this),), c["ca"]),
            "two digests": g.ocsp((one, g.single(g.cert_id(c["leaf"], c["ca"], "sha256"), "good", this)), c["ca"]), "sha384": g.ocsp((one,), c["ca"], md="sha384")}
    made |= {f"reason {n}": g.ocsp((g.single(id_, "revoked", this, reason=n),), c["ca"]) for n in range(11)}
    made |= {f"status {n}": g.seq(g.enumerated(n)) for n in range(8)}
    made |= {"status and bytes": g.ocsp((one,), c["ca"], status=3), "another type": g.ocsp((one,), c["ca"], type_="1.3.6.1.5.5.7.48.1.3"), "tail": g.ocsp((one,), c["ca"], tail=b"\5\0")}
    return {k: v.hex() for k, v in (made | more).items()}


def identity(t, x):
    c = t.crypto
    p, o = [t.ffi.new("ASN1_STRING **") for _ in range(3)], t.ffi.new("OBJ **")
    return [c.OCSP_id_get0_info(p[0], o, p[1], p[2], x), [string(t, s[0]) for s in p], c.OBJ_obj2nid(o[0]), written(t, x, "i2d_OCSP_CERTID")]


# -- identifiers and requests ------------------------------------------------------------------------------------------


def made_ids(t, subject, issuer, other):
    c = t.crypto
    x, y, z = load(t, subject)[0], load(t, issuer)[0], load(t, other)[0]
    ids = [c.OCSP_cert_to_id(*a) for a in ((t.NULL, x, y), (c.EVP_sha1(), x, y), (c.EVP_sha256(), x, y), (t.NULL, t.NULL, y), (t.NULL, z, y), (t.NULL, x, x))]
    out = [identity(t, i) for i in ids]
    copy = c.OCSP_CERTID_dup(ids[0])
    out += [identity(t, copy), c.OCSP_id_cmp(copy, ids[0])]
    for a, b in itertools.combinations(ids, 2):
        out += [c.OCSP_id_cmp(a, b) == 0, c.OCSP_id_issuer_cmp(a, b) == 0]
    out += [c.OCSP_id_get0_info(t.NULL, t.NULL, t.NULL, t.NULL, t.NULL), c.i2d_OCSP_CERTID(t.NULL, t.NULL)]
    for i in (*ids, copy, t.NULL):
        c.OCSP_CERTID_free(i)
    return out + [t.errors()]


def test_ids():
    out = diff.crypto_same(made_ids, der("leaf"), der("ca"), der("leaf2"))
    assert out[0][0] == 1 and out[0][3] == g.cert_id(certs()["leaf"], certs()["ca"]).hex()


def asked(t, subject, issuer, nonce, again):
    c = t.crypto
    x, y = load(t, subject)[0], load(t, issuer)[0]
    q = c.OCSP_REQUEST_new()
    out = [written(t, q, "i2d_OCSP_REQUEST"), c.OCSP_request_onereq_count(q), c.OCSP_request_is_signed(q)]
    for md in (c.EVP_sha1(), c.EVP_sha256()):
        out.append(c.OCSP_request_add0_id(q, c.OCSP_cert_to_id(md, x, y)) != t.NULL)
    out.append(written(t, q, "i2d_OCSP_REQUEST"))
    for _ in range(again):
        out += [c.OCSP_request_add1_nonce(q, t.ffi.new("unsigned char[]", bytes.fromhex(nonce)), len(nonce) // 2), written(t, q, "i2d_OCSP_REQUEST")]
    out += [c.OCSP_REQUEST_get_ext_count(q), c.OCSP_REQUEST_get_ext_by_NID(q, NONCE, -1), c.OCSP_request_onereq_count(q), identity(t, c.OCSP_onereq_get0_id(c.OCSP_request_onereq_get0(q, 1)))]
    out += [c.OCSP_request_add1_nonce(q, t.NULL, -1), c.OCSP_REQUEST_get_ext_count(q), len(written(t, q, "i2d_OCSP_REQUEST"))]
    c.OCSP_REQUEST_free(q)
    return out + [t.errors()]


@pytest.mark.parametrize("again", [0, 1, 2])
def test_requests(again):
    diff.crypto_same(asked, der("leaf"), der("ca"), "00112233445566778899aabbccddeeff", again)


def request_read(t, data):
    c = t.crypto
    q, taken = load(t, data, "d2i_OCSP_REQUEST")
    if q == t.NULL:
        return [None, taken, len(t.errors()) > 0]
    n = c.OCSP_request_onereq_count(q)
    out = [taken, written(t, q, "i2d_OCSP_REQUEST"), n, [identity(t, c.OCSP_onereq_get0_id(c.OCSP_request_onereq_get0(q, i))) for i in range(n)], c.OCSP_REQUEST_get_ext_count(q), c.OCSP_request_is_signed(q)]
    c.OCSP_REQUEST_free(q)
    return out + [t.errors()]


def requests():
    c = certs()
    one = g.seq(g.cert_id(c["leaf"], c["ca"]))
    nonce = g.ext(OCSP_NONCE, g.octets(b"0123456789abcdef"))
    with_exts = g.tlv(0xA2, g.seq(nonce))
    signature = g.tlv(0xA0, g.seq(g.sig_alg(c["leaf"].key, "sha256"), g.bits(b"signature"), g.tlv(0xA0, g.seq(c["leaf"].der))))
    name = g.tlv(0xA1, g.general("dns", "client.test"))
    return [g.seq(g.seq(g.seq(one))), g.seq(g.seq(g.seq(one, one), with_exts)), g.seq(g.seq(g.seq())), g.seq(g.seq(name, g.seq(one))), g.seq(g.seq(g.seq(one)), signature), g.seq(g.seq(g.seq(g.seq(g.cert_id(c["leaf"], c["ca"]), g.tlv(0xA0, g.seq(nonce))))))]


def test_requests_read():
    good = [r.hex() for r in requests()]
    assert diff.crypto_same(request_read, good[0])[2] == 1
    diff.crypto_each(request_read, [[r] for r in good])
    diff.crypto_each(request_read, [[good[1][: 2 * n]] for n in range(len(good[1]) // 2)] + [["31" + good[1][2:]], [good[1] + "0500"], ["3000"], ["30023000"], ["3003020100"]])


# -- responses -----------------------------------------------------------------------------------------------------------


def statement(t, get, *who):
    n, p = [t.ffi.new("int *", 99) for _ in range(2)], [t.ffi.new("ASN1_STRING **") for _ in range(3)]
    r = get(*who, *(n[1:] if len(who) == 1 else n), *p)
    return [r, [i[0] for i in n], [string(t, s[0]) for s in p]]


def response_read(t, data, subject, issuer):
    c = t.crypto
    r, taken = load(t, data, "d2i_OCSP_RESPONSE")
    if r == t.NULL:
        return [None, taken, len(t.errors()) > 0]
    b = c.OCSP_response_get1_basic(r)
    out = [taken, written(t, r, "i2d_OCSP_RESPONSE"), c.OCSP_response_status(r), b != t.NULL]
    if b == t.NULL:
        errors = t.errors()
        return out + [errors if errors and errors[-1].startswith("39:") else len(errors) > 0]
    x, y = load(t, subject)[0], load(t, issuer)[0]
    id_ = c.OCSP_cert_to_id(t.NULL, x, y)
    key, name = t.ffi.new("const ASN1_STRING **"), t.ffi.new("const X509_NAME **")
    out += [written(t, b, "i2d_OCSP_BASICRESP"), c.OCSP_resp_count(b), c.OCSP_resp_find(b, id_, -1), c.OCSP_resp_find(b, id_, 1), c.OCSP_resp_find(t.NULL, id_, -1), c.OCSP_resp_count(t.NULL), statement(t, c.OCSP_resp_find_status, b, id_)]
    out += [c.OCSP_resp_get0_id(b, key, name), string(t, key[0]), name[0] == t.NULL, string(t, c.OCSP_resp_get0_produced_at(b)), string(t, c.OCSP_resp_get0_signature(b)), algorithm(t, c.OCSP_resp_get0_tbs_sigalg(b)), c.OCSP_BASICRESP_get_ext_count(b)]
    out.append([written(t, z) for z in t.stack(c.OCSP_resp_get0_certs(b), "X509 *") or []])
    for i in range(c.OCSP_resp_count(b)):
        one = c.OCSP_resp_get0(b, i)
        out += [statement(t, c.OCSP_single_get0_status, one), written(t, c.OCSP_SINGLERESP_get0_id(one), "i2d_OCSP_CERTID"), c.OCSP_SINGLERESP_get_ext_count(one), c.OCSP_SINGLERESP_get1_ext_d2i(one, SCTS, t.NULL, t.NULL) == t.NULL]
    out += [c.OCSP_resp_get0(b, 99) == t.NULL, c.OCSP_single_get0_status(t.NULL, t.NULL, t.NULL, t.NULL, t.NULL)]
    again = c.OCSP_response_create(0, b)
    out += [written(t, again, "i2d_OCSP_RESPONSE"), written(t, c.OCSP_response_create(6, t.NULL), "i2d_OCSP_RESPONSE")]
    for z in (r, again):
        c.OCSP_RESPONSE_free(z)
    c.OCSP_BASICRESP_free(b)
    return out + [t.errors()]


def test_responses():
    made = answers()
    out = diff.crypto_same(response_read, made["two"], der("leaf"), der("ca"))
    assert out[5:8] == [3, 1, 2]
    # There is one version of ResponseData; OpenSSL takes any.
    diff.crypto_each(response_read, [[v, der("leaf"), der("ca")] for k, v in made.items() if k != "version 2"])
    theirs, mine = diff.crypto_run(response_read, made["version 2"], der("leaf"), der("ca"))
    assert theirs[3] and not mine[3] and mine[-1] is True


def test_broken_responses():
    good = answers()["delegated"]
    whole = [[good[: 2 * n], der("leaf"), der("ca")] for n in range(0, len(good) // 2, 3)]
    # What is broken within the basic response is found when that is asked for.
    wrong = [[good[: 2 * n] + f"{int(good[2 * n : 2 * n + 2], 16) ^ 0x1F:02x}" + good[2 * n + 2 :], der("leaf"), der("ca")] for n in range(0, 60)]
    diff.crypto_each(response_read, whole + [[v, der("leaf"), der("ca")] for v in ("", "30", "3000", "30030a0100", "3084ffffffff0a0100")])
    taken = 0
    for row in wrong:
        theirs, mine = diff.crypto_run(response_read, *row)
        taken += mine[0] is not None and mine[3]
        # Ours reads DER alone: what it takes is what OpenSSL takes, and it takes nothing more.
        assert mine == theirs or mine[0] is None or not mine[3], row
    assert taken < 60


# -- who signed it -------------------------------------------------------------------------------------------------------

FLAGS = {"none": 0, "nocerts": 1, "nointern": 2, "nosigs": 4, "nochain": 8, "noverify": 0x10, "noexplicit": 0x20, "nochecks": 0x100, "trustother": 0x200, "partial": 0x1000, "noverify nosigs": 0x14}


def judged(t, data, anchors, given, flags, trust=None):
    c, ffi = t.crypto, t.ffi
    r = load(t, data, "d2i_OCSP_RESPONSE")[0]
    b = c.OCSP_response_get1_basic(r)
    store = c.X509_STORE_new()
    for a in anchors:
        x = load(t, a)[0]
        if trust:
            c.X509_add1_trust_object(x, c.OBJ_nid2obj(trust))
        c.X509_STORE_add_cert(store, x)
    extra = stack(t, *[load(t, d)[0] for d in given]) if given is not None else t.NULL
    signer = ffi.new("X509 **")
    found = c.OCSP_resp_get0_signer(b, signer, extra)
    t.errors()
    ret = c.OCSP_basic_verify(b, extra, store, flags)
    # Of a signature that is wrong only OCSP's own word for it is the same.
    return [found, written(t, signer[0]) if found else None, ret, [e for e in t.errors(True) if e.startswith("39:")]]


def rows():
    made, c = answers(), {n: der(n) for n in certs()}
    kinds = ("good", "by name", "revoked", "delegated", "delegated by name", "no certificate", "rsa", "chain", "without usage", "another's", "expired", "of the root", "flipped", "other key", "none", "two", "two issuers", "sha256", "two digests", "sha384")
    for kind in kinds:
        for given in (None, [c["ca"]], [c["responder"]], [c["ca"], c["responder"]]):
            yield [made[kind], [c["root"]], given, 0]
        yield [made[kind], [c["root"], c["ca"]], None, 0]
        yield [made[kind], [c["other"]], [c["ca"]], 0]
        yield [made[kind], [], [c["ca"]], 0]
        for flag in FLAGS.values():
            yield [made[kind], [c["root"]], [c["ca"]], flag]
            yield [made[kind], [c["ca"]], None, flag]


def test_verdicts():
    assert diff.crypto_same(judged, answers()["good"], [der("root")], [der("ca")], 0)[2] == 1
    assert diff.crypto_same(judged, answers()["delegated"], [der("root")], [der("ca")], 0)[2] == 1
    assert diff.crypto_same(judged, answers()["flipped"], [der("root")], [der("ca")], 0)[2] <= 0
    assert diff.crypto_same(judged, answers()["without usage"], [der("root")], [der("ca")], 0)[2] == 0
    diff.crypto_each(judged, list(rows()))


@pytest.mark.parametrize("trust", [None, 180, 129, 910])
def test_explicit_trust(trust):
    """A root whose trust settings say that it is to be trusted for responses may have anybody sign them."""
    for kind in ("another's", "of the root"):
        diff.crypto_same(judged, answers()[kind], [der("root"), der("other")], [der("ca")], 0, trust)


def test_nonce():
    made = answers()
    diff.crypto_each(nonces, [[made[k], n] for k in ("nonce", "good") for n in (None, "30313233343536373839616263646566", "00")])


def nonces(t, data, nonce):
    c = t.crypto
    q = c.OCSP_REQUEST_new()
    if nonce is not None:
        c.OCSP_request_add1_nonce(q, t.ffi.new("unsigned char[]", bytes.fromhex(nonce)), len(nonce) // 2)
    return c.OCSP_check_nonce(q, c.OCSP_response_get1_basic(load(t, data, "d2i_OCSP_RESPONSE")[0]))


# -- times and words -----------------------------------------------------------------------------------------------------


def when(t, this, next_, skew, max_age):
    def made(text):
        if text is None:
            return t.NULL
        kind, text = (23, text[1:]) if text.startswith("u") else (24, text)
        s = t.crypto.ASN1_STRING_type_new(kind)
        t.crypto.ASN1_STRING_set(s, text.encode(), len(text))
        return s

    return [t.crypto.OCSP_check_validity(made(this), made(next_), skew, max_age), t.errors()]


def test_validity():
    now = time.time()

    def at(seconds):
        return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(now + seconds))

    wrong = ("20240101000000", "2024", "", "20241301000000Z", "garbage", "u240101000000Z", "20240101000000.5Z", "20240101000000+0100")
    lines = [[at(a), None if b is None else at(b), skew, age] for a in (-7200, -100, 100, 7200) for b in (None, -7200, -100, 100, 7200) for skew in (0, 300) for age in (-1, 0, 300, 86400)]
    lines += [[w, at(7200), 0, -1] for w in wrong] + [[at(-100), w, 0, -1] for w in wrong[:-2]]
    assert diff.crypto_same(when, at(-100), at(100), 0, -1) == [1, []]
    diff.crypto_each(when, lines)
    # A time that is not in RFC 6960's form is past for ours when it is past; OpenSSL does not compare it.
    for w in wrong[-2:]:
        assert diff.crypto_run(when, at(-100), w, 0, -1) == ([1, []], [0, ["39:125"]])


def words(t, i):
    return [t.text(f(i)) for f in (t.crypto.OCSP_cert_status_str, t.crypto.OCSP_crl_reason_str, t.crypto.OCSP_response_status_str)]


def test_words():
    diff.crypto_each(words, [[i] for i in (*range(-2, 13), 2**31, -(2**31))])


# -- as text -------------------------------------------------------------------------------------------------------------


def shown(t, data, flags):
    c = t.crypto
    r = load(t, data, "d2i_OCSP_RESPONSE")[0]
    bio, room = c.BIO_new(c.BIO_s_mem()), t.ffi.new("char[30000]")
    out = [c.OCSP_RESPONSE_print(bio, r, flags), len(t.errors()) > 0]
    n = c.BIO_read(bio, room, 30000)
    c.OCSP_RESPONSE_free(r)
    c.BIO_free(bio)
    return out + [t.hex(room, max(n, 0))]


def for_print():
    """Responses of each kind of answer, and with extensions of RFC 6960 §4.4."""
    c = certs()
    id_, this = g.cert_id(c["leaf"], c["ca"]), "2024-01-01 00:00:00"
    kinds = {"nonce": ("2", g.octets(b"0123456789abcdef")), "no nonce": ("2", b""), "nonce of one octet": ("2", b"\5"), "long nonce": ("2", g.octets(bytes(range(100)))), "no check": ("5", g.null()), "no check, wrong": ("5", g.seq()),
             "cutoff": ("6", g.generalized(this)), "cutoff, wrong": ("6", g.null()), "unknown": ("99", b"\0text\xff")}
    made = {}
    for name, (last, value) in kinds.items():
        e = g.ext("1.3.6.1.5.5.7.48.1." + last, value)
        made[f"{name} in the response"] = g.ocsp((g.single(id_, "good", this),), c["ca"], exts=(e, g.ext("1.2.3.4", b"x", critical=True)))
        made[f"{name} in one"] = g.ocsp((g.single(id_, "good", this, exts=(e,)), g.single(id_, "unknown", this)), c["responder"], by="name", certs=(c["responder"], c["rsa"]))
    return {k: v.hex() for k, v in made.items()}


def test_print():
    made = answers() | for_print()
    out = bytes.fromhex(diff.crypto_same(shown, made["delegated"], 0)[2])
    assert b"Cert Status: good" in out and b"-----END CERTIFICATE-----\n" in out
    # There is one version of ResponseData; OpenSSL takes any.
    diff.crypto_each(shown, [[v, flags] for k, v in made.items() if k != "version 2" for flags in (0, 1 << 16, 3 << 16)])
    theirs, mine = diff.crypto_run(shown, made["version 2"], 0)
    assert theirs[0] == 1 and mine[0] == 0 and mine[1]
