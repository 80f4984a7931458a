# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""TCP without TLS: a relay that listens in, cuts or drops at a chosen record, and small plain servers for nginx to talk to.

The relay reads the record layer (type, version, length) of what the server sends, so that "in the middle of the third record"
means the same whatever the sizes are.
"""
import contextlib
import hashlib
import select
import socket
import struct
import threading
import time


class Server:
    """Accepts on a port of the kernel's choice; each connection runs handle(sock) in a thread of its own."""

    def __init__(self, handle):
        self.handle = handle
        self.sock = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self.sock.getsockname()[1]
        self.connections = 0
        self.failures = []
        self.handlers = []
        self.thread = threading.Thread(target=self._accept, daemon=True)
        self.thread.start()

    def _accept(self):
        while True:
            try:
                s, _ = self.sock.accept()
            except OSError:
                return
            self.connections += 1
            s.settimeout(20)
            t = threading.Thread(target=self._one, args=(s,), daemon=True)
            self.handlers.append(t)
            t.start()

    def _one(self, s):
        with s:
            try:
                self.handle(s)
            except (OSError, EOFError):
                pass
            except Exception as e:  # noqa: BLE001 - shown by the test through .failures
                self.failures.append(repr(e))

    def settle(self, seconds=10):
        """Wait until every connection so far has ended; only then is what was recorded complete."""
        for t in self.handlers:
            t.join(seconds)
            assert not t.is_alive(), "a connection goes on"

    def close(self):
        # shutdown wakes the thread in accept(); close alone would leave it there.
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()
        self.thread.join(5)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()


def reset(sock):
    """Close with RST instead of FIN."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


class Cut:
    """What the relay does to the bytes from server to client.

    record, offset: pass that many whole records and `offset` bytes of the next, then end with `how` (fin or rst).
    offset None: the record passes too, and the end comes after it.
    """

    def __init__(self, record, offset=None, how="fin"):
        self.record, self.offset, self.how = record, offset, how

    def __str__(self):
        return f"record{self.record}+{'all' if self.offset is None else self.offset}-{self.how}"


class Relay(Server):
    """Between a client and the server on `upstream`.

    cut: a Cut, or "last": the record right before the server's FIN is dropped (the close_notify), or None.
    s2c and c2s keep what went through for those who want to read it; `split` sends one byte per segment; `gather` passes
    what the client says on when it has been silent for so many seconds.
    """

    def __init__(self, upstream, cut=None, split=0, gather=0):
        self.upstream, self.cut, self.split, self.gather = upstream, cut, split, gather
        self.s2c, self.c2s = bytearray(), bytearray()
        super().__init__(self._relay)

    def _relay(self, client):
        with socket.create_connection(("127.0.0.1", self.upstream), 10) as server:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            end = time.monotonic() + 60
            pending, held = bytearray(), bytearray()
            passed = 0
            while time.monotonic() < end:
                ready, _, _ = select.select([client, server], [], [], self.gather or 0.1)
                if held and client not in ready:
                    self._send(server, held)
                    held.clear()
                if not ready and pending and self.cut == "last":
                    # Held back in case it was the last; as no end follows, it was not.
                    client.sendall(pending)
                    pending.clear()
                if client in ready:
                    data = client.recv(65536)
                    if not data:
                        server.sendall(held)
                        server.shutdown(socket.SHUT_WR)
                        self._drain(server, client)
                        return
                    self.c2s += data
                    if self.gather:
                        held += data
                    else:
                        self._send(server, data)
                if server in ready:
                    data = server.recv(65536)
                    self.s2c += data
                    if self.cut is None:
                        if not data:
                            client.shutdown(socket.SHUT_WR)
                            self._drain(client, server)
                            return
                        self._send(client, data)
                        continue
                    pending += data
                    keep = 1 if self.cut == "last" else 0
                    for record in self.take_records(pending, keep):
                        if isinstance(self.cut, Cut) and passed == self.cut.record:
                            client.sendall(record if self.cut.offset is None else record[: self.cut.offset])
                            self._end(client)
                            return
                        client.sendall(record)
                        passed += 1
                    if not data:
                        client.shutdown(socket.SHUT_WR)
                        self._drain(client, None)
                        return

    def _send(self, sock, data):
        if not self.split:
            sock.sendall(data)
            return
        for i in range(0, len(data), self.split):
            sock.sendall(data[i : i + self.split])

    @staticmethod
    def take_records(pending, keep=0):
        """Take whole records off the front, all but the last `keep`."""
        found = []
        at = 0
        while len(pending) - at >= 5 and len(pending) - at >= 5 + int.from_bytes(pending[at + 3 : at + 5], "big"):
            n = 5 + int.from_bytes(pending[at + 3 : at + 5], "big")
            found.append(bytes(pending[at : at + n]))
            at += n
        found = found[: len(found) - keep] if keep else found
        del pending[: sum(map(len, found))]
        return found

    def _end(self, client):
        if self.cut.how == "rst":
            time.sleep(0.05)  # let the client read what came before; a reset throws away what waits
            reset(client)
            return
        client.shutdown(socket.SHUT_WR)
        self._drain(client, None)

    @staticmethod
    def _drain(source, sink):
        """After one side ended: pass on what the other still says, until it ends too."""
        source.settimeout(5)
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if sink is not None:
                    sink.sendall(data)


def read_line(f):
    line = f.readline()
    if not line:
        raise EOFError
    return line.decode("latin-1").rstrip("\r\n")


def http_backend(bodies=None):
    """A plain HTTP/1.1 server: GET / answers with the request's head, PUT and POST with length and SHA-256 of the body,
    GET /endless answers without a length and closes."""

    def handle(s):
        f = s.makefile("rb")
        while True:
            start = read_line(f)
            head = {}
            while line := read_line(f):
                k, _, v = line.partition(":")
                head[k.lower()] = v.strip()
            method, path, _ = start.split(" ")
            if method in ("PUT", "POST"):
                h, n = hashlib.sha256(), 0
                for block in _body(f, head):
                    h.update(block)
                    n += len(block)
                answer = f"{n} {h.hexdigest()}\n".encode()
            elif path.startswith("/endless"):
                s.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n" + b"no length\n" * 2000)
                return
            elif bodies and path in bodies:
                answer = bodies[path]
            else:
                answer = (start + "\n" + "".join(f"{k}: {v}\n" for k, v in head.items())).encode()
            s.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer))
            if head.get("connection") == "close":
                return

    return Server(handle)


def _body(f, head):
    if head.get("transfer-encoding") == "chunked":
        while n := int(read_line(f).split(";")[0], 16):
            yield f.read(n)
            read_line(f)
        read_line(f)
        return
    left = int(head.get("content-length", 0))
    while left:
        block = f.read(min(left, 1 << 20))
        if not block:
            raise EOFError
        left -= len(block)
        yield block


def echo_server():
    """Gives back what it gets."""

    def handle(s):
        while data := s.recv(65536):
            s.sendall(data)

    return Server(handle)
