# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""openssl.cnf: its grammar, what is asked of it, and the modules that it loads."""
import os

import pytest

from differential import diff

CDEF = """
typedef struct conf_st TCONF; typedef struct { char *section; char *name; char *value; } TCV; TCONF *NCONF_new(void *); void NCONF_free(TCONF *); int NCONF_load(TCONF *, const char *, long *); int NCONF_load_bio(TCONF *, BIO *, long *);
char *NCONF_get_string(const TCONF *, const char *, const char *); void *NCONF_get_section(const TCONF *, const char *); int NCONF_get_number_e(const TCONF *, const char *, const char *, long *);
int CONF_modules_load(const TCONF *, const char *, unsigned long); int CONF_modules_load_file(const char *, const char *, unsigned long); void CONF_modules_unload(int); char *CONF_get1_default_config_file(void);
int conf_ssl_name_find(const char *, size_t *); void *conf_ssl_get(size_t, const char **, size_t *); void conf_ssl_get_cmd(void *, size_t, char **, char **); int OPENSSL_init_crypto(uint64_t, void *); int OBJ_sn2nid(const char *);
"""

SECTIONS = ["default", "s", "t", "two words", "", "ENV"]


def load(t, text):
    c = t.crypto
    conf, line = c.NCONF_new(t.NULL), t.ffi.new("long *", -7)
    raw = text.encode("latin-1")
    bio = c.BIO_new_mem_buf(t.keep(t.ffi.new("char[]", raw)), len(raw))
    ok = c.NCONF_load_bio(conf, bio, line)
    c.BIO_free(bio)
    return conf, ok, line[0]


def section(t, conf, name):
    found = t.stack(t.crypto.NCONF_get_section(conf, name.encode()), "TCV *")
    return None if found is None else [[t.text(v.section), t.text(v.name), t.text(v.value)] for v in found]


def parsed(t, text):
    conf, ok, line = load(t, text)
    out = [ok, line, t.errors(data=True), [section(t, conf, s) for s in SECTIONS]]
    t.crypto.NCONF_free(conf)
    return out


GOOD = ["", "a=1", "[s]\na=1\nb = two words  # c\nc=\"x # y\" z\n", "[s]\na=1\nb=$a.$(a)${a}\\n\\t\\x\\r\\b", "[s]\na=a\\\nb\\\nc\n", "s::a=3\nb=4", "[ s ]\na=3", "[t]\na=7\n[s]\nb=$t::a\nc=${t::a}x$(t::a)", "[s]\na=1\nb=0\na=2\n",
        ".pragma dollarid:on\n[s]\na=$x\nb=${a}\nx$y=3\nc=${x$y}", ".pragma = foo:bar\n[s]\na=1", "[s]\n=3\na=", "[]\na=1", "[s]\na=\"unclosed\nb=1", "\xef\xbb\xbf[s]\na=1\r\nb=2\r\n", "[s]\n;a=1\n", "[s]\na=1\n[default]\na=5\nb=6\n[s]\nc=$b",
        "[s]\na=x;y\\#z", "[two words]\na=1", "[two  words ]\na=1", "[s]\na='q\"\\'r'`z$`", "[s]\na=\\", "[s]\na=\\\n", "[s]\na=x\\\\\nb=y", "# c\\\nd=3\n[s]\na=1", "[s]\na.b-c,d=1\n@x=2", "[s]\na=$ENV::PATH x", "   [s]\n\t a \t=\t b\tc \t\n",
        "[s]\na=b=c", "[s]\na = \"a\\nb\"", "[s]\na=' x '\nb= ' y", "[s]\na=1\n[t]\na=2\n[s]\nb=3", ".pragma includedir:/nonexistent-dir\n", ".pragma=dollarid : true\n[s]\na=$b", "a=1\n\n\n[s]\nb=$a$a\nc=$default::a", "[s]\na=x\x80y",
        "[s] trailing\na=1", "[s]\n.a=1\n", "[s]\n.includes=/nonexistent-file\n.pragmatic=2:3", "[s]\na==b", "[s]x=3"]
