"""Every contestant: server(t) starts the server and waits until it listens; client(t) starts the client and returns
(port, host header) under which a visitor reaches the origin through it. All run at once, so their ports differ.
needs: a program in $PEERS/bin. compiles: whether it is a JVM, to be warmed up until it is quiet. t: class T in bench.py."""
import os
from bench import PROGRAM, nginx_proxy

ALL = {}


def contestant(name):
    def add(cls):
        ALL[name] = cls()
        return cls
    return add


class Contestant:
    needs = None
    compiles = False


@contestant("direct")  # the origin itself: what load generator and origin can do
class Direct(Contestant):
    def server(self, t):
        pass

    def client(self, t):
        return t.origin_port, "direct.test"


@contestant("nginx")  # one HTTP-aware hop: no tunnel, the floor for any proxy
class Nginx(Contestant):
    def server(self, t):
        t.server(*nginx_proxy(t.dir, 20000, t.origin_port))
        t.wait_port(20000)

    def client(self, t):
        return 20000, "nginx.test"


@contestant("nginx-2hop")  # two HTTP-aware hops: what a perfect HTTP tunnel would cost in C
class Nginx2(Contestant):
    def server(self, t):
        t.server(*nginx_proxy(t.dir + "/a", 20010, 20011))
        t.wait_port(20010)

    def client(self, t):
        t.client(*nginx_proxy(t.dir + "/b", 20011, t.origin_port))
        t.wait_port(20011)
        return 20010, "nginx2.test"


@contestant("frp")  # as shipped: TLS and yamux; HTTP routing by host name
class Frp(Contestant):
    needs = "frps"

    def server(self, t):
        t.server(t.bin + "/frps", "-c", t.file("frps.toml", '''bindAddr = "127.0.0.1"
bindPort = 20100
vhostHTTPPort = 20101
proxyBindAddr = "127.0.0.1"
log.level = "warn"
'''))
        t.wait_port(20100)
        t.wait_port(20101)

    def client(self, t):
        t.client(t.bin + "/frpc", "-c", t.file("frpc.toml", f'''serverAddr = "127.0.0.1"
serverPort = 20100
log.level = "warn"
[[proxies]]
name = "t0"
type = "http"
localIP = "127.0.0.1"
localPort = {t.origin_port}
customDomains = ["t0.frp.test"]
'''))
        return 20101, "t0.frp.test"


@contestant("rathole")  # a raw TCP port per tunnel, no HTTP
class Rathole(Contestant):
    needs = "rathole"

    def server(self, t):
        t.server(t.bin + "/rathole", "--server", t.file("s.toml", '''[server]
bind_addr = "127.0.0.1:20200"
default_token = "x"
[server.services.t0]
bind_addr = "127.0.0.1:21000"
'''), env={"RUST_LOG": "warn"})
        t.wait_port(20200)

    def client(self, t):
        t.client(t.bin + "/rathole", "--client", t.file("c.toml", f'''[client]
remote_addr = "127.0.0.1:20200"
default_token = "x"
[client.services.t0]
local_addr = "{t.origin}"
'''), env={"RUST_LOG": "warn"})
        return 21000, "rathole.test"


@contestant("bore")  # a raw TCP port per tunnel, no HTTP
class Bore(Contestant):
    needs = "bore"

    def server(self, t):
        t.server(t.bin + "/bore", "server", "--min-port", 21500, "--max-port", 21509, "--bind-addr", "127.0.0.1",
                 env={"RUST_LOG": "warn"})
        t.wait_port(7835)

    def client(self, t):
        t.client(t.bin + "/bore", "local", t.origin_port, "--local-host", "127.0.0.1", "--to", "127.0.0.1",
                 "--port", 21500, env={"RUST_LOG": "warn"})
        return 21500, "bore.test"


@contestant("wstunnel")  # a WebSocket per visitor connection, a raw TCP port per tunnel
class Wstunnel(Contestant):
    needs = "wstunnel"

    def server(self, t):
        t.server(t.bin + "/wstunnel", "server", "--log-lvl", "WARN", "ws://127.0.0.1:20400")
        t.wait_port(20400)

    def client(self, t):
        t.client(t.bin + "/wstunnel", "client", "--log-lvl", "WARN", "-R", f"tcp://127.0.0.1:21900:{t.origin}",
                 "ws://127.0.0.1:20400")
        return 21900, "wstunnel.test"


@contestant("ours")
class Ours(Contestant):
    """This checkout, as its users start it: the launcher, settings from the environment. OURS_SERVER_OPTS and
    OURS_CLIENT_OPTS are more options for the two JVMs."""
    compiles = True
    port = 20900

    def env(self, **more):
        return {"TERRATUNNEL_LOG_LEVEL": "ERROR", "NO_COLOR": "1", **more}

    def server(self, t):
        for f in os.listdir(t.dir):
            if f.startswith("tunnel.db"):
                os.unlink(f"{t.dir}/{f}")
        t.server(PROGRAM + "/terratunnel", "server", env=self.env(
            TERRATUNNEL_HOST="127.0.0.1", TERRATUNNEL_PORT=str(self.port), TERRATUNNEL_DOMAIN=f"localhost:{self.port}",
            TERRATUNNEL_DB_PATH=t.dir + "/tunnel.db", REQUIRE_AUTH_FOR_TUNNELS="false",
            TERRATUNNEL_MAX_REQUEST_SIZE="0", TERRATUNNEL_MAX_RESPONSE_SIZE="0",
            JAVA_OPTS=os.environ.get("OURS_SERVER_OPTS", "")))
        t.wait_port(self.port)

    def client(self, t):
        t.client(PROGRAM + "/terratunnel", "client", env=self.env(
            TERRATUNNEL_SERVER_URL=f"ws://127.0.0.1:{self.port}", TERRATUNNEL_LOCAL_ENDPOINT=f"http://{t.origin}",
            TERRATUNNEL_MAX_RESPONSE_SIZE="0", JAVA_OPTS=os.environ.get("OURS_CLIENT_OPTS", "")))
        return self.port, t.wait_log("client.log", rf"http://([a-z0-9-]+\.localhost:{self.port})").group(1)


class OursAlone(Ours):
    """The same on another port, freshly started for a scenario."""
    port = 20950
