# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""PostgreSQL, MariaDB, Redis and memcached: their servers and their own clients, each over the library of its seat."""
import fcntl
import os
import shutil
import subprocess

import pytest

from helpers import compare, daemon, libs, proc

VERSIONS = ("1.2", "1.3")
POSTGRES = "/usr/lib/postgresql/15/bin/"

# -- PostgreSQL -----------------------------------------------------------------------------------------------------------


class Postgres(daemon.Daemon):
    """A cluster of its own, made before the first start; its superuser is teasel with the password spiny."""

    def write(self):
        super().write()
        data = self.dir / "data"
        if not data.exists():
            (self.dir / "password").write_text("spiny\n")
            (self.dir / "password").chmod(0o644)
            argv = [POSTGRES + "initdb", "-D", str(data), "-U", "teasel", "-A", "scram-sha-256", "-E", "UTF8", "--no-sync"]
            made = [*(daemon.as_user(self.user) if self.user else []), *argv, f"--pwfile={self.dir}/password"]
            subprocess.run(made, env=libs.clean_env(), cwd=self.dir, check=True, capture_output=True, timeout=60)


@pytest.fixture(scope="session")
def postgres(seat, pki, workdir, start):
    settings = ["listen_addresses=127.0.0.1", "port=@port@", "unix_socket_directories=@dir@", "fsync=off", "ssl=on"]
    settings += ["ssl_cert_file=@dir@/rsa2048.pem", "ssl_key_file=@dir@/rsa2048.key", "ssl_ca_file=@dir@/roots.pem", "hba_file=@dir@/hba"]
    argv = [POSTGRES + "postgres", "-D", "@dir@/data", *(w for s in settings for w in ("-c", s))]
    hba = "hostssl certain all 127.0.0.1/32 scram-sha-256 clientcert=verify-ca\nhostssl all all 127.0.0.1/32 scram-sha-256\n"
    d = Postgres(
        *(seat.server, workdir("postgres"), argv),
        files={"hba": hba},
        copies=daemon.credentials(pki, "rsa2048"),
        user=daemon.NOBODY,
        ready=lambda d: "ready to accept connections" in d.output(),
    )
    return start(d)


def psql(seat, pki, server, *more, host="rsa2048.test", root=None, database="postgres"):
    words = [f"host={host}", "hostaddr=127.0.0.1", f"port={server.ports['port']}", "user=teasel", "password=spiny", f"dbname={database}"]
    words += ["sslmode=verify-full", f"sslrootcert={root or pki.roots}", "channel_binding=require", "connect_timeout=10", *more]
    query = "select version, cipher, client_dn from pg_stat_ssl where pid = pg_backend_pid()"
    argv = [POSTGRES + "psql", "-X", "-A", "-t", "-c", query, "-c", "select repeat('x', 100000)", " ".join(words)]
    return proc.run(argv, lib=seat.client)


@pytest.mark.parametrize("version", VERSIONS)
def test_psql(seat, pki, postgres, version):
    """verify-full, and SCRAM bound to the channel (tls-server-end-point)."""
    bounds = [f"ssl_min_protocol_version=TLSv{version}", f"ssl_max_protocol_version=TLSv{version}"]
    r = psql(seat, pki, postgres, *bounds)
    assert r.code == 0 and r.text.startswith(f"TLSv{version}|") and "x" * 100000 in r.text, str(r)


def test_psql_refuses(seat, pki, postgres):
    r = psql(seat, pki, postgres, root=pki.crt("root-other"))
    assert r.code == 2 and "certificate verify failed" in r.errtext, str(r)
    r = psql(seat, pki, postgres, host="other.test")
    assert r.code == 2 and 'does not match host name "other.test"' in r.errtext, str(r)


def test_postgres_client_certificate(seat, pki, postgres, tmp_path):
    def given(name):
        key = tmp_path / f"{name}.key"
        key.write_bytes(pki.key(name).read_bytes())
        key.chmod(0o600)
        return [f"sslcert={pki.pem(name)}", f"sslkey={key}"]

    where = f"host=127.0.0.1 port={postgres.ports['port']} user=teasel password=spiny dbname=postgres"
    proc.ok([POSTGRES + "psql", "-X", "-c", "create database certain", where])
    r = psql(seat, pki, postgres, *given("client-p256"), database="certain")
    assert r.code == 0 and "CN=client p256" in r.text, str(r)
    r = psql(seat, pki, postgres, database="certain")
    assert r.code == 2 and "requires a valid client certificate" in r.errtext, str(r)
    r = psql(seat, pki, postgres, *given("client-unknown"), database="certain")
    assert r.code == 2 and "unknown ca" in r.errtext, str(r)