BAD = ["[$a]\nb=1", "a=t\n[$a]\nb=1", "[s]\n.pragmatic=2", "[s\na=1", "a", "[s]\na=$q\n", "[s]\na=${q", "[s]\na=$(q}", "[s]\nb=$x::a\n", ".pragma dollarid:maybe\n", ".pragma dollarid\n", ".pragma :on\n", ".pragma\n", ".include\n", "[s]\nx y = 3", "[s]\na=b$", "[s]\na=$-", "[s]\na\\ b", "[s]\na=1\n\n\n[t", "a=1\\\n2\nb", "a=$ENV::TEASEL_NONE",
       ".pragma abspath:on\n.include x\n", "[s\\", "[", ".include $nothing\n"]


@pytest.mark.parametrize("text", GOOD)
def test_files(text):
    assert diff.crypto_same(parsed, text)[0] == 1


@pytest.mark.parametrize("text", BAD)
def test_broken_files(text):
    assert diff.crypto_same(parsed, text)[0] == 0


def test_files_cut_short():
    whole = "[t]\nq = 1\n[s]\na=\"x\" $t::q ${t::q}\\\n y # z\n[two words]\nb='c'\\n\n.pragma dollarid:on\nc=$d\n"
    diff.crypto_each(parsed, [[whole[:n]] for n in range(len(whole))])


def test_too_long_a_value():
    lines = ["[s]", "a=" + "x" * 40000, "b=$a", "c=$a$a"]
    assert diff.crypto_same(parsed, "\n".join(lines))[0] == 0


def from_file(t, path, environment):
    os.environ.update(environment)
    conf, line = t.crypto.NCONF_new(t.NULL), t.ffi.new("long *", -7)
    out = [t.crypto.NCONF_load(conf, path.encode(), line), line[0], t.errors(data=True), [section(t, conf, s) for s in SECTIONS]]
    t.crypto.NCONF_free(conf)
    return out


def test_included_files(tmp_path):
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "one.cnf").write_text("[s]\none=1\n")
    (tmp_path / "d" / "other.txt").write_text("[s]\nother=1\n")
    (tmp_path / "e.cnf").write_text("e=1\n[t]\nf=2\n")
    (tmp_path / "broken.cnf").write_text("a=1\nb\n")
    main = tmp_path / "main.cnf"
    for text in (f"[s]\n.include {tmp_path}/e.cnf\ng=1\n", f".include = {tmp_path}/d\nx=1\n", ".include e.cnf\nx=1", f"dir={tmp_path}\n.include $dir/e.cnf", f"x=1\n.include {tmp_path}/broken.cnf\n", f".include {tmp_path}/none.cnf\nx=1",
                 f".pragma includedir:{tmp_path}\n.include e.cnf\n"):
        main.write_text(text)
        diff.crypto_same(from_file, str(main), {})
        diff.crypto_same(from_file, str(main), {"OPENSSL_CONF_INCLUDE": str(tmp_path)})
    diff.crypto_same(from_file, str(tmp_path / "none.cnf"), {})


def test_a_file_that_includes_itself_ends(tmp_path):
    """OpenSSL goes on until it has no file left to open."""
    main = tmp_path / "main.cnf"
    main.write_text(f"x=1\n.include {main}\n")
    answer = diff.crypto_run(from_file, str(main), {})[1]
    assert answer[0] == 0 and "too many files included" in answer[2][0]


def asked(t):
    c = t.crypto
    conf, _, _ = load(t, "d=9\n[s]\na=12\nb=12x\nc=x\ne=99999999999999999999\nf=9223372036854775807\n")
    n, out = t.ffi.new("long *", 5), []
    for group in (b"s", b"nosuch", t.NULL):
        for name in (b"a", b"b", b"c", b"d", b"e", b"f", b"g"):
            out.append([t.text(c.NCONF_get_string(conf, group, name)), t.errors(data=True), c.NCONF_get_number_e(conf, group, name, n), n[0], t.errors(data=True)])
    out += [c.NCONF_get_number_e(conf, b"s", b"a", t.NULL), t.errors(), c.NCONF_get_string(t.NULL, b"s", b"NOSUCH") == t.NULL, t.errors(), c.NCONF_get_section(t.NULL, b"s") == t.NULL, t.errors(), c.NCONF_get_section(conf, t.NULL) == t.NULL, t.errors(),
            c.NCONF_load_bio(t.NULL, t.NULL, t.NULL), t.errors(), c.NCONF_load(t.NULL, b"x", t.NULL), t.errors()]
    c.NCONF_free(conf)
    c.NCONF_free(t.NULL)
    return out


