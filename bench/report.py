#!/usr/bin/env python3
"""report.py FILE.jsonl > RESULTS.md   the table of bars, then every figure. Medians over the rounds of one run."""
import json, statistics, sys

lines = [json.loads(line) for line in open(sys.argv[1])]
about = lines[0]
by, names, works = {}, [], []
for r in lines[1:]:
    by.setdefault((r["work"], r["name"]), []).append(r)
    if r["name"] not in names:
        names.append(r["name"])
    if r["work"] not in works:
        works.append(r["work"])

KIB, MIB = 1024, 1 << 20


def median(work, name, figure):
    """of one figure over the rounds; None where nothing was measured"""
    values = [v for v in (figure(r) for r in by.get((work, name), []) if "failed" not in r) if v is not None]
    return statistics.median(values) if values else None


def both(a, b):
    return lambda r: r[a] + r[b] if a in r and b in r else None


CPU = both("us_srv", "us_cli")              # µs a request, server + client
GB = both("s_gb_srv", "s_gb_cli")           # s a gigabyte, server + client
field = lambda name, scale=1: lambda r: r[name] * scale if r.get(name) is not None else None
RPS, P50, P99 = field("rps"), field("p50", 1e-3), field("p99", 1e-3)


def number(x):
    a = abs(x)
    return f"{x:,.0f}" if a >= 100 else f"{x:.1f}" if a >= 10 else f"{x:.2f}"


# what, workload, figure, unit, reference, bar, goal (times the reference's; less is better unless the bar is below the
# reference for a rate), more is better
RATIOS = [
    ("GET 1 KiB, 64 connections: CPU a request", "get1k_c64", CPU, "µs", "rathole", 1.35, 1.0, False),  # the moonshot is 0.75
    ("GET 1 KiB, 16 connections: requests a second", "get1k_c16", RPS, "/s", "nginx", 0.5, 0.7, True),
    ("GET 1 KiB, 64 connections: requests a second", "get1k_c64", RPS, "/s", "nginx", 0.5, 0.7, True),
    ("GET 1 KiB, 256 connections: requests a second", "get1k_c256", RPS, "/s", "nginx", 0.5, 0.7, True),
    ("GET 1 KiB, one connection: p50", "get1k_c1", P50, "ms", "nginx-2hop", 1.6, 1.1, False),
    ("Webhook, POST 10 KB, 32 connections: CPU a request", "hook10k_c32", CPU, "µs", "nginx-2hop", 1.2, 0.8, False),
    ("A new visitor connection per request: CPU a request", "newconn_c16", CPU, "µs", "nginx-2hop", 1.3, 1.0, False),
    ("GET 64 KiB, 16 connections: CPU a request", "get64k_c16", CPU, "µs", "wstunnel", 2.0, 1.3, False),
    ("100 MB down, one stream: CPU a GB", "down_1", GB, "s", "wstunnel", 1.5, 1.1, False),
    ("100 MB down, four streams: CPU a GB", "down_4", GB, "s", "wstunnel", 1.5, 1.1, False),
    ("100 MB up, one stream: CPU a GB", "up_1", GB, "s", "wstunnel", 1.5, 1.1, False),
    ("100 MB up, four streams: CPU a GB", "up_4", GB, "s", "wstunnel", 1.5, 1.1, False),
    ("Constant 2,000 a second: p99", "rate2000", P99, "ms", "nginx-2hop", 2.0, 1.1, False),
    ("GET 1 KiB beside a 100 MB download on one link: p99", "hol", P99, "ms", "bore", 1.4, 0.7, False),
]


def why_not(work, name):
    rounds = by.get((work, name)) or by.get(("startup", name), [])
    failures = [r["failed"] for r in rounds if "failed" in r]
    return f"failed: {failures[0]}" if failures else "not measured"


def verdict(met_bar, met_goal):
    return "goal met" if met_goal else "bar met" if met_bar else "**not met**"


def row(*cells):
    print("| " + " | ".join(cells) + " |")


def lost(work):
    """of all our requests the share that went wrong"""
    rs = [r for r in by.get((work, "ours"), []) if "failed" not in r]
    wrong, all_ = sum(r.get("errors", 0) for r in rs), sum(r.get("requests") or r.get("done") or 0 for r in rs)
    return wrong, wrong / max(1, all_ + wrong)


def ratio_row(what, work, figure, unit, reference, bar, goal, more):
    ours, theirs = median(work, "ours", figure), median(work, reference, figure)
    factors = f"{bar:g} ×", f"{goal:g} ×"
    if ours is None or not theirs:
        missing = why_not(work, "ours") if ours is None else f"{reference}: {why_not(work, reference)}"
        row(what, "–" if ours is None else f"{number(ours)} {unit}", reference + (f" {number(theirs)} {unit}" if theirs else ""),
            "–", *factors, missing)
        return
    ratio = ours / theirs
    met = verdict(ratio >= bar, ratio >= goal) if more else verdict(ratio <= bar, ratio <= goal)
    errors, share = lost(work)
    if share > 0.001:
        met = f"**not met**: {share:.1%} errors"
    elif errors:
        met += f", {errors} errors"
    row(what, f"{number(ours)} {unit}", f"{reference} {number(theirs)} {unit}", f"{ratio:.2f} ×", *factors, met)


