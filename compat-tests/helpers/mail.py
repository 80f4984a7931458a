# SPDX-License-Identifier: MIT OR Apache-2.0 OR ISC
"""What nginx's mail module needs around it: an HTTP server that tells where a user's mailbox is, and the mailboxes.

Just enough IMAP, POP3 and SMTP for nginx to log in and for curl to fetch one message or leave one.
"""
from .tcp import Server, read_line

USER, PASSWORD = "teasel", "spiny"
MESSAGE = "From: a@example.test\r\nSubject: teasel\r\n\r\n" + "".join(f"line {i} of the letter\r\n" for i in range(2000))


def imap_server():
    def handle(s):
        f = s.makefile("rb")

        def say(line):
            s.sendall(line.encode() + b"\r\n")

        def literal(rest):
            """nginx sends the arguments of LOGIN as literals, one after the other."""
            n = int(rest.rpartition("{")[2].rstrip("+}"))
            say("+ go on")
            text = f.read(n).decode()
            return text, read_line(f)

        say("* OK [CAPABILITY IMAP4rev1] ready")
        while True:
            tag, _, rest = read_line(f).partition(" ")
            verb = rest.split(" ")[0].upper()
            if verb == "LOGIN":
                if rest.endswith("}"):
                    user, rest = literal(rest)
                    password, _ = literal(rest)
                else:
                    user, password = (x.strip('"') for x in rest.split(" ")[1:3])
                say(f"{tag} OK done" if (user, password) == (USER, PASSWORD) else f"{tag} NO no")
            elif verb == "CAPABILITY":
                say("* CAPABILITY IMAP4rev1")
                say(f"{tag} OK done")
            elif verb == "SELECT":
                say("* 1 EXISTS")
                say(f"{tag} OK [READ-WRITE] done")
            elif verb == "UID" or verb == "FETCH":
                say(f"* 1 FETCH (UID 1 BODY[] {{{len(MESSAGE)}}}")
                s.sendall(MESSAGE.encode() + b")\r\n")
                say(f"{tag} OK done")
            elif verb == "LOGOUT":
                say("* BYE")
                say(f"{tag} OK done")
                return
            else:
                say(f"{tag} BAD {verb}")

    return Server(handle)


def pop3_server():
    def handle(s):
        f = s.makefile("rb")

        def say(line):
            s.sendall(line.encode() + b"\r\n")

        say("+OK ready")
        while True:
            verb, _, rest = read_line(f).partition(" ")
            verb = verb.upper()
            if verb == "USER":
                say("+OK" if rest == USER else "-ERR")
            elif verb == "PASS":
                say("+OK" if rest == PASSWORD else "-ERR")
            elif verb == "RETR":
                say("+OK")
                s.sendall(MESSAGE.encode() + b".\r\n")
            elif verb == "QUIT":
                say("+OK")
                return
            else:
                say("-ERR " + verb)

    return Server(handle)


def smtp_server(letters):
    """Letters that arrive are appended to the list."""

    def handle(s):
        f = s.makefile("rb")

        def say(line):
            s.sendall(line.encode() + b"\r\n")

        say("220 ready")
        while True:
            verb = read_line(f).split(" ")[0].upper()
            if verb == "DATA":
                say("354 go on")
                lines = []
                while (line := read_line(f)) != ".":
                    lines.append(line)
                letters.append("\r\n".join(lines) + "\r\n")
                say("250 taken")
            elif verb == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")

    return Server(handle)


def auth_server(ports):
    """nginx's auth_http: `ports` is {protocol: port of the mailbox}; a wrong password is refused."""

    def handle(s):
        f = s.makefile("rb")
        read_line(f)
        head = {}
        while line := read_line(f):
            k, _, v = line.partition(":")
            head[k.lower()] = v.strip()
        if (head.get("auth-user"), head.get("auth-pass")) != (USER, PASSWORD):
            s.sendall(b"HTTP/1.0 200 OK\r\nAuth-Status: Invalid login or password\r\n\r\n")
            return
        port = ports[head["auth-protocol"]]
        s.sendall(f"HTTP/1.0 200 OK\r\nAuth-Status: OK\r\nAuth-Server: 127.0.0.1\r\nAuth-Port: {port}\r\n\r\n".encode())

    return Server(handle)
