// benchtool: the few things wrk and vegeta don't do. Standard library only.
//
//	benchtool origin  ADDR                      slow/streaming endpoints behind the nginx origin
//	benchtool bulk    get|put URL HOST STREAMS SECONDS [BYTES]   throughput of big bodies, JSON out
//	benchtool links   ADDR KEYFILE CONCURRENCY RATE   a link for each key (links.go)
//	benchtool hold    idle|inflight URL HOST N  N visitor connections kept open; "HELD" then waits for a
//	                                            line on stdin, then uses every connection again, JSON out
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

func die(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func out(v any) { json.NewEncoder(os.Stdout).Encode(v) }

func origin(addr string) {
	ms := func(r *http.Request, k string) time.Duration {
		n, _ := strconv.Atoi(r.URL.Query().Get(k))
		return time.Duration(n) * time.Millisecond
	}
	http.HandleFunc("/upload", func(w http.ResponseWriter, r *http.Request) {
		n, err := io.CopyBuffer(io.Discard, r.Body, make([]byte, 256<<10))
		if err != nil {
			http.Error(w, err.Error(), 400)
			return
		}
		fmt.Fprintf(w, "%d\n", n)
	})
	http.HandleFunc("/stall", func(w http.ResponseWriter, r *http.Request) { // reads nothing of the body
		time.Sleep(ms(r, "ms"))
		w.Header().Set("Connection", "close")
		fmt.Fprintln(w, "unread")
	})
	http.HandleFunc("/delay", func(w http.ResponseWriter, r *http.Request) { // ?ms=
		time.Sleep(ms(r, "ms"))
		fmt.Fprintln(w, "late")
	})
	die(http.ListenAndServe(addr, nil))
}

type zeros struct{ n int64 }

func (z *zeros) Read(p []byte) (int, error) {
	if z.n <= 0 {
		return 0, io.EOF
	}
	if int64(len(p)) > z.n {
		p = p[:z.n]
	}
	z.n -= int64(len(p))
	return len(p), nil
}

func bulk(mode, target, host string, streams int, secs float64, size int64) {
	u, err := url.Parse(target)
	die(err)
	var bytes, done, errs int64
	start := time.Now()
	stop := start.Add(time.Duration(secs * float64(time.Second)))
	var wg sync.WaitGroup
	for i := 0; i < streams; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			buf := make([]byte, 256<<10)
			for time.Now().Before(stop) {
				c, err := net.Dial("tcp", u.Host)
				if err != nil {
					atomic.AddInt64(&errs, 1)
					time.Sleep(50 * time.Millisecond)
					continue
				}
				if !stream(c, mode, u, host, size, stop, buf, &bytes, &done) {
					atomic.AddInt64(&errs, 1)
					time.Sleep(20 * time.Millisecond)
				}
				c.Close()
			}
		}()
	}
	wg.Wait()
	el := time.Since(start).Seconds()
	out(map[string]any{"bytes": bytes, "secs": el, "mbps": float64(bytes) / 1e6 / el, "done": done, "errors": errs})
}

func failed(c net.Conn, what string, err error) bool {
	fmt.Fprintf(os.Stderr, "%s: %s: %v\n", c.LocalAddr(), what, err)
	return false
}

