"""What a run stands on: processes and what they cost, the origin, the load generators. See README.md."""
import contextlib, http.client, json, os, re, resource, signal, socket, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)                            # the checkout
BIN = os.path.join(os.environ.get("PEERS", "/nonexistent"), "bin")
RUN = os.path.join(HERE, "target", "run")               # configuration files and logs of all processes
WWW = RUN + "/www"
TOOL = os.path.join(HERE, "target", "benchtool")        # built from tool/ by bench/run
PROGRAM = os.path.join(HERE, "target", "program")       # the copy of ours that is measured
ORIGIN, GO_ORIGIN = 28080, 28081
TICK = os.sysconf("SC_CLK_TCK")
SECS = float(os.environ.get("SECS", "2"))               # of one measurement

# ---------------------------------------------------------------- processes
def stat_all():
    """pid -> (ppid, cpu seconds, rss bytes)"""
    out = {}
    for d in os.listdir("/proc"):
        if d.isdigit():
            try:
                s = open(f"/proc/{d}/stat").read()
            except OSError:
                continue
            f = s[s.rindex(")") + 2:].split()
            out[int(d)] = (int(f[1]), (int(f[11]) + int(f[12])) / TICK, int(f[21]) * 4096)
    return out

def tree(pids, st):
    todo, seen = list(pids), set()
    kids = {}
    for p, (pp, _, _) in st.items():
        kids.setdefault(pp, []).append(p)
    while todo:
        p = todo.pop()
        if p not in seen and p in st:
            seen.add(p)
            todo += kids.get(p, [])
    return seen

def cpu_rss(pids, st=None):
    st = st or stat_all()
    t = tree(pids, st)
    return sum(st[p][1] for p in t), sum(st[p][2] for p in t)

def rss(t):
    """resident bytes of the server's and the client's processes"""
    st = stat_all()
    return cpu_rss([p.pid for p in t.srv], st)[1], cpu_rss([p.pid for p in t.cli], st)[1]

def compiling(pids):
    """CPU seconds that the compiler threads of these JVMs have used"""
    total = 0
    for pid in pids:
        for task in os.listdir(f"/proc/{pid}/task"):
            with contextlib.suppress(OSError):
                s = open(f"/proc/{pid}/task/{task}/stat").read()
                if s[s.index("(") + 1:].startswith(("C1 Compiler", "C2 Compiler")):
                    f = s[s.rindex(")") + 2:].split()
                    total += (int(f[11]) + int(f[12])) / TICK
    return total

def warm_until_quiet(t, work, most, slice_secs=2, quiet=0.03):
    """runs work(secs) until the JVMs hardly compile any more under it, or for `most` seconds; how long that took"""
    pids, start = [p.pid for p in t.srv + t.cli], time.time()
    while time.time() - start < most:
        before, began = compiling(pids), time.time()
        work(slice_secs)
        if compiling(pids) - before < quiet * (time.time() - began):
            break
    return time.time() - start

def busy():
    f = [int(x) for x in open("/proc/stat").readline().split()[1:9]]
    return (sum(f) - f[3] - f[4]) / TICK          # all but idle and iowait; steal counts as busy

def spawn(cmd, log, env=None, cwd=None, stdin=subprocess.DEVNULL):
    f = open(log, "ab")
    p = subprocess.Popen([str(c) for c in cmd], stdin=stdin, stdout=f, stderr=f, cwd=cwd or RUN,
                         env={**os.environ, **(env or {})}, start_new_session=True)
    return p

def stop(procs, sig=signal.SIGTERM):
    for p in procs:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(p.pid, sig)                 # each was started as its own session: only its own group
    end = time.time() + 3
    for p in procs:
        try:
            p.wait(max(0.05, end - time.time()))
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(p.pid, signal.SIGKILL)
            p.wait()

class T:
    """What a contestant gets: spawns its processes, hands out ports and files, knows the origin."""
    started = []
    def __init__(self, name):
        self.name, self.srv, self.cli = name, [], []
        T.started.append(self)
        self.dir = f"{RUN}/{name}"
        os.makedirs(self.dir, exist_ok=True)
        for f in os.listdir(self.dir):
            if f.endswith(".log"):
                os.unlink(f"{self.dir}/{f}")
        self.origin, self.origin_port, self.bin = f"127.0.0.1:{ORIGIN}", ORIGIN, BIN
    def server(self, *cmd, env=None, cwd=None):
        self.srv.append(spawn(cmd, f"{self.dir}/server.log", env, cwd or self.dir)); return self.srv[-1]
    def client(self, *cmd, env=None, cwd=None, log="client.log"):
        self.cli.append(spawn(cmd, f"{self.dir}/{log}", env, cwd or self.dir)); return self.cli[-1]
    def file(self, name, text):
        p = f"{self.dir}/{name}"
        open(p, "w").write(text); return p
    def wait_port(self, port, secs=30):
        end = time.time() + secs
        while time.time() < end:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close(); return
            except OSError:
                time.sleep(0.002)
        raise RuntimeError(f"{self.name}: port {port} did not open")
    def wait_log(self, log, regex, secs=30):
        end = time.time() + secs
        while time.time() < end:
            with contextlib.suppress(OSError):
                m = re.search(regex, open(f"{self.dir}/{log}", errors="replace").read())
                if m:
                    return m
            time.sleep(0.005)
        raise RuntimeError(f"{self.name}: {regex!r} not seen in {log}")
    def stop(self):
        stop(self.cli); stop(self.srv); self.cli, self.srv = [], []

