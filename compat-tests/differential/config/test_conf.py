# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""SSL_CONF: every command in both forms, with every role, prefix and kind of value."""
import pytest

from differential import diff

CMDLINE, FILE, CLIENT, SERVER, SHOW, CERT, REQUIRE = 1, 2, 4, 8, 16, 32, 64
GET_MIN, GET_MAX, CERT_FLAGS = 130, 131, 99

SWITCHES = """no_ssl3 no_tls1 no_tls1_1 no_tls1_2 no_tls1_3 bugs no_comp comp ecdh_single no_ticket serverpref legacy_renegotiation client_renegotiation
legacy_server_connect no_legacy_server_connect no_renegotiation no_resumption_on_reneg allow_no_dhe_kex prioritize_chacha strict no_middlebox anti_replay
no_anti_replay no_etm no_ssl2 dtls1 debug""".split()
VALUED = """sigalgs client_sigalgs curves groups named_curve cipher ciphersuites min_protocol max_protocol cert key chainCAfile chainCApath chainCAstore
verifyCAfile verifyCApath verifyCAstore requestCAfile requestCApath requestCAstore dhparam record_padding num_tickets""".split()
FILED = """SignatureAlgorithms ClientSignatureAlgorithms Curves Groups ECDHParameters CipherString Ciphersuites Protocol MinProtocol MaxProtocol Options
VerifyMode Certificate PrivateKey ServerInfoFile ChainCAFile ChainCAPath ChainCAStore VerifyCAFile VerifyCAPath VerifyCAStore RequestCAFile ClientCAFile
RequestCAPath ClientCAPath RequestCAStore ClientCAStore DHParameters RecordPadding NumTickets FOO Bugs""".split()


def command(t, target, flags, prefix, name, value):
    """One command: its answer, its errors, and whatever it may have changed."""
    ctx = t.ctx()
    s = t.new(ctx)
    cc = t.ssl.SSL_CONF_CTX_new()
    out = [t.ssl.SSL_CONF_CTX_set_flags(cc, flags)]
    if prefix is not None:
        out.append(t.ssl.SSL_CONF_CTX_set1_prefix(cc, prefix.encode()))
    if target == "ctx":
        t.ssl.SSL_CONF_CTX_set_ssl_ctx(cc, ctx)
    elif target == "ssl":
        t.ssl.SSL_CONF_CTX_set_ssl(cc, s)
    v = t.NULL if value is None else t.ffi.new("char[]", value.encode())
    out += [t.ssl.SSL_CONF_cmd_value_type(cc, name.encode()), t.ssl.SSL_CONF_cmd(cc, name.encode(), v), t.errors(data=True)]
    out += [t.ssl.SSL_CONF_CTX_finish(cc), t.errors(data=True)]
    t.ssl.SSL_CONF_CTX_free(cc)
    for o, get in ((ctx, t.ssl.SSL_CTX_get_options), (s, t.ssl.SSL_get_options)):
        out += [get(o), t.ctrl(o, GET_MIN), t.ctrl(o, GET_MAX), t.ctrl(o, CERT_FLAGS)]
    out += [t.ssl.SSL_CTX_get_verify_mode(ctx), t.ssl.SSL_get_verify_mode(s), t.ssl.SSL_CTX_get_num_tickets(ctx), t.ssl.SSL_get_num_tickets(s)]
    names = t.stack(t.ssl.SSL_CTX_get0_CA_list(ctx))
    return out + [None if names is None else len(names), t.ssl.SSL_CTX_get_security_level(ctx), t.ssl.SSL_get_security_level(s)]


ROLES = [0, CLIENT, SERVER, CLIENT | SERVER, CERT | CLIENT, CERT | SERVER, CERT | CLIENT | SERVER]


