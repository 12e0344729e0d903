#!/usr/bin/env python3
"""idle_links.py PORT N   opens N links to the server on PORT and keeps them; one line of JSON when they are open, then
waits for a line on standard input, then says how many still live. A link is a WebSocket upgrade and an HTTP/2 server's
SETTINGS (PROTOCOL.md); pings and settings are answered, so that the server keeps it."""
import json, resource, selectors, socket, struct, sys, time

SETTINGS, PING, ACK = 4, 6, 1
UPGRADE = ("GET /ws HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: terratunnel.v2\r\n"
           "Terratunnel-Local-Endpoint: http://127.0.0.1:9\r\n\r\n")
PREFACE_BYTES = len(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")


def frame(kind, flags, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + bytes(4) + payload


class Link:
    def __init__(self, port):
        self.sock = socket.create_connection(("127.0.0.1", port), 5)
        self.sock.sendall(UPGRADE.format(port=port).encode())
        head = b""
        while b"\r\n\r\n" not in head:
            part = self.sock.recv(4096)
            if not part:
                break
            head += part
        head, _, self.socket_bytes = head.partition(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise RuntimeError(f"refused: {head[:200]}")
        self.link_bytes, self.skip = b"", PREFACE_BYTES
        # ENABLE_CONNECT_PROTOCOL = 1, MAX_CONCURRENT_STREAMS = 100
        self.send(frame(SETTINGS, 0, struct.pack(">HIHI", 8, 1, 3, 100)))
        self.sock.setblocking(False)
        self.answer()

    def send(self, payload):
        """One masked binary message; a key of zeros leaves the bytes as they are."""
        size = bytes([0x80 | len(payload)]) if len(payload) < 126 else bytes([0xFE]) + struct.pack(">H", len(payload))
        self.sock.sendall(b"\x82" + size + bytes(4) + payload)

    def read(self):
        """False when the server has closed it."""
        part = self.sock.recv(65536)
        self.socket_bytes += part
        self.answer()
        return bool(part)

    def answer(self):
        self.take_messages()
        cut = min(self.skip, len(self.link_bytes))
        self.skip, self.link_bytes = self.skip - cut, self.link_bytes[cut:]
        while len(self.link_bytes) >= 9:
            size = int.from_bytes(self.link_bytes[:3], "big")
            if len(self.link_bytes) < 9 + size:
                return
            kind, flags, payload = self.link_bytes[3], self.link_bytes[4], self.link_bytes[9:9 + size]
            self.link_bytes = self.link_bytes[9 + size:]
            if kind in (SETTINGS, PING) and not flags & ACK:
                self.send(frame(kind, ACK, payload if kind == PING else b""))

    def take_messages(self):
        while len(self.socket_bytes) >= 2:
            size, at = self.socket_bytes[1] & 0x7F, 2
            if size >= 126:
                at += 2 if size == 126 else 8
                if len(self.socket_bytes) < at:
                    return
                size = int.from_bytes(self.socket_bytes[2:at], "big")
            if len(self.socket_bytes) < at + size:
                return
            if self.socket_bytes[0] & 0x0F in (0, 2):
                self.link_bytes += self.socket_bytes[at:at + size]
            self.socket_bytes = self.socket_bytes[at + size:]


def serve(links, selector, wait):
    """Answers whatever comes for `wait` seconds, or until a line comes in."""
    end = time.time() + wait
    while time.time() < end:
        for key, _ in selector.select(max(0, min(1, end - time.time()))):
            if key.data is None:
                sys.stdin.readline()
                return
            try:
                alive = key.data.read()
            except OSError:
                alive = False
            if not alive:
                selector.unregister(key.data.sock)
                links.discard(key.data)


def main():
    port, n = int(sys.argv[1]), int(sys.argv[2])
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, n + 100)), hard))
    selector, links = selectors.DefaultSelector(), set()
    for i in range(n):
        try:
            link = Link(port)
        except (OSError, RuntimeError) as e:
            print(f"link {i}: {e}", file=sys.stderr)
            break
        links.add(link)
        selector.register(link.sock, selectors.EVENT_READ, link)
        if i % 20 == 0:
            serve(links, selector, 0.001)
    serve(links, selector, 0.5)
    print(json.dumps({"opened": len(links)}), flush=True)
    selector.register(sys.stdin, selectors.EVENT_READ, None)
    serve(links, selector, 60)
    print(json.dumps({"alive": len(links)}), flush=True)


main()