def get(port, host, path="/1k", timeout=5):
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        c.request("GET", path, headers={"Host": host, "Connection": "close"})
        r = c.getresponse()
        return r.status, r.read()
    finally:
        c.close()

def until_works(port, host, secs=30):
    end = time.time() + secs
    while time.time() < end:
        try:
            s, b = get(port, host, timeout=2)
            if s == 200 and len(b) == 1024:
                return
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.002)
    raise RuntimeError(f"no 200 from {host}:{port}")

def start(con, t):
    """starts server and client; port, host and how long it took until the port was open and until the first answer"""
    t0 = time.time()
    con.server(t)
    t1 = time.time()
    port, host = con.client(t)
    until_works(port, host)
    return port, host, {"server_ms": (t1 - t0) * 1e3, "total_ms": (time.time() - t0) * 1e3}

# ---------------------------------------------------------------- origin
NGINX_HEAD = """{user}daemon off; worker_processes {workers}; pid {dir}/nginx.pid; error_log {dir}/error.log crit; {mods}
worker_rlimit_nofile 20000; events {{ worker_connections 9000; }}
http {{ access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 100000000; keepalive_timeout 300s;
open_file_cache max=100; client_max_body_size 0; client_body_buffer_size 64k; default_type text/plain; types {{}}
client_body_temp_path {dir}/b; proxy_temp_path {dir}/p; fastcgi_temp_path {dir}/f; uwsgi_temp_path {dir}/u; scgi_temp_path {dir}/s;
"""
def nginx_conf(dir, body, workers=2, mods=""):
    os.makedirs(dir, exist_ok=True)
    p = f"{dir}/nginx.conf"
    open(p, "w").write(NGINX_HEAD.format(user="user root;" if os.geteuid() == 0 else "", dir=dir, workers=workers, mods=mods) + body + "\n}\n")
    return ["nginx", "-p", dir, "-c", p, "-e", f"{dir}/error.log"]

PROXY = """upstream u%(i)s { server 127.0.0.1:%(to)s; keepalive 300; keepalive_requests 100000000; }
server { listen 127.0.0.1:%(port)s backlog=4096; location / { proxy_pass http://u%(i)s; proxy_http_version 1.1;
 proxy_set_header Connection ""; proxy_set_header Host $host; proxy_request_buffering off; proxy_max_temp_file_size 0; %(extra)s } }"""
def nginx_proxy(dir, port, to, i=0, extra=""):
    return nginx_conf(dir, PROXY % dict(i=i, to=to, port=port, extra=extra))

def echo_module():
    v = subprocess.run(["nginx", "-V"], capture_output=True, text=True).stderr
    folder = re.search(r"--modules-path=(\S+)", v)
    path = folder and folder.group(1) + "/ngx_http_echo_module.so"
    return path if path and os.path.exists(path) else None

