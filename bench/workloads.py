"""What is measured: the workloads that all contestants take part in, and the scenarios that only make sense for ours."""
import contextlib, json, os, socket, subprocess, sys, threading, time
import bench
from bench import HERE, TOOL, bulk, get, hol, rate, rss, wrk

REFERENCE = {}  # workload -> the contestants that its row needs beside ours
ALL = {}        # workload -> function(port, host, seconds)


def workload(name, *references):
    def add(fn):
        ALL[name], REFERENCE[name] = fn, references
        return fn
    return add


for c, refs in ((1, ["nginx-2hop"]), (16, ["nginx"]), (64, ["rathole", "nginx"]), (256, ["nginx"])):
    workload(f"get1k_c{c}", *refs)(lambda port, host, secs, c=c: wrk(port, host, "/1k", c, secs))
workload("hook10k_c32", "nginx-2hop")(lambda port, host, secs: wrk(port, host, "/hook", 32, secs, body_kb=10))
workload("newconn_c16", "nginx-2hop")(lambda port, host, secs: wrk(port, host, "/1k", 16, secs, close=True))
workload("get64k_c16", "wstunnel")(lambda port, host, secs: wrk(port, host, "/64k", 16, secs))
for mode, word in (("get", "down"), ("put", "up")):
    for n in (1, 4):
        workload(f"{word}_{n}", "wstunnel")(lambda port, host, secs, mode=mode, n=n: bulk(port, host, mode, n, secs))
workload("rate2000", "nginx-2hop")(lambda port, host, secs: rate(port, host, 2000, max(2, round(secs))))
workload("hol", "bore")(lambda port, host, secs: hol(port, host, secs))


@workload("slow_visitors")
def slow_visitors(port, host, secs):
    """Requests a second of 16 connections, without and with four visitors who download at 1 MB/s on the same link."""
    without = wrk(port, host, "/1k", 16, secs)
    stop, taken = threading.Event(), [0] * 4
    readers = [threading.Thread(target=read_slowly, args=(port, host, stop, taken, i), daemon=True) for i in range(4)]
    for r in readers:
        r.start()
    time.sleep(1)
    before, t0 = sum(taken), time.time()
    try:
        beside = wrk(port, host, "/1k", 16, secs)
    finally:
        rate_each = (sum(taken) - before) / (time.time() - t0) / 4e6
        stop.set()
        for r in readers:
            r.join()
    again = wrk(port, host, "/1k", 16, secs)  # before and after, so that a JVM that still warms up doesn't flatter
    per_second = lambda r: r["requests"] / r["secs"]
    return {"rps_without": (per_second(without) + per_second(again)) / 2, "rps_with": per_second(beside), "slow_mbps_each": rate_each,
            "errors": without["errors"] + beside["errors"] + again["errors"]}


def big_get(port, host, path):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 << 10)  # so that not reading is noticed soon
    s.settimeout(20)
    s.connect(("127.0.0.1", port))
    s.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    return s


def read_slowly(port, host, stop, taken, i):
    with contextlib.suppress(OSError), big_get(port, host, "/100m") as s:
        start = time.time()
        while not stop.is_set():
            got = len(s.recv(20_000))
            if not got:
                return
            taken[i] += got
            time.sleep(max(0, start + taken[i] / 1e6 - time.time()))


# ---------------------------------------------------------------- ours alone, each on freshly started processes
def warm_up(port, host):
    """What every scenario below starts from: classes loaded, the hot path compiled."""
    wrk(port, host, "/1k", 16, 1 if bench.SECS < 1 else 4)
    time.sleep(0.5)