@pytest.mark.parametrize("name", SWITCHES + VALUED)
def test_command_line_names(name):
    rows = [["ctx", CMDLINE | role | show, None, "-" + name, None] for role in ROLES for show in (0, SHOW)]
    rows += [["ssl", CMDLINE | CERT | CLIENT | SERVER, None, "-" + name, None], ["none", CMDLINE | CLIENT | SERVER, None, "-" + name, None]]
    diff.each(command, rows)


@pytest.mark.parametrize("name", FILED)
def test_file_names(name):
    rows = [["ctx", FILE | role | show, None, name, None] for role in ROLES for show in (0, SHOW)]
    diff.each(command, rows + [["ssl", FILE | CERT | CLIENT | SERVER, None, name.lower(), None]])


VALUES = {
    "Protocol": ["ALL", "-ALL", "-ALL,TLSv1.2", "TLSv1.2", "+TLSv1.2", "-TLSv1.2", "all", "-tlsv1.3", "TLSv1.4", "", "SSLv2", "-SSLv2", "-SSLv3", "-DTLSv1.2", "-DTLSv1", "-ALL, TLSv1.3", ",", "-TLSv1.3,FOO", "-", "--ALL"],
    "MinProtocol": ["None", "none", "", "SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3", "tlsv1.2", "TLS1.2", "DTLSv1", "DTLSv1.2", "ALL"],
    "Options": """SessionTicket -SessionTicket EmptyFragments -EmptyFragments Bugs -Bugs Compression -Compression ServerPreference -ServerPreference
        NoResumptionOnRenegotiation DHSingle ECDHSingle UnsafeLegacyRenegotiation UnsafeLegacyServerConnect ClientRenegotiation EncryptThenMac
        -EncryptThenMac NoRenegotiation AllowNoDHEKEX PrioritizeChaCha MiddleboxCompat -MiddleboxCompat AntiReplay -AntiReplay ExtendedMasterSecret
        -ExtendedMasterSecret CANames -CANames KTLS StrictCertCheck FOO sessionticket -SESSIONTICKET -SessionTicket,ServerPreference
        +ServerPreference,-SessionTicket -SessionTicket,FOO -SessionTicket,,ServerPreference ,""".split() + ["", " -SessionTicket , +ServerPreference "],
    "VerifyMode": ["Peer", "Request", "Require", "Once", "RequestPostHandshake", "RequirePostHandshake", "Peer,Once", "Request,Require", "-Peer", "Require,-Request", "FOO", "require", ""],
    "NumTickets": ["0", "5", "-1", "x", "", "2x"],
    "RecordPadding": ["0", "1", "x", "-1", "16385", ""],
    "Groups": ["P-256", "X25519:P-384", "FOO", "", "P-256:P-256"],
    "ECDHParameters": ["auto", "automatic", "+automatic", "+Automatic", "P-256", "P-256:P-384", "FOO"],
    "CipherString": ["FOO", "HIGH", "DEFAULT:@SECLEVEL=1", "%"],
    "Ciphersuites": ["FOO", "", "TLS_AES_128_GCM_SHA256"],
    "SignatureAlgorithms": ["FOO", "RSA+SHA256", ""],
    "ClientSignatureAlgorithms": ["FOO", "RSA+SHA256", ""],
    "Certificate": ["/nonexistent", "/etc/passwd"],
    "PrivateKey": ["/nonexistent"],
    "ChainCAFile": ["/nonexistent", "/etc/ssl/certs/ca-certificates.crt"],
    "ChainCAPath": ["/nonexistent"],
    "VerifyCAFile": ["/nonexistent", "/etc/ssl/certs/ca-certificates.crt"],
    "VerifyCAPath": ["/etc/ssl/certs"],
    "VerifyCAStore": ["/nonexistent", "/etc/ssl/certs/ca-certificates.crt"],
    "RequestCAFile": ["/nonexistent", "/etc/ssl/certs/ca-certificates.crt"],
    "ClientCAFile": ["/nonexistent", "/etc/ssl/certs/ca-certificates.crt"],
    "RequestCAPath": ["/usr"],
    "RequestCAStore": ["/nonexistent", "/etc/ssl/certs/ca-certificates.crt"],
    "DHParameters": ["/nonexistent", "/etc/passwd"],
}  # fmt: skip


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("target", ["ctx", "ssl"])
def test_values(name, target):
    roles = [CERT | CLIENT | SERVER | SHOW] + [0, CLIENT, SERVER] * (name in ("Options", "Protocol", "VerifyMode", "ECDHParameters", "NumTickets"))
    diff.each(command, [[target, FILE | role, None, name, value] for value in VALUES[name] for role in roles])