# -- MariaDB --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def mariadb_data(run_dir):
    """A database with the users teasel, who needs TLS, and certain, who needs a certificate; made once for all servers of a run."""
    data = run_dir / "mariadb-data"
    with open(f"{data}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (data / "done").exists():
            users = run_dir / "mariadb-users.sql"
            users.write_text(
                "flush privileges;\ncreate user teasel@'%' identified by 'spiny' require ssl;\n"
                "create user certain@'%' identified by 'spiny' require x509;\n"
                "grant all on *.* to teasel@'%';\ngrant all on *.* to certain@'%';\n"
            )
            argv = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--innodb=OFF", "--default-storage-engine=Aria"]
            argv += ["--skip-test-db", "--auth-root-authentication-method=normal", f"--extra-file={users}"]
            argv += ["--user=root"] if os.geteuid() == 0 else []
            proc.ok(argv, timeout=120)
            (data / "done").touch()
    return data


class Mariadb(daemon.Daemon):
    def __init__(self, data, *args, **kw):
        self.data = data
        super().__init__(*args, **kw)

    def write(self):
        shutil.copytree(self.data, self.dir / "data", dirs_exist_ok=True)
        super().write()


@pytest.fixture(scope="session")
def mariadb(seat, pki, mariadb_data, workdir, start):
    def server(cert="p256", versions="TLSv1.2,TLSv1.3"):
        argv = ["mariadbd", "--no-defaults", "--datadir=@dir@/data", "--socket=@dir@/socket", "--pid-file=@dir@/pid", "--bind-address=127.0.0.1"]
        argv += ["--port=@port@", "--innodb=OFF", "--default-storage-engine=Aria", "--require-secure-transport=ON", f"--tls-version={versions}"]
        argv += ["--ssl-ca=@dir@/roots.pem", f"--ssl-cert=@dir@/{cert}.pem", f"--ssl-key=@dir@/{cert}.key"]
        return start(
            Mariadb(
                *(mariadb_data, seat.server, workdir("mariadb"), argv),
                copies=daemon.credentials(pki, cert),
                user=daemon.NOBODY,
                ready=lambda d: "ready for connections" in d.output(),
            )
        )

    return {"good": server(), "expired": server("expired"), "v1.2": server(versions="TLSv1.2"), "v1.3": server(versions="TLSv1.3")}


def mariadb_client(pki, server, *more, ca=None, user="teasel", host="localhost"):
    argv = ["mariadb", "--no-defaults", "--protocol=tcp", "-h", host, "-P", server.ports["port"], "-u", user, "-pspiny", "-N", "-B"]
    argv += [f"--ssl-ca={ca or pki.roots}", "--ssl-verify-server-cert", "--connect-timeout=10", *more]
    query = "show status where variable_name in ('Ssl_version', 'Ssl_cipher'); select repeat('x', 1000000), repeat('y', 100)"
    return lambda lib: proc.run([*argv, "-e", query], lib=lib)


@pytest.mark.parametrize("version", VERSIONS)
def test_mariadb(seat, pki, mariadb, version):
    r = mariadb_client(pki, mariadb["good"], f"--tls-version=TLSv{version}")(seat.client)
    assert r.code == 0 and f"Ssl_version\tTLSv{version}\n" in r.text and "x" * 1000000 + "\t" + "y" * 100 in r.text, str(r)
    r = mariadb_client(pki, mariadb[f"v{version}"])(seat.client)
    assert r.code == 0 and f"Ssl_version\tTLSv{version}\n" in r.text, str(r)
    other = "1.3" if version == "1.2" else "1.2"
    r = compare.refused(mariadb_client(pki, mariadb[f"v{version}"], f"--tls-version=TLSv{other}"), seat.client)
    assert "TLS/SSL error" in r.errtext, str(r)


def test_mariadb_refuses(seat, pki, mariadb):
    r = compare.refused(mariadb_client(pki, mariadb["good"], ca=pki.crt("root-other")), seat.client)
    assert "ERROR 2026" in r.errtext and "certificate" in r.errtext, str(r)
    r = compare.refused(mariadb_client(pki, mariadb["expired"]), seat.client)
    assert "ERROR 2026" in r.errtext and "expired" in r.errtext, str(r)
    # The same address by a name that no certificate has.
    r = compare.refused(mariadb_client(pki, mariadb["good"], host="127.1"), seat.client)
    assert "ERROR 2026" in r.errtext, str(r)


def test_mariadb_client_certificate(seat, pki, mariadb):
    def given(name):
        return [f"--ssl-cert={pki.pem(name)}", f"--ssl-key={pki.key(name)}"]

    server = mariadb["good"]
    r = mariadb_client(pki, server, *given("client-p256"), user="certain")(seat.client)
    assert r.code == 0 and "Ssl_version" in r.text, str(r)
    r = compare.refused(mariadb_client(pki, server, user="certain"), seat.client)
    assert "ERROR 1045" in r.errtext, str(r)
    for bad in ("client-unknown", "client-expired"):
        r = compare.refused(mariadb_client(pki, server, *given(bad), "--tls-version=TLSv1.2", user="certain"), seat.client)
        assert "ERROR 2026" in r.errtext and "alert" in r.errtext, str(r)
        # In TLS 1.3 the client may hear of it only when the connection is reset.
        assert mariadb_client(pki, server, *given(bad), user="certain")(seat.client).code != 0


# -- Redis ----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def redis(seat, pki, workdir, start):
    found = {}
    for version in VERSIONS:
        argv = ["redis-server", "--port", "0", "--tls-port", "@port@", "--bind", "127.0.0.1", "--save", "", "--dir", "@dir@"]
        argv += ["--tls-cert-file", pki.pem("p256"), "--tls-key-file", pki.key("p256"), "--tls-ca-cert-file", pki.roots]
        argv += ["--tls-auth-clients", "yes", "--tls-protocols", f"TLSv{version}"]
        found[version] = start(daemon.Daemon(seat.server, workdir("redis"), argv))
    return found


@pytest.mark.parametrize("version", VERSIONS)
def test_redis(seat, pki, redis, version):
    def cli(*words, given="client-p256", ca=pki.roots):
        argv = ["redis-cli", "-h", "127.0.0.1", "-p", redis[version].ports["port"], "--tls", "--sni", "p256.test", "--cacert", ca]
        argv += ["--cert", pki.pem(given), "--key", pki.key(given)] if given else []
        return proc.run([*argv, *words], lib=seat.client)

    text = "thistle" * 15000
    assert cli("set", "k", text).text.strip() == "OK"
    assert cli("get", "k").text.strip() == text
    r = cli("ping", ca=pki.crt("root-other"))
    assert r.code != 0 and "certificate verify failed" in r.errtext, str(r)
    for given in (None, "client-unknown", "client-expired"):
        r = cli("ping", given=given)
        assert "PONG" not in r.text, str(r)
    assert cli("ping").text.strip() == "PONG"


# -- memcached ------------------------------------------------------------------------------------------------------------


@pytest.mark.seats("server")
@pytest.mark.parametrize("version", VERSIONS)
def test_memcached(seat, pki, workdir, start_here, version):
    options = f"ssl_chain_cert={pki.pem('p256')},ssl_key={pki.key('p256')},ssl_ca_cert={pki.roots},ssl_verify_mode=2"
    options += f",ssl_min_version={'2' if version == '1.2' else '3'}"
    argv = ["memcached", "-l", "127.0.0.1", "-p", "@port@", "-U", "0", "-Z", "-o", options, "-t", "2", "-u", "root"]
    d = start_here(daemon.Daemon(seat.server, workdir("memcached"), argv))

    def s_client(*more):
        argv = ["openssl", "s_client", "-connect", f"127.0.0.1:{d.ports['port']}", "-servername", "p256.test", "-verify_hostname", "p256.test"]
        argv += ["-CAfile", pki.roots, "-verify_return_error", "-ign_eof", "-quiet", "-tls" + version.replace(".", "_"), *more]
        return proc.run(argv, lib=libs.system(), input=b"set k 0 0 5\r\nhello\r\nget k\r\nquit\r\n")

    r = s_client("-cert", pki.crt("client-p256"), "-key", pki.key("client-p256"), "-cert_chain", pki.crt("int-ec"))
    assert "STORED" in r.text and "hello" in r.text, str(r)
    for bad in ([], ["-cert", pki.crt("client-unknown"), "-key", pki.key("client-unknown")]):
        assert "STORED" not in s_client(*bad).text
