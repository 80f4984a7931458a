# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""The certificates of the tests: good chains, client certificates, and one of each bad kind.

All are made by Debian's openssl command over the system's library, once per run, in a directory that the workers of one run
share. Two hierarchies (ECDSA and RSA), so that every kind of certificate signature is met:

    root-ec (P-384) ── int-ec (P-256) ── p256 p384 p521 ed25519, the bad ones     int-ec ── sub (P-256) ── deep
    root-rsa (3072) ── int-rsa (2048) ── rsa2048 rsa4096, rsapss (signed with PSS), sha1, rsa1024
    root-other      ── unknownca

For a name N: N.key, N.crt (the leaf alone), N.pem (what a server sends: leaf and intermediates). roots.pem has both roots.
"""
import datetime
import fcntl
import os
import pathlib
import subprocess

from . import libs

KINDS = ("p256", "p384", "rsa2048", "rsa4096", "rsapss", "ed25519")
PASSWORD = "correct horse"

_GENPKEY = {
    "p256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "p384": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
    "p521": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
    "ed25519": ["-algorithm", "ED25519"],
    "rsa1024": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
    "rsa2048": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    "rsa3072": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"],
    "rsa4096": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:4096"],
    "rsapss": ["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"],
}

_DAY = datetime.timedelta(days=1)


def _stamp(days):
    return (datetime.datetime.now(datetime.timezone.utc) + days * _DAY).strftime("%Y%m%d%H%M%SZ")


class Pki:
    def __init__(self, where):
        self.dir = pathlib.Path(where)
        self.roots = self.dir / "roots.pem"

    def key(self, name):
        return self.dir / f"{name}.key"

    def crt(self, name):
        return self.dir / f"{name}.crt"

    def pem(self, name):
        return self.dir / f"{name}.pem"

    # -- making them ------------------------------------------------------------------------------------------------

    def _openssl(self, *args):
        r = subprocess.run(
            ["openssl", *map(str, args)],
            env=libs.clean_env(),
            cwd=self.dir,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
        )
        if r.returncode:
            raise RuntimeError(f"openssl {' '.join(map(str, args))}\n{r.stderr.decode()}")
        return r.stdout

    def _keys(self, wanted):
        """Make {name: kind} keys, two at a time: the big RSA ones take seconds."""
        todo, running = sorted(wanted.items(), key=lambda kv: kv[1] != "rsa4096"), []
        while todo or running:
            while todo and len(running) < 2:
                name, kind = todo.pop(0)
                cmd = ["openssl", "genpkey", *_GENPKEY[kind], "-out", f"{name}.key"]
                running.append(
                    subprocess.Popen(cmd, cwd=self.dir, env=libs.clean_env(), stderr=subprocess.DEVNULL)
                )
            p = running.pop(0)
            if p.wait(120):
                raise RuntimeError(f"openssl genpkey failed: {p.args}")
        for name in wanted:
            os.chmod(self.key(name), 0o644)  # nginx's worker may be another user

    def _issue(self, name, issuer=None, subject=None, ext=(), start=-1, end=30, md=None, sigopts=(), chain=()):
        """One certificate: signed by `issuer` (itself when None), valid from `start` to `end` days from now."""
        conf = self.dir / f"{name}.cnf"
        conf.write_text(
            "[ca]\ndefault_ca=c\n[c]\ndatabase=index.txt\nnew_certs_dir=.\nrand_serial=yes\nunique_subject=no\n"
            f"policy=p\ncopy_extensions=none\ndefault_md={md or 'default'}\n[p]\ncommonName=supplied\n"
            "[req]\ndistinguished_name=dn\nprompt=no\n[dn]\n[ext]\n" + "\n".join(ext) + "\n"
        )
        self._openssl("req", "-new", "-config", conf, "-key", f"{name}.key", "-subj", f"/CN={subject or name}", "-out", f"{name}.csr")
        cmd = ["ca", "-batch", "-notext", "-config", conf, "-in", f"{name}.csr", "-out", f"{name}.crt", "-extensions", "ext"]
        cmd += ["-startdate", _stamp(start), "-enddate", _stamp(end)]
        if issuer is None:
            cmd += ["-selfsign", "-keyfile", f"{name}.key"]
        else:
            cmd += ["-cert", f"{issuer}.crt", "-keyfile", f"{issuer}.key"]
        for opt in sigopts:
            cmd += ["-sigopt", opt]
        self._openssl(*cmd)
        self.pem(name).write_bytes(b"".join(self.crt(n).read_bytes() for n in (name, *chain)))

    def make(self):
        self.dir.mkdir(parents=True, exist_ok=True)
        (self.dir / "index.txt").write_text("")
        ec, rsa = ("int-ec",), ("int-rsa",)
        self._keys(
            {k: k for k in (*KINDS, "p521", "rsa1024")}
            | {"root-ec": "p384", "int-ec": "p256", "sub": "p256", "root-rsa": "rsa3072", "int-rsa": "rsa2048"}
            | {f"client-{k}": k for k in ("p256", "p384", "rsa2048", "rsapss", "ed25519")}
            | {n: "p256" for n in ("root-other", "other", "int-old", "int-notca", "int-short", "under-short")}
        )
        ca = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign", "subjectKeyIdentifier=hash"]
        sub_ca = ca + ["authorityKeyIdentifier=keyid"]
        for root in ("root-ec", "root-rsa", "root-other"):
            self._issue(root, subject=f"Teasel test {root}", ext=ca, end=300)
        self._issue("int-ec", "root-ec", ext=sub_ca, end=200)
        self._issue("int-rsa", "root-rsa", ext=sub_ca, end=200)
        self._issue("sub", "int-ec", ext=sub_ca, end=100, chain=ec)
        self.roots.write_bytes(self.crt("root-ec").read_bytes() + self.crt("root-rsa").read_bytes())

        def leaf(*names, eku="serverAuth", ip=True, usage="digitalSignature"):
            san = [f"DNS:{n}" for n in names] + (["IP:127.0.0.1"] if ip else [])
            return [
                "basicConstraints=critical,CA:FALSE",
                f"keyUsage=critical,{usage}",
                f"extendedKeyUsage={eku}",
                "subjectKeyIdentifier=hash",
                "authorityKeyIdentifier=keyid",
            ] + ([f"subjectAltName={','.join(san)}"] if san else [])

        for kind in ("p256", "p384", "p521", "ed25519"):
            self._issue(kind, "int-ec", f"{kind}.test", leaf(f"{kind}.test", f"*.{kind}.test", "localhost"), chain=ec)
        for kind in ("rsa2048", "rsa4096"):  # as old servers have them: also for static RSA, which we never speak
            names = leaf(f"{kind}.test", f"*.{kind}.test", "localhost", usage="digitalSignature,keyEncipherment")
            self._issue(kind, "int-rsa", f"{kind}.test", names, chain=rsa)
        self._issue(
            "rsapss",
            "int-rsa",
            "rsapss.test",
            leaf("rsapss.test"),
            md="sha256",
            sigopts=("rsa_padding_mode:pss", "rsa_pss_saltlen:digest"),
            chain=rsa,
        )
        for kind in ("p256", "p384", "rsa2048", "rsapss", "ed25519"):
            self._issue(f"client-{kind}", "int-ec", f"client {kind}", leaf(eku="clientAuth", ip=False), chain=ec)
        self._bad(leaf, ca, ec, rsa)
        self._files()
        (self.dir / "done").write_text("")

    def _alias(self, name, key):
        self.key(name).write_bytes(self.key(key).read_bytes())

    def _bad(self, leaf, ca, ec, rsa):
        """One certificate of each bad kind, all for the name bad.test but the one for the wrong host."""
        here = leaf("bad.test")

        def bad(name, issuer="int-ec", key="p256", chain=ec, ext=here, **kw):
            self._alias(name, key)
            self._issue(name, issuer, "bad.test", ext, chain=chain, **kw)

        bad("expired", start=-30, end=-1)
        bad("notyet", start=2, end=30)
        bad("wronghost", ext=leaf("other.test", ip=False))
        bad("wrongip", ext=["subjectAltName=IP:127.0.0.2", "extendedKeyUsage=serverAuth"])
        bad("unknownca", issuer="root-other", chain=())
        bad("unknownca-sent", issuer="root-other", chain=("root-other",))
        bad("selfsigned", issuer=None, chain=())
        bad("nointermediate", chain=())
        bad("truncated", issuer="sub", chain=("sub",))
        bad("deep", issuer="sub", chain=("sub", "int-ec"))
        bad("reordered", issuer="sub", chain=("int-ec", "sub"))
        bad("wrongeku", ext=leaf("bad.test", eku="clientAuth"))
        bad("rsa1024-leaf", issuer="int-rsa", key="rsa1024", chain=rsa)
        bad("sha1", issuer="int-rsa", key="rsa2048", chain=rsa, md="sha1")
        # Intermediates with something wrong, and a leaf below each.
        self._issue("int-old", "root-ec", ext=ca, start=-30, end=-1)
        self._issue("int-notca", "root-ec", ext=["basicConstraints=critical,CA:FALSE"])
        self._issue("int-short", "root-ec", ext=["basicConstraints=critical,CA:TRUE,pathlen:0", *ca[1:]])
        self._issue("under-short", "int-short", ext=ca)
        bad("int-expired", issuer="int-old", chain=("int-old",))
        bad("notca", issuer="int-notca", chain=("int-notca",))
        bad("pathlen", issuer="under-short", chain=("under-short", "int-short"))
        # A signature with one bit turned.
        bad("badsig")
        der = bytearray(self._openssl("x509", "-in", "badsig.crt", "-outform", "DER"))
        der[-3] ^= 0x01
        (self.dir / "badsig.der").write_bytes(der)
        self._openssl("x509", "-inform", "DER", "-in", "badsig.der", "-out", "badsig.crt")
        self.pem("badsig").write_bytes(self.crt("badsig").read_bytes() + self.crt("int-ec").read_bytes())
        # Client certificates that a server must not take.
        for name, kw in {
            "client-expired": dict(start=-30, end=-1),
            "client-unknown": dict(issuer="root-other", chain=()),
            "client-servereku": dict(ext=leaf("client")),
        }.items():
            bad(name, **({"ext": leaf(eku="clientAuth", ip=False)} | kw))

    def _files(self):
        """Files that are no certificates, and keys in other clothes."""
        (self.dir / "garbage.pem").write_text(
            "-----BEGIN CERTIFICATE-----\nAAAA this is no certificate AAAA\n-----END CERTIFICATE-----\n"
        )
        (self.dir / "noise.pem").write_bytes(bytes(range(256)) * 8)
        (self.dir / "empty.pem").write_bytes(b"")
        whole = self.pem("p256").read_bytes()
        (self.dir / "cut.pem").write_bytes(whole[: len(whole) // 4])
        self._openssl("pkey", "-in", "client-p256.key", "-aes256", "-passout", f"pass:{PASSWORD}", "-out", "locked.key")
        self._openssl("pkey", "-in", "rsa2048.key", "-aes256", "-passout", f"pass:{PASSWORD}", "-out", "locked-rsa.key")
        (self.dir / "password").write_text(PASSWORD + "\n")
        self._openssl("ec", "-in", "p256.key", "-out", "p256-sec1.key")
        self._openssl("rsa", "-in", "rsa2048.key", "-traditional", "-out", "rsa2048-pkcs1.key")
        self._openssl("x509", "-in", "p256.crt", "-outform", "DER", "-out", "p256.der")
        self._openssl("pkey", "-in", "client-p256.key", "-outform", "DER", "-out", "client-p256.key.der")
        self._openssl("x509", "-in", "client-p256.crt", "-outform", "DER", "-out", "client-p256.der")
        for f in self.dir.glob("*.key*"):
            f.chmod(0o644)


def shared(where):
    """The Pki in `where`, made by whichever worker comes first."""
    where = pathlib.Path(where)
    where.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{where}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        p = Pki(where)
        if not (where / "done").exists():
            p.make()
    return p