@pytest.mark.parametrize("name", ["CipherString", "Protocol", "MinProtocol", "Options", "VerifyMode", "NumTickets", "RecordPadding", "Ciphersuites", "ChainCAFile", "Certificate", "DHParameters"])
def test_without_target(name):
    diff.each(command, [["none", FILE | CERT | CLIENT | SERVER | SHOW, None, name, value] for value in VALUES[name]])


@pytest.mark.parametrize("prefix", [None, "", "-", "--", "TLS", "tls-", "ssl_"])
def test_prefixes(prefix):
    names = ["bugs", "-bugs", "--bugs", "-BUGS", "TLSCipherString", "tlsciphers", "cipherstring", "TLSbugs", "-cipher", "TLS", "-", "", "tls-cipherstring", "tls-bugs", "TLS-bugs", "ssl_cipher"]
    diff.each(command, [["ctx", forms | SHOW, prefix, name, "HIGH"] for forms in (0, CMDLINE, FILE, CMDLINE | FILE) for name in names])


def flags(t):
    cc = t.ssl.SSL_CONF_CTX_new()
    out = [t.ssl.SSL_CONF_CTX_set_flags(cc, x) for x in (0, 1, 4, 0x80, 1)] + [t.ssl.SSL_CONF_CTX_clear_flags(cc, x) for x in (1, 0, 0x100, 0xFFFF)]
    out += [t.ssl.SSL_CONF_CTX_set1_prefix(cc, t.NULL), t.ssl.SSL_CONF_cmd(cc, t.NULL, b"x"), t.errors(), t.ssl.SSL_CONF_CTX_finish(cc), t.ssl.SSL_CONF_CTX_finish(cc)]
    t.ssl.SSL_CONF_CTX_free(cc)
    t.ssl.SSL_CONF_CTX_free(t.NULL)
    return out


def test_flags():
    diff.same(flags)


def arguments(t, args, start, counted):
    cc = t.ssl.SSL_CONF_CTX_new()
    t.ssl.SSL_CONF_CTX_set_flags(cc, start | CLIENT | SERVER)
    ctx = t.ctx()
    t.ssl.SSL_CONF_CTX_set_ssl_ctx(cc, ctx)
    words = [t.ffi.new("char[]", a.encode()) for a in args]
    argv = t.ffi.new("char *[]", words + [t.NULL])
    where, n = t.ffi.new("char ***", argv), t.ffi.new("int *", len(args))
    r = t.ssl.SSL_CONF_cmd_argv(cc, n if counted else t.NULL, where)
    moved = (int(t.ffi.cast("uintptr_t", where[0])) - int(t.ffi.cast("uintptr_t", argv))) // 8
    return [r, n[0], moved, t.errors(data=True), t.ssl.SSL_CONF_CTX_set_flags(cc, 0), t.ssl.SSL_CTX_get_options(ctx)]


@pytest.mark.parametrize("args", [["-bugs", "x"], ["-cipher", "HIGH"], ["-cipher"], ["-cipher", "FOO"], ["foo"], ["-foo", "x"], ["-no_ticket"], ["-num_tickets", "3", "-bugs"], []])
@pytest.mark.parametrize("start", [0, CMDLINE, FILE, FILE | SHOW])
def test_arguments(args, start):
    diff.same(arguments, args, start, True)
    diff.same(arguments, args, start, False)


