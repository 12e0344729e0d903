package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"net"
	"net/http"
	"os"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// links opens a link for each key, RATE a second (0: as fast as they are let in, CONCURRENCY at a
// time), and keeps them: a WebSocket upgrade, an HTTP/2 server's SETTINGS, answers to SETTINGS and
// PING (PROTOCOL.md). A link that is lost is dialled again as the real client does, with waits
// that double from 0.2 s to 1 s, each drawn between nothing and all of it. While nobody listens only
// one of them asks: real clients would not take the server's processor for that.
//
// One line of JSON when all were tried; then for each line on standard input: "status" says how
// many are up, "back N" waits until N are up again and says how long that took since the first was
// lost.
type links struct {
	addr                 string
	gate                 chan struct{}
	closed               atomic.Bool
	up, refused, lost    atomic.Int64
	firstLoss, listening atomic.Int64
	mu                   sync.Mutex
	latencies            []float64
	refusals             map[string]int
}

const notConnected = "not connected"
const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

func runLinks(addr, keyFile string, concurrency int, rate float64) {
	text, err := os.ReadFile(keyFile)
	die(err)
	keys := strings.Fields(string(text))
	l := &links{addr: addr, gate: make(chan struct{}, concurrency), refusals: map[string]int{}}
	var tried sync.WaitGroup
	begun := time.Now()
	for i, key := range keys {
		if rate > 0 {
			time.Sleep(time.Until(begun.Add(time.Duration(float64(i) / rate * float64(time.Second)))))
		}
		tried.Add(1)
		l.gate <- struct{}{}
		go l.keep(key, &tried)
	}
	tried.Wait()
	seconds := time.Since(begun).Seconds()
	l.mu.Lock()
	out(map[string]any{"opened": l.up.Load(), "seconds": seconds, "per_second": float64(l.up.Load()) / seconds,
		"p50_ms": quantile(l.latencies, 0.5), "p99_ms": quantile(l.latencies, 0.99), "refusals": l.refusals})
	l.mu.Unlock()
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		var n int64
		if _, err := fmt.Sscanf(in.Text(), "back %d", &n); err == nil {
			for deadline := time.Now().Add(120 * time.Second); l.up.Load() < n && time.Now().Before(deadline); {
				time.Sleep(5 * time.Millisecond)
			}
			since := time.Since(time.UnixMilli(l.firstLoss.Load())).Seconds()
			listening := time.Since(time.UnixMilli(l.listening.Load())).Seconds()
			l.mu.Lock()
			json.NewEncoder(os.Stdout).Encode(map[string]any{"up": l.up.Load(), "lost": l.lost.Load(), "seconds_after_loss": since, "seconds_after_it_listens": listening, "refusals": l.refusals})
			l.mu.Unlock()
		} else {
			out(map[string]any{"up": l.up.Load(), "lost": l.lost.Load()})
		}
	}
}

func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := append([]float64(nil), values...)
	sort.Float64s(sorted)
	return sorted[int(q*float64(len(sorted)-1))]
}

func (l *links) keep(key string, tried *sync.WaitGroup) {
	wait := 200 * time.Millisecond
	for first := true; ; first = false {
		if !first {
			time.Sleep(time.Duration(rand.Int63n(int64(wait))))
			wait = min(2*wait, time.Second)
		}
		if l.closed.Load() {
			continue
		}
		begun := time.Now()
		conn, in, err := l.open(key)
		if err == nil {
			l.mu.Lock()
			l.latencies = append(l.latencies, float64(time.Since(begun).Microseconds())/1000)
			l.mu.Unlock()
			l.up.Add(1)
			wait = 200 * time.Millisecond
		} else {
			l.mu.Lock()
			l.refusals[err.Error()]++
			l.mu.Unlock()
			if err.Error() == notConnected && l.closed.CompareAndSwap(false, true) {
				go l.awaitListener()
			}
		}
		if first {
			<-l.gate
			tried.Done()
		}
		if err == nil {
			serve(conn, in)
			conn.Close()
			l.up.Add(-1)
			l.lost.Add(1)
			l.firstLoss.CompareAndSwap(0, time.Now().UnixMilli())
		}
	}
}