def start_origin():
    os.makedirs(WWW, exist_ok=True)
    for n, size in (("64k", 64 << 10), ("100m", 100 << 20)):
        p = f"{WWW}/{n}"
        if not os.path.exists(p) or os.path.getsize(p) != size:
            with open(p, "wb") as f:
                for _ in range(size // 65536):
                    f.write(os.urandom(65536))
    with open(f"{WWW}/1g", "wb") as f:
        f.truncate(1 << 30)                       # a hole: costs no disk
    mod = f"load_module {echo_module()};"
    body = f"""upstream go {{ server 127.0.0.1:{GO_ORIGIN}; keepalive 300; }}
server {{ listen 127.0.0.1:{ORIGIN} backlog=4096; root {WWW};
location = /1k {{ return 200 "{'x' * 1024}"; }}
location = /hook {{ echo_read_request_body; echo_exec /ok; }}
location = /ok {{ internal; return 200 '{{"ok":true}}'; }}
location ~ ^/(upload|delay|stall) {{ proxy_pass http://go; proxy_http_version 1.1; proxy_set_header Connection "";
 proxy_request_buffering off; proxy_buffering off; }} }}"""
    d = f"{RUN}/origin"
    for p in (ORIGIN, GO_ORIGIN):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", p), 1).close()
            sys.exit(f"port {p} is taken: another origin running?")
    ps = [spawn([TOOL, "origin", f"127.0.0.1:{GO_ORIGIN}"], f"{RUN}/origin.log"),
          spawn(nginx_conf(d, body, mods=mod), f"{RUN}/origin.log")]
    try:
        until_works(ORIGIN, "origin")
    except BaseException:
        stop(ps)
        raise
    return ps

# ---------------------------------------------------------------- measuring
class Meter:
    def __init__(self, t, origin):
        self.t, self.origin = t, [p.pid for p in origin]
    def snap(self):
        st = stat_all()
        ru, me = resource.getrusage(resource.RUSAGE_CHILDREN), resource.getrusage(resource.RUSAGE_SELF)
        return dict(w=time.time(), srv=cpu_rss([p.pid for p in self.t.srv], st)[0], cli=cpu_rss([p.pid for p in self.t.cli], st)[0],
                    org=cpu_rss(self.origin, st)[0], load=ru.ru_utime + ru.ru_stime + me.ru_utime + me.ru_stime, busy=busy())
    def run(self, fn):
        a = self.snap()
        r = fn()
        r.setdefault("secs", time.time() - a["w"])
        b = self.snap()
        d = {k: b[k] - a[k] for k in a}
        r["cpu_srv"], r["cpu_cli"], r["cpu_org"], r["cpu_load"] = d["srv"], d["cli"], d["org"], d["load"]
        # CPU burnt by strangers, as a share of both cores: the run's noise figure
        r["foreign"] = round(max(0, d["busy"] - d["srv"] - d["cli"] - d["org"] - d["load"]) / d["w"] / os.cpu_count(), 3)
        n = r.get("requests") or 0
        if n:
            r["us_srv"], r["us_cli"] = d["srv"] * 1e6 / n, d["cli"] * 1e6 / n
            r["rps"] = n / r["secs"]
        if r.get("bytes") and "mbps" in r:
            r["s_gb_srv"], r["s_gb_cli"] = d["srv"] * 1e9 / r["bytes"], d["cli"] * 1e9 / r["bytes"]
        return r

def wrk(port, host, path, c, secs=None, close=False, body_kb=0):
    cmd = ["wrk", "-t", "1" if c < 16 else "2", "-c", c, "-d", f"{max(1, round(secs or SECS))}s", "--timeout", "10s", "-s", f"{HERE}/report.lua",
           "-H", f"Host: {host}"] + (["-H", "Connection: close"] if close else []) + [f"http://127.0.0.1:{port}{path}"]
    o = subprocess.run([str(x) for x in cmd], capture_output=True, text=True, env={**os.environ, "BODY_KB": str(body_kb)}, timeout=90).stdout
    return json.loads(o[o.index("JSON ") + 5:])

def bulk(port, host, mode, streams, secs=None):
    path = "/upload" if mode == "put" else "/100m"
    p = subprocess.run([TOOL, "bulk", mode, f"http://127.0.0.1:{port}{path}", host, str(streams), str(secs or SECS)],
                       capture_output=True, text=True, timeout=90)
    r = json.loads(p.stdout)
    return {**r, "why": p.stderr[:300]} if r["errors"] else r

def rate(port, host, rps, secs):
    tgt = f"GET http://127.0.0.1:{port}/1k\nHost: {host}\n"
    at = subprocess.run([f"{BIN}/vegeta", "attack", f"-rate={rps}", f"-duration={secs}s", "-timeout=3s", "-max-workers=3000",
                         "-connections=256", "-max-body=0"], input=tgt.encode(), capture_output=True, timeout=90).stdout
    j = json.loads(subprocess.run([f"{BIN}/vegeta", "report", "-type=json"], input=at, capture_output=True).stdout)
    l = j["latencies"]
    return dict(requests=j["requests"], secs=secs, bytes=0, errors=round(j["requests"] * (1 - j["success"])),
                p50=l["50th"] / 1e3, p99=l["99th"] / 1e3, max=l["max"] / 1e3)

def hol(port, host, secs=None):
    secs = secs or SECS
    big = subprocess.Popen([TOOL, "bulk", "get", f"http://127.0.0.1:{port}/100m", host, "1", str(secs + 1)],
                           stdout=subprocess.PIPE, text=True)
    time.sleep(0.5)
    r = wrk(port, host, "/1k", 4, secs)
    r["bulk_mbps"] = json.loads(big.communicate(timeout=60)[0])["mbps"]
    return r