def key_in_certificate_file(t, pem, crt, flags):
    """A file that holds both, and one that lacks the key."""
    out = []
    for path in (pem, crt):
        for target in ("ctx", "ssl"):
            ctx = t.ctx()
            s = t.new(ctx)
            cc = t.ssl.SSL_CONF_CTX_new()
            t.ssl.SSL_CONF_CTX_set_flags(cc, flags)
            if target == "ctx":
                t.ssl.SSL_CONF_CTX_set_ssl_ctx(cc, ctx)
            else:
                t.ssl.SSL_CONF_CTX_set_ssl(cc, s)
            out += [t.ssl.SSL_CONF_cmd(cc, b"Certificate", str(path).encode()), t.errors()]
            out += [t.ssl.SSL_CONF_CTX_finish(cc), [e for e in t.errors() if e.startswith("SSL")]]
            out += [t.ssl.SSL_CTX_get0_privatekey(ctx) != t.NULL, t.ssl.SSL_get_privatekey(s) != t.NULL]
            t.ssl.SSL_CONF_CTX_free(cc)
    return out


@pytest.mark.parametrize("require", [0, REQUIRE])
def test_key_in_certificate_file(pki, tmp_path, require):
    both = tmp_path / "both.pem"
    both.write_bytes(pki.pem("p256").read_bytes() + pki.key("p256").read_bytes())
    diff.same(key_in_certificate_file, str(both), str(pki.crt("p256")), FILE | CERT | CLIENT | SERVER | require)


def named_section(t, name):
    ctx = t.ctx()
    s = t.new(ctx)
    n = t.NULL if name is None else name.encode()
    out = [t.ssl.SSL_CTX_config(ctx, n), t.errors(data=True), t.ssl.SSL_config(s, n), t.errors(data=True)]
    for o in (ctx, s):
        out += [t.ctrl(o, GET_MIN), t.ctrl(o, GET_MAX)]
    return out + [t.ssl.SSL_CTX_get_options(ctx), t.ssl.SSL_get_options(s), t.ssl.SSL_CTX_get_security_level(t.ctx()), t.ctrl(t.ctx(), GET_MIN)]


def with_conf(t, path, name):
    t.ffi.cdef("int OPENSSL_init_crypto(uint64_t, void *); int CONF_modules_load_file(const char *, const char *, unsigned long);")
    crypto = t.ffi.dlopen("libcrypto.so.3")
    loaded = crypto.CONF_modules_load_file(path.encode(), t.NULL, 0)
    return [loaded, t.errors(), named_section(t, name)]


CONF = """openssl_conf = top
[top]
ssl_conf = ssls
[ssls]
system_default = common
strict = narrow
broken = bad
[common]
MinProtocol = TLSv1.2
CipherString = DEFAULT:@SECLEVEL=1
[narrow]
MinProtocol = TLSv1.3
Options = -SessionTicket,ServerPreference
[bad]
FOO = bar
MaxProtocol = TLSv9
Options = ServerPreference
"""


@pytest.mark.parametrize("name", ["strict", "system_default", "absent"])
def test_openssl_cnf(tmp_path, name):
    path = tmp_path / "openssl.cnf"
    path.write_text(CONF)
    diff.same(with_conf, str(path), name)


def test_broken_openssl_cnf(tmp_path):
    """The answers are alike; ours also says which lines were wrong."""
    path = tmp_path / "openssl.cnf"
    path.write_text(CONF)
    theirs, mine = diff.run(with_conf, str(path), "broken")
    said = ["SSL:139 section=broken, cmd=FOO, arg=bar", "SSL:384 section=broken, cmd=MaxProtocol, arg=TLSv9"]
    assert mine[2][1] == mine[2][3] == said
    mine[2][1] = mine[2][3] = []
    assert mine == theirs


@pytest.mark.parametrize("name", ["absent"])
def test_no_section(name):
    diff.same(named_section, name)