def own_row(what, work, figure, unit, bar, goal, more=False, beside="", refuse=lambda r: None):
    """a row that is compared with nothing"""
    ours = median(work, "ours", figure)
    show = lambda limit: "–" if limit is None else f"{number(limit)} {unit}".strip()
    if ours is None:
        row(what, "–", "", "–", show(bar), show(goal), why_not(work, "ours"))
        return
    better = (lambda limit: limit is not None and ours >= limit) if more else (lambda limit: limit is not None and ours <= limit)
    problem = next((p for p in (refuse(r) for r in by[(work, "ours")] if "failed" not in r) if p), None)
    met = f"**not met**: {problem}" if problem else verdict(better(bar), better(goal))
    if goal is None and met == "goal met":
        met = "bar met"
    row(what, f"{number(ours)} {unit}".strip(), beside, f"{ours / bar:.2f} of the bar", show(bar), show(goal), met)


def kib(figure):
    value = median("visitors" if "visitor" in figure else "idle_links", "ours", field(figure, 1 / KIB))
    return "" if value is None else f"over a fresh start {number(value)} KiB"


def table_of_bars():
    print("## The bars\n")
    row("what", "ours", "reference in the same run", "ratio", "bar", "goal", "result")
    row("---", "---:", "---:", "---:", "---:", "---:", "---")
    for r in RATIOS:
        ratio_row(*r)
    without = median("slow_visitors", "ours", field("rps_without"))
    own_row("Four visitors who download at 1 MB/s on one link: requests a second of the others, times without them", "slow_visitors",
            lambda r: r["rps_with"] / r["rps_without"], "×", 0.9, 1.0, more=True,
            beside="" if without is None else f"without: {number(without)} /s",
            refuse=lambda r: f"the slow ones got {r['slow_mbps_each']:.2f} MB/s each" if r["slow_mbps_each"] < 0.8 else None)
    own_row("2,000 requests in flight: memory per visitor, both ends", "visitors", field("bytes_per_visitor", 1 / KIB), "KiB",
            40e3 / KIB, 20e3 / KIB, beside=kib("bytes_per_visitor_over_fresh"),
            refuse=lambda r: f"{r['first_ok']:,} of {r['n']:,} answered" if r["first_ok"] < r["n"] else None)
    own_row("Server memory per idle link, 1,000 links", "idle_links", field("bytes_per_link", 1 / KIB), "KiB", 30e3 / KIB, 10e3 / KIB,
            beside=kib("bytes_per_link_over_fresh"),
            refuse=lambda r: f"{r['alive']:,} of {r['n']:,} links lived" if r["alive"] < r["n"] else None)
    for step, what in (("down", "1 GiB down"), ("up", "1 GiB up"), ("visitor_does_not_read", "A visitor who doesn't read"),
                       ("origin_does_not_read", "An origin that doesn't read")):
        parts = [median("growth", "ours", lambda r, k=k: r[step][k] / MIB) for k in ("srv", "cli", "srv_over_fresh", "cli_over_fresh")]
        beside = "" if parts[0] is None else "server {}, client {} MiB; over a fresh start {} and {}".format(*map(number, parts))
        own_row(f"{what}: growth of the process that grows most", "growth", lambda r: max(r[step]["srv"], r[step]["cli"]) / MIB,
                "MiB", 32, None, beside=beside)


def details():
    print("\n## Every figure\n\nMedians. CPU is server + client, user and system.\n")
    for work in works:
        if work not in ("startup", "slow_visitors", "visitors", "idle_links", "growth"):
            print(f"### {work}\n")
            row("", "rounds", "requests/s or MB/s", "p50 ms", "p99 ms", "CPU server", "CPU client", "errors", "CPU burnt by others")
            row("---", *["---:"] * 8)
            for name in names:
                if (work, name) in by:
                    detail_row(work, name)
            print()
    print("### Start\n\nFrom exec to the open port, and to the first request answered through server and client.\n")
    row("", "server listens, ms", "first answer, ms")
    row("---", "---:", "---:")
    for name in names:
        if ("startup", name) in by:
            listens, answers = median("startup", name, field("server_ms")), median("startup", name, field("total_ms"))
            row(name, *(["–", why_not("startup", name)] if listens is None else [number(listens), number(answers)]))


def detail_row(work, name):
    def cell(figure):
        value = median(work, name, figure)
        return "–" if value is None else number(value)
    bulk = any("mbps" in r for r in by[(work, name)])
    rounds = [r for r in by[(work, name)] if "failed" not in r]
    if not rounds:
        row(name, "0", why_not(work, name), *["–"] * 6)
        return
    unit = " s/GB" if bulk else " µs"
    row(name, str(len(rounds)), cell(field("mbps" if bulk else "rps")), cell(P50), cell(P99),
        cell(field("s_gb_srv" if bulk else "us_srv")) + unit, cell(field("s_gb_cli" if bulk else "us_cli")) + unit,
        f"{sum(r.get('errors', 0) for r in rounds):,}", f"{statistics.median(r['foreign'] for r in rounds):.0%}")


print(f"""# Results

Written by `bench/run{' --quick' if about['about'] == 'quick' else ''}` on {about['at']}, at commit {about['commit']}{' with changes on top' if about['changed'] else ''}:
{about['cores']} × {about['cpu']}, {about['system']}, all on loopback; {about['rounds']} rounds of {about['secs']:g} s for each figure.
Load, server, client and origin share the cores. A row is met or not by its ratio to the reference in this same run;
[README.md](README.md) says how each is measured.
""")
foreign = [r["foreign"] for r in lines[1:] if "foreign" in r]
if foreign:
    print(f"Other processes took {statistics.median(foreign):.0%} of the machine (median; at most {max(foreign):.0%}). "
          "Above about 30 % only the CPU figures mean something.\n")
table_of_bars()
details()