def visitors(t, port, host, n=2000):
    """n requests at once at an origin that answers after 8 s; memory of both ends while they wait."""
    fresh = rss(t)
    warm_up(port, host)
    before = rss(t)
    p = subprocess.Popen([TOOL, "hold", "inflight", f"http://127.0.0.1:{port}/delay?ms=8000", host, str(n)],
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        p.stdout.readline()
        held = rss(t)
        r = json.loads(p.communicate("\n", timeout=60)[0])
    finally:
        p.kill()
    both = lambda a: (sum(held) - sum(a)) / n
    with contextlib.suppress(Exception):
        r["status_afterwards"] = get(port, host)[0]
    return {**r, "bytes_per_visitor": both(before), "bytes_per_visitor_over_fresh": both(fresh),
            "held_srv": held[0], "held_cli": held[1]}


def idle_links(t, port, host, n=1000):
    """Server memory for n more links that are open and do nothing."""
    fresh = rss(t)
    warm_up(port, host)
    before = rss(t)
    p = subprocess.Popen([sys.executable, HERE + "/idle_links.py", str(port), str(n)], stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE, text=True)
    try:
        opened = json.loads(p.stdout.readline())["opened"]
        time.sleep(3)
        held = rss(t)
        alive = json.loads(p.communicate("\n", timeout=30)[0])["alive"]
    finally:
        p.kill()
    return {"n": n, "opened": opened, "alive": alive, "bytes_per_link": (held[0] - before[0]) / max(1, opened),
            "bytes_per_link_over_fresh": (held[0] - fresh[0]) / max(1, opened), "held_srv": held[0]}


class Peak(threading.Thread):
    """The largest resident size of server and client since it was started."""

    def __init__(self, t):
        super().__init__(daemon=True)
        self.t, self.ended, self.srv, self.cli = t, threading.Event(), 0, 0

    def run(self):
        while True:
            srv, cli = rss(self.t)
            self.srv, self.cli = max(self.srv, srv), max(self.cli, cli)
            if self.ended.wait(0.05):
                return


def growth(t, port, host, gib=1.0, secs=5):
    """How much each process grows: 1 GiB each way, a visitor who doesn't read, an origin that doesn't read."""
    size = int(gib * (1 << 30))

    def down():
        with big_get(port, host, "/1g") as s:
            got, buf = 0, bytearray(1 << 18)
            while got < size:
                n = s.recv_into(buf)
                if not n:
                    raise RuntimeError(f"the download ended after {got} bytes")
                got += n
            return got

    def up():
        o = subprocess.run([TOOL, "bulk", "put", f"http://127.0.0.1:{port}/upload", host, "1", "0.01", str(size)],
                           capture_output=True, text=True, timeout=60)
        r = json.loads(o.stdout)
        if r["errors"] or not r["done"]:
            raise RuntimeError(f"the upload failed: {r}")
        return r["bytes"]

    def visitor_does_not_read():
        with big_get(port, host, "/1g"):
            time.sleep(secs)
        return 0

    def origin_does_not_read():
        sent, end, piece = 0, time.time() + secs, bytes(1 << 16)
        with socket.create_connection(("127.0.0.1", port), 5) as s:
            s.sendall(f"POST /stall?ms={secs * 1000 + 2000} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {1 << 30}\r\n\r\n".encode())
            s.settimeout(0.2)
            while time.time() < end:
                with contextlib.suppress(TimeoutError):
                    sent += s.send(piece)
        return sent

    fresh = rss(t)
    warm_up(port, host)
    bulk(port, host, "get", 1, min(2, bench.SECS))
    bulk(port, host, "put", 1, min(2, bench.SECS))
    time.sleep(0.5)
    before, out = rss(t), {}
    for step in (down, up, visitor_does_not_read, origin_does_not_read):
        peak = Peak(t)
        peak.start()
        try:
            moved = step()
        finally:
            peak.ended.set()
            peak.join()
        out[step.__name__] = {"srv": peak.srv - before[0], "cli": peak.cli - before[1], "bytes": moved,
                              "srv_over_fresh": peak.srv - fresh[0], "cli_over_fresh": peak.cli - fresh[1]}
    out["worst"] = max(max(s["srv"], s["cli"]) for s in out.values())
    return out


ALONE = {"visitors": visitors, "idle_links": idle_links, "growth": growth}