func (l *links) awaitListener() {
	for {
		if conn, err := net.DialTimeout("tcp", l.addr, time.Second); err == nil {
			conn.Close()
			l.listening.Store(time.Now().UnixMilli())
			l.closed.Store(false)
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// open is done when the edge has answered our SETTINGS: then the link serves its tunnel.
func (l *links) open(key string) (net.Conn, *h2in, error) {
	conn, err := net.DialTimeout("tcp", l.addr, 10*time.Second)
	if err != nil {
		return nil, nil, errors.New(notConnected)
	}
	fail := func(why string) (net.Conn, *h2in, error) {
		conn.Close()
		return nil, nil, errors.New(why)
	}
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	authorization := ""
	if key != "-" {
		authorization = "Authorization: Bearer " + key + "\r\n"
	}
	fmt.Fprintf(conn, "GET /ws HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: terratunnel.v2\r\nUser-Agent: benchtool\r\n"+
		"Terratunnel-Local-Endpoint: http://127.0.0.1:9\r\n%s\r\n", l.addr, authorization)
	reader := bufio.NewReaderSize(conn, 512)
	head, err := http.ReadResponse(reader, nil)
	if err != nil {
		return fail("cut")
	}
	if head.StatusCode != 101 {
		return fail(fmt.Sprint("status ", head.StatusCode))
	}
	// ENABLE_CONNECT_PROTOCOL = 1, MAX_CONCURRENT_STREAMS = 100
	send(conn, h2frame(4, 0, []byte{0, 8, 0, 0, 0, 1, 0, 3, 0, 0, 0, 100}))
	in := &h2in{messages: reader}
	if _, err := io.CopyN(io.Discard, in, int64(len(preface))); err != nil {
		return fail("cut")
	}
	for acknowledged := false; !acknowledged; {
		kind, flags, payload, err := in.frame()
		if err != nil {
			return fail("cut")
		}
		acknowledged = kind == 4 && flags&1 != 0
		answer(conn, kind, flags, payload)
	}
	conn.SetDeadline(time.Time{})
	return conn, in, nil
}

func serve(conn net.Conn, in *h2in) {
	for {
		kind, flags, payload, err := in.frame()
		if err != nil {
			return
		}
		answer(conn, kind, flags, payload)
	}
}

func answer(conn net.Conn, kind, flags byte, payload []byte) {
	switch {
	case flags&1 != 0:
	case kind == 4:
		send(conn, h2frame(4, 1, nil))
	case kind == 6:
		send(conn, h2frame(6, 1, payload))
	}
}

func h2frame(kind, flags byte, payload []byte) []byte {
	frame := append([]byte{0, 0, byte(len(payload)), kind, flags}, 0, 0, 0, 0)
	return append(frame, payload...)
}

// One masked binary message; a key of zeros leaves the bytes as they are.
func send(conn net.Conn, payload []byte) {
	conn.Write(append([]byte{0x82, 0x80 | byte(len(payload)), 0, 0, 0, 0}, payload...))
}

// h2in reads the HTTP/2 bytes out of binary messages.
type h2in struct {
	messages *bufio.Reader
	left     int64
}

func (h *h2in) Read(p []byte) (int, error) {
	for h.left == 0 {
		head := make([]byte, 2)
		if _, err := io.ReadFull(h.messages, head); err != nil {
			return 0, err
		}
		size := int64(head[1] & 0x7F)
		if more := map[int64]int{126: 2, 127: 8}[size]; more > 0 {
			long := make([]byte, 8)
			if _, err := io.ReadFull(h.messages, long[8-more:]); err != nil {
				return 0, err
			}
			size = int64(binary.BigEndian.Uint64(long))
		}
		if head[0]&0x0F == 8 {
			return 0, io.EOF
		}
		if head[0]&0x0F > 2 {
			io.CopyN(io.Discard, h.messages, size)
			continue
		}
		h.left = size
	}
	n, err := h.messages.Read(p[:min(int64(len(p)), h.left)])
	h.left -= int64(n)
	return n, err
}

func (h *h2in) frame() (kind, flags byte, payload []byte, err error) {
	head := make([]byte, 9)
	if _, err = io.ReadFull(h, head); err != nil {
		return
	}
	payload = make([]byte, int(head[0])<<16|int(head[1])<<8|int(head[2]))
	_, err = io.ReadFull(h, payload)
	return head[3], head[4], payload, err
}