def test_questions():
    diff.crypto_same(asked)


def commands(t):
    out = []
    for name in (b"system_default", b"other", b"none"):
        idx, n, text, cmd, value = t.ffi.new("size_t *"), t.ffi.new("size_t *"), t.ffi.new("const char **"), t.ffi.new("char **"), t.ffi.new("char **")
        if not t.crypto.conf_ssl_name_find(name, idx):
            out.append(None)
            continue
        cmds = t.crypto.conf_ssl_get(idx[0], text, n)
        rows = []
        for i in range(n[0]):
            t.crypto.conf_ssl_get_cmd(cmds, i, cmd, value)
            rows.append([t.text(cmd[0]), t.text(value[0])])
        out.append([t.text(text[0]), rows])
    return out


def modules(t, text, appname, flags):
    conf, _, _ = load(t, text)
    out = [t.crypto.CONF_modules_load(conf, t.NULL if appname is None else appname.encode(), flags), t.errors(data=True), commands(t), t.crypto.OBJ_sn2nid(b"teaselTest") != 0]
    t.crypto.NCONF_free(conf)
    out.append(commands(t))
    t.crypto.CONF_modules_unload(1)
    return out


HEAD = "openssl_conf = top\nmine = other_top\n[top]\nssl_conf = ssls\n[other_top]\nssl_conf = none\n"
MODULES = ["", "x=1", "openssl_conf = none", HEAD + "[ssls]\nsystem_default = c\nother = d\n[c]\nMinProtocol = TLSv1.2\n1.Options = a\n2.Options = b\n[d]\nX=y\n", HEAD + "[ssls]\n", HEAD, HEAD + "[ssls]\na=b\n", HEAD + "[ssls]\na=b\n[b]\n", "openssl_conf=top\n[top]\nnosuch = x\n",
           "openssl_conf=top\n[top]\noid_section = o\n[o]\nteaselTest = 1.2.3.4.55\n", "openssl_conf=top\n[top]\noid_section = o\n[o]\nteaselTest = A long name, 1.2.3.4.56\n", "openssl_conf=top\n[top]\noid_section = none\n",
           "openssl_conf=top\n[top]\nproviders = p\n[p]\ndefault = d\nbase = b\n[d]\nactivate = 1\n[b]\nx=1\n", "openssl_conf=top\n[top]\nalg_section = a\n[a]\ndefault_properties = provider=default\n", "openssl_conf=top\n[top]\nalg_section = a\n[a]\nfips_mode = no\n",
           "openssl_conf=top\n[top]\nalg_section = a\n[a]\nnosuch = no\n", "openssl_conf=top\nconfig_diagnostics=1\n[top]\nnosuch = x\n", "openssl_conf=top\n[top]\nnosuch = x\nssl_conf = s\n[s]\nother = t\n[t]\na = b\n"]


@pytest.mark.parametrize("text", MODULES)
def test_modules(text):
    for app in (None, "mine", "nosuch"):
        for flags in (8, 9, 0xC, 0x28, 0x29):
            diff.crypto_same(modules, text, app, flags)


def started(t, path, opts):
    if path is not None:
        os.environ["OPENSSL_CONF"] = path
    return [t.crypto.OPENSSL_init_crypto(opts, t.NULL), t.crypto.OPENSSL_init_crypto(0x40, t.NULL), t.errors(data=True), commands(t), t.text(t.crypto.CONF_get1_default_config_file())]


def test_at_start(tmp_path):
    path = tmp_path / "openssl.cnf"
    path.write_text(MODULES[3])
    broken = tmp_path / "broken.cnf"
    broken.write_text("[x\n")
    strict = tmp_path / "strict.cnf"
    strict.write_text("config_diagnostics = 1\nopenssl_conf = top\n[top]\nssl_conf = none\n")
    for p in (path, broken, strict, tmp_path / "none"):
        for opts in (0, 0x40, 0x80):
            diff.crypto_same(started, str(p), opts)
    diff.crypto_same(started, None, 0x40)