// one keep-alive connection, transfers until stop; false on an error before the deadline, which goes to stderr
func stream(c net.Conn, mode string, u *url.URL, host string, size int64, stop time.Time, buf []byte, bytes, done *int64) bool {
	br := bufio.NewReaderSize(c, 64<<10)
	for time.Now().Before(stop) {
		if mode == "put" {
			c.SetDeadline(stop.Add(20 * time.Second)) // an upload counts when the origin has all of it
			fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n", u.RequestURI(), host, size)
			for z := (&zeros{size}); z.n > 0; {
				n, _ := z.Read(buf)
				if _, err := c.Write(buf[:n]); err != nil {
					return failed(c, fmt.Sprintf("writing, %d bytes left", z.n+int64(n)), err)
				}
			}
			r, err := http.ReadResponse(br, nil)
			if err != nil {
				return failed(c, "reading the answer to an upload", err)
			}
			b, _ := io.ReadAll(r.Body)
			if r.StatusCode != 200 || strings.TrimSpace(string(b)) != strconv.FormatInt(size, 10) {
				return failed(c, r.Status, fmt.Errorf("%.80q", b))
			}
			atomic.AddInt64(bytes, size)
			atomic.AddInt64(done, 1)
			continue
		}
		c.SetDeadline(stop) // a download counts byte by byte
		fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", u.RequestURI(), host)
		r, err := http.ReadResponse(br, nil)
		if err != nil {
			return time.Now().After(stop)
		}
		if r.StatusCode != 200 {
			return failed(c, "download", fmt.Errorf("%s", r.Status))
		}
		for {
			n, err := r.Body.Read(buf)
			atomic.AddInt64(bytes, int64(n))
			if err == io.EOF {
				break
			}
			if err != nil {
				return time.Now().After(stop)
			}
		}
		atomic.AddInt64(done, 1)
	}
	return true
}

func hold(mode, target, host string, n int) {
	u, err := url.Parse(target)
	die(err)
	end := time.Now().Add(60 * time.Second) // nothing is asked after that: a hanging peer costs a minute
	get := func(c net.Conn, br *bufio.Reader, path string) bool {
		if time.Now().After(end) {
			return false
		}
		c.SetDeadline(time.Now().Add(40 * time.Second))
		fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", path, host)
		r, err := http.ReadResponse(br, nil)
		if err != nil {
			return false
		}
		_, err = io.Copy(io.Discard, r.Body)
		return err == nil && r.StatusCode == 200
	}
	conns := make([]net.Conn, n)
	brs := make([]*bufio.Reader, n)
	each := func(par int, f func(i int) bool) (ok int64) {
		sem := make(chan struct{}, par)
		var wg sync.WaitGroup
		for i := range conns {
			wg.Add(1)
			sem <- struct{}{}
			go func() {
				defer func() { <-sem; wg.Done() }()
				if f(i) {
					atomic.AddInt64(&ok, 1)
				}
			}()
		}
		wg.Wait()
		return
	}
	open := func(i int) bool {
		c, err := net.Dial("tcp", u.Host)
		if err != nil {
			return false
		}
		conns[i], brs[i] = c, bufio.NewReaderSize(c, 4096)
		return true
	}
	res := map[string]any{"n": n}
	in := bufio.NewReader(os.Stdin)
	if mode == "idle" {
		res["first_ok"] = each(32, func(i int) bool { return open(i) && get(conns[i], brs[i], u.RequestURI()) })
		fmt.Println("HELD")
		in.ReadString('\n')
		t := time.Now()
		end = t.Add(60 * time.Second)
		res["again_ok"] = each(32, func(i int) bool { return conns[i] != nil && get(conns[i], brs[i], u.RequestURI()) })
		res["again_s"] = time.Since(t).Seconds()
	} else { // inflight: every connection has a request waiting for the slow origin
		t := time.Now()
		go func() { time.Sleep(4 * time.Second); fmt.Println("HELD") }()
		res["first_ok"] = each(n, func(i int) bool { return open(i) && get(conns[i], brs[i], u.RequestURI()) })
		res["all_s"] = time.Since(t).Seconds()
	}
	out(res)
}

func main() {
	a := os.Args[1:]
	atoi := func(s string) int { n, err := strconv.Atoi(s); die(err); return n }
	switch a[0] {
	case "origin":
		origin(a[1])
	case "bulk":
		size := int64(100 << 20)
		if len(a) > 6 {
			size = int64(atoi(a[6]))
		}
		secs, err := strconv.ParseFloat(a[5], 64)
		die(err)
		bulk(a[1], a[2], a[3], atoi(a[4]), secs, size)
	case "links":
		rate, err := strconv.ParseFloat(a[4], 64)
		die(err)
		runLinks(a[1], a[2], atoi(a[3]), rate)
	case "hold":
		hold(a[1], a[2], a[3], atoi(a[4]))
	}
}
