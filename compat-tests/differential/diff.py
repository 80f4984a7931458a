# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The same case over two libraries: OpenSSL's libssl.so.3 and ours, each in a process of its own, answers compared.

A case is a module-level function of a test file. It is given one value, a Lib, and returns something that JSON can hold:

    from differential import diff

    def default_options(t):
        ctx = t.ctx()
        return {"options": t.ssl.SSL_CTX_get_options(ctx), "errors": t.errors()}

    def test_default_options():
        diff.same(default_options)

`same` asserts that both answer alike; `run` gives both answers for a test that knows of a difference. One process per
library stays ready (the loader's path points at one file) and forks for each case, so that cases share nothing and a crash
is an answer, not the end of the run. Further arguments are passed to the case as they are, through JSON.

`crypto_same`, `crypto_run` and `crypto_each` do the same for OpenSSL's libcrypto.so.3 and ours, without any libssl: t.ssl is
None. The library is opened by its path, so that the modules of Python that want a libcrypto keep the system's.
"""
import atexit
import concurrent.futures
import importlib
import json
import os
import pathlib
import select
import signal
import struct
import subprocess
import sys
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

TIMEOUT = 20  # seconds for one case
BASELINE = False  # set by --seats=system: the system's library on both sides


# -- the side of the tests -----------------------------------------------------------------------------------------------


class Ended(AssertionError):
    """A case raised, crashed or did not end."""


class _Keeper:
    """The process that has one library loaded and forks for each case."""

    def __init__(self, name):
        from helpers import libs

        crypto, ours = name.startswith("crypto-"), name.endswith("ours") and not BASELINE
        library = libs.libcrypto(ours) if crypto else libs.ours() if ours else libs.system()
        self.name = name
        env = library.env()
        env["PYTHONDONTWRITEBYTECODE"] = "1"
        for key in ("LD_PRELOAD", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if "TEASEL_" + key in os.environ and name.endswith("ours"):
                env[key] = os.environ["TEASEL_" + key]
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "diff.py"), "crypto" if crypto else "ssl", library.path],
            env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT,
        )
        atexit.register(self.stop)

    def ask(self, module, function, args, many):
        packed = json.dumps([module, function, args, many]).encode()
        self.process.stdin.write(struct.pack("!I", len(packed)) + packed)
        self.process.stdin.flush()
        head = self._read(4)
        return json.loads(self._read(struct.unpack("!I", head)[0]))

    def _read(self, n):
        out = b""
        end = time.monotonic() + TIMEOUT + 20
        while len(out) < n:
            if not select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))[0]:
                self.process.kill()
                raise Ended(f"{self.name}: the process that runs the cases does not answer")
            piece = os.read(self.process.stdout.fileno(), n - len(out))
            if not piece:
                raise Ended(f"{self.name}: the process that runs the cases ended")
            out += piece
        return out

    def stop(self):
        try:
            self.process.stdin.close()
            self.process.wait(5)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()


_keepers = {}


def _one(name, case, args, many=False):
    if name not in _keepers or _keepers[name].process.poll() is not None:
        _keepers[name] = _Keeper(name)
    module = pathlib.Path(case.__code__.co_filename).resolve().relative_to(ROOT)
    told = _keepers[name].ask(".".join(module.with_suffix("").parts), case.__name__, list(args), many)
    if "failed" in told:
        raise Ended(f"{case.__name__}{tuple(args)} over {name}: {told['failed']}")
    return told["value"]


def over_system(case, *args):
    return _one("system", case, args)


def over_ours(case, *args):
    return _one("ours", case, args)


def run(case, *args):
    """(what OpenSSL's library answers, what ours answers)"""
    return over_system(case, *args), over_ours(case, *args)


def same(case, *args):
    """Asserts that both answer alike, and returns the answer."""
    theirs, mine = run(case, *args)
    assert mine == theirs, f"{case.__name__}{tuple(args)}"
    return theirs


def each(case, rows, prefix=""):
    """The same for many lists of arguments, which one process runs through; for cases that leave nothing behind."""
    rows = [list(r) for r in rows]
    theirs, mine = _one(prefix + "system", case, rows, True), _one(prefix + "ours", case, rows, True)
    for row, a, b in zip(rows, mine, theirs, strict=True):
        assert a == b, f"{case.__name__}{tuple(row)}"


def across(one, two, *args):
    """(what `one` answers over ours, what `two` answers over OpenSSL's library), both at the same time, to talk to each other."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        other = pool.submit(over_system, two, *args)
        return over_ours(one, *args), other.result()


def crypto_run(case, *args):
    """run() over libcrypto.so.3 alone."""
    return _one("crypto-system", case, args), _one("crypto-ours", case, args)


def crypto_ours(case, *args):
    """Over our libcrypto.so.3 alone (the system's in the baseline), where OpenSSL's has nothing to compare with: it crashes."""
    return _one("crypto-ours", case, args)


def crypto_same(case, *args):
    """same() over libcrypto.so.3 alone."""
    theirs, mine = crypto_run(case, *args)
    assert mine == theirs, f"{case.__name__}{tuple(args)}"
    return theirs


def crypto_each(case, rows):
    """each() over libcrypto.so.3 alone."""
    each(case, rows, "crypto-")


# -- the side of the cases -----------------------------------------------------------------------------------------------


class Lib:
    """What a case works with: t.ssl and t.crypto are the libraries, t.ffi is cffi; the rest saves typing."""

    # Commands of SSL_ctrl that are used all over.
    FILETYPE_PEM, FILETYPE_ASN1 = 1, 2

    def __init__(self, ffi, ssl, crypto, path=None):
        self.ffi, self.ssl, self.crypto, self.NULL = ffi, ssl, crypto, ffi.NULL
        self._kept, self._path = [], path

    def again(self):
        """The same library with the common declarations alone."""
        return _open(_declared(), "crypto", self._path)[0]

    # objects

    def keep(self, *things):
        """Keeps callbacks and buffers alive until the case ends."""
        self._kept += things
        return things[0]

    def ctx(self, method="TLS_method"):
        ctx = self.ssl.SSL_CTX_new(getattr(self.ssl, method)())
        assert ctx != self.NULL, self.errors()
        return ctx

    def new(self, ctx=None, method="TLS_method"):
        s = self.ssl.SSL_new(ctx or self.ctx(method))
        assert s != self.NULL, self.errors()
        return s

    def server_ctx(self, cert, key, method="TLS_server_method"):
        """A server's SSL_CTX with a chain file and a key file."""
        ctx = self.ctx(method)
        assert self.ssl.SSL_CTX_use_certificate_chain_file(ctx, str(cert).encode()) == 1, self.errors()
        assert self.ssl.SSL_CTX_use_PrivateKey_file(ctx, str(key).encode(), 1) == 1, self.errors()
        return ctx

    def callback(self, signature, function):
        return self.keep(self.ffi.callback(signature, function))

    def pair(self, client_ctx, server_ctx):
        """(client SSL, server SSL) joined by a BIO pair."""
        one, two = self.ffi.new("BIO **"), self.ffi.new("BIO **")
        assert self.crypto.BIO_new_bio_pair(one, 0, two, 0) == 1
        c, s = self.new(client_ctx), self.new(server_ctx)
        self.ssl.SSL_set_bio(c, one[0], one[0])
        self.ssl.SSL_set_bio(s, two[0], two[0])
        self.ssl.SSL_set_connect_state(c)
        self.ssl.SSL_set_accept_state(s)
        return c, s

    def shake(self, c, s, rounds=40):
        """Both sides by turns until both are done or one failed: [(return value, SSL_get_error)] of client and server."""
        out = [None, None]
        for _ in range(rounds):
            for i, x in enumerate((c, s)):
                if out[i] is None or out[i][1] in (2, 3):
                    r = self.ssl.SSL_do_handshake(x)
                    out[i] = (r, self.ssl.SSL_get_error(x, r))
            if all(o[1] not in (2, 3) for o in out):
                break
            if any(o[1] in (1, 5, 6) for o in out):
                # The other end may still have the alert to read.
                for i, x in enumerate((c, s)):
                    if out[i][1] in (2, 3):
                        r = self.ssl.SSL_do_handshake(x)
                        out[i] = (r, self.ssl.SSL_get_error(x, r))
                break
        return [list(o) for o in out]

    def read(self, s, n=65536):
        """Bytes read, or the SSL_get_error value."""
        buf = self.ffi.new("char[]", n)
        r = self.ssl.SSL_read(s, buf, n)
        return self.ffi.buffer(buf, r)[:] if r > 0 else self.ssl.SSL_get_error(s, r)

    # values

    def text(self, p):
        return None if p == self.NULL else self.ffi.string(self.ffi.cast("const char *", p)).decode("latin-1")

    def hex(self, p, n):
        return None if p == self.NULL else bytes(self.ffi.buffer(self.ffi.cast("const char *", p), n)).hex()

    def stack(self, sk, kind="void *"):
        """The elements of a STACK_OF, or None for NULL."""
        if sk == self.NULL:
            return None
        return [self.ffi.cast(kind, self.crypto.OPENSSL_sk_value(sk, i)) for i in range(self.crypto.OPENSSL_sk_num(sk))]

    def cipher_names(self, sk):
        found = self.stack(sk, "SSL_CIPHER *")
        return None if found is None else [self.text(self.ssl.SSL_CIPHER_get_name(c)) for c in found]

    def errors(self, data=False):
        """Empties the error queue: ["SSL:177", ...], each with the text added to it when data is wanted."""
        out, ffi = [], self.ffi
        text, flags = ffi.new("const char **"), ffi.new("int *")
        while True:
            code = self.crypto.ERR_get_error_all(ffi.NULL, ffi.NULL, ffi.NULL, text, flags)
            if code == 0:
                return out
            lib, reason = (code >> 23) & 0xFF, code & 0x7FFFFF
            if code & 0x80000000:
                lib, reason = 2, code & 0x7FFFFFFF
            name = {20: "SSL", 2: "SYS", 6: "EVP", 9: "PEM", 11: "X509", 13: "ASN1", 14: "CONF", 15: "CRYPTO", 16: "EC", 32: "BIO"}.get(lib, str(lib))
            entry = f"{name}:{reason}"
            if data and flags[0] & 2 and text[0] != ffi.NULL:
                entry += " " + ffi.string(text[0]).decode("latin-1")
            out.append(entry)

    def ctrl(self, obj, cmd, larg=0, parg=None):
        """SSL_ctrl or SSL_CTX_ctrl by the kind of obj. Text is passed as a C string."""
        if isinstance(parg, str):
            parg = self.keep(self.ffi.new("char[]", parg.encode()))
        elif parg is None:
            parg = self.NULL
        call = self.ssl.SSL_ctrl if self.ffi.typeof(obj) is self.ffi.typeof("SSL *") else self.ssl.SSL_CTX_ctrl
        return call(obj, cmd, larg, parg)


_loaded = {}


def _load(lib, module):
    """(a test file, imported before the fork, once, for that takes longer than most cases do; the Lib that its cases work with)

    Over libcrypto alone each file has declarations of its own: one function is declared with other types in another file.
    """
    if module not in _loaded:
        imported, own = importlib.import_module(module), lib
        if hasattr(imported, "CDEF"):
            if lib.ssl is None:
                own = lib.again()
            own.ffi.cdef(imported.CDEF, override=True)
        _loaded[module] = imported, own
    return _loaded[module]


def _answer(lib, module, function, args, many):
    try:
        imported, own = _load(lib, module)
        case = getattr(imported, function)
        return {"value": [case(own, *row) for row in args] if many else case(own, *args)}
    except BaseException:
        return {"failed": traceback.format_exc()}


def _declared():
    import cffi

    from differential import declarations

    ffi = cffi.FFI()
    ffi.cdef(declarations.ALL)
    return ffi


def _open(ffi, kind, path):
    """(Lib over the library at PATH, what is wrong with it or None)"""
    if kind == "crypto":
        return Lib(ffi, None, ffi.dlopen(path, ffi.RTLD_NOW), path), None
    lib = Lib(ffi, ffi.dlopen("libssl.so.3"), ffi.dlopen("libcrypto.so.3"))
    with open("/proc/self/maps", encoding="utf-8") as f:
        mapped = {"/" + line.rstrip("\n").partition("/")[2] for line in f if "/libssl.so" in line}
    return lib, None if mapped == {path} else f"libssl is {sorted(mapped)} and should be {path}"


def _serve(kind, path):
    """Reads questions from stdin; a fork answers each."""
    if kind == "crypto":
        # What the cases import would bring the system's libcrypto into this process, and use it before they do.
        sys.modules["_hashlib"] = None
    lib, wrong = _open(_declared(), kind, path)
    source, sink = sys.stdin.buffer, sys.stdout.fileno()
    while True:
        head = source.read(4)
        if len(head) < 4:
            return
        question = json.loads(source.read(struct.unpack("!I", head)[0]))
        told = json.dumps({"failed": wrong} if wrong else _forked(lib, *question)).encode()
        told = struct.pack("!I", len(told)) + told
        while told:
            told = told[os.write(sink, told) :]


def _forked(lib, module, function, args, many):
    try:
        _load(lib, module)
    except Exception:
        return {"failed": traceback.format_exc()}
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(r)
        os.dup2(2, 1)
        signal.alarm(TIMEOUT)
        try:
            packed = json.dumps(_answer(lib, module, function, args, many)).encode()
        except (TypeError, ValueError) as e:
            packed = json.dumps({"failed": f"the answer is not for JSON: {e}"}).encode()
        with os.fdopen(w, "wb") as out:
            out.write(packed)
        os._exit(0)
    os.close(w)
    with os.fdopen(r, "rb") as f:
        told = f.read()
    status = os.waitpid(pid, 0)[1]
    if os.WIFSIGNALED(status):
        by = signal.Signals(os.WTERMSIG(status)).name
        return {"failed": f"no end after {TIMEOUT} s" if by == "SIGALRM" else f"died of {by}"}
    if not told:
        return {"failed": f"left with status {os.waitstatus_to_exitcode(status)}"}
    return json.loads(told)


if __name__ == "__main__":
    # The cases import this module under its full name; the same code must not be there twice.
    from differential import diff as _self

    _self._serve(sys.argv[1], sys.argv[2])
