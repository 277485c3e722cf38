// Command go-yaml answers what Go's YAML libraries do with a document.
//
// As `go-yaml bench FILE RUNS` it prints how long that takes. Otherwise
// it reads JSON lines {"op": "...", "text": "..."} from standard input and
// writes one JSON line {"out": "...", "err": "..."} for each:
//
//	roundtrip  yaml.v3 nodes of all documents, written with indent 2 and compact sequences
//	wide       the same with yaml.v3's default sequence indentation
//	decode     yaml.v3 value of the first document, with the types of its scalars
//	sigs       sigs.k8s.io/yaml Unmarshal, then Marshal
//	strict     the same with UnmarshalStrict
//	parse      yaml.v3 nodes of all documents, nothing written
//	marshal    sigs.k8s.io/yaml Marshal of a JSON value
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"time"

	yaml "go.yaml.in/yaml/v3"
	sigs "sigs.k8s.io/yaml"
)

type request struct {
	Op   string `json:"op"`
	Text string `json:"text"`
}

type answer struct {
	Out string `json:"out"`
	Err string `json:"err,omitempty"`
}

func main() {
	if len(os.Args) == 4 && os.Args[1] == "bench" {
		bench(os.Args[2], os.Args[3])
		return
	}
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var req request
			if err := json.Unmarshal(line, &req); err != nil {
				panic(err)
			}
			encoder := json.NewEncoder(out)
			encoder.SetEscapeHTML(false)
			if err := encoder.Encode(handle(req)); err != nil {
				panic(err)
			}
			if in.Buffered() == 0 {
				out.Flush()
			}
		}
		if err != nil {
			return
		}
	}
}

// bench prints how much processor time each operation takes on a file, in
// milliseconds: the median of the given number of runs.
func bench(file, runs string) {
	data, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	count, err := strconv.Atoi(runs)
	if err != nil {
		panic(err)
	}
	text := string(data)
	results := map[string]float64{}
	for _, op := range []string{"parse", "roundtrip", "sigs"} {
		var times []float64
		for i := 0; i < count; i++ {
			start := processorTime()
			if _, err := run(request{Op: op, Text: text}); err != nil {
				panic(err)
			}
			times = append(times, processorTime()-start)
		}
		sort.Float64s(times)
		results[op] = times[len(times)/2]
	}
	if err := json.NewEncoder(os.Stdout).Encode(results); err != nil {
		panic(err)
	}
}

// processorTime is what this process has used so far, in milliseconds.
func processorTime() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e6
}

func handle(req request) (result answer) {
	defer func() {
		if problem := recover(); problem != nil {
			result = answer{Err: fmt.Sprintf("panic: %v", problem)}
		}
	}()
	text, err := run(req)
	if err != nil {
		return answer{Err: err.Error()}
	}
	return answer{Out: text}
}

func run(req request) (string, error) {
	switch req.Op {
	case "roundtrip":
		return roundtrip(req.Text, true)
	case "wide":
		return roundtrip(req.Text, false)
	case "parse":
		return "", parse(req.Text)
	case "decode":
		var value interface{}
		if err := yaml.Unmarshal([]byte(req.Text), &value); err != nil {
			return "", err
		}
		return canonical(value), nil
	case "sigs", "strict":
		var value interface{}
		read := sigs.Unmarshal
		if req.Op == "strict" {
			read = sigs.UnmarshalStrict
		}
		if err := read([]byte(req.Text), &value, useNumber); err != nil {
			return "", err
		}
		text, err := sigs.Marshal(value)
		return string(text), err
	case "marshal":
		var value interface{}
		if err := json.Unmarshal([]byte(req.Text), &value); err != nil {
			return "", err
		}
		text, err := sigs.Marshal(value)
		return string(text), err
	}
	return "", fmt.Errorf("unknown operation %q", req.Op)
}

func parse(text string) error {
	decoder := yaml.NewDecoder(strings.NewReader(text))
	for {
		var node yaml.Node
		err := decoder.Decode(&node)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// canonical prints a decoded value with the types of its scalars, keys sorted.
func canonical(value interface{}) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case bool:
		return fmt.Sprint(value)
	case int, int64, uint64:
		return fmt.Sprintf("int %d", value)
	case float64:
		return "float " + strconv.FormatFloat(value, 'g', -1, 64)
	case time.Time:
		return "time"
	case string:
		text, err := json.Marshal(value)
		if err != nil {
			panic(err)
		}
		return strings.ReplaceAll(string(text), "\uFFFD", `\ufffd`)
	case []interface{}:
		items := make([]string, len(value))
		for i, item := range value {
			items[i] = canonical(item)
		}
		return "[" + strings.Join(items, ",") + "]"
	case map[string]interface{}:
		var pairs []string
		for key, item := range value {
			pairs = append(pairs, canonical(key)+":"+canonical(item))
		}
		sort.Strings(pairs)
		return "{" + strings.Join(pairs, ",") + "}"
	case map[interface{}]interface{}:
		var pairs []string
		for key, item := range value {
			pairs = append(pairs, canonicalKey(key)+":"+canonical(item))
		}
		sort.Strings(pairs)
		return "{" + strings.Join(pairs, ",") + "}"
	}
	return fmt.Sprintf("%T", value)
}

func canonicalKey(key interface{}) string {
	switch key := key.(type) {
	case nil:
		return canonical("null")
	case float64:
		return canonical(strconv.FormatFloat(key, 'g', -1, 64))
	case time.Time:
		return "time"
	}
	return canonical(fmt.Sprint(key))
}

func useNumber(decoder *json.Decoder) *json.Decoder {
	decoder.UseNumber()
	return decoder
}

func roundtrip(text string, compact bool) (string, error) {
	decoder := yaml.NewDecoder(strings.NewReader(text))
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if compact {
		encoder.CompactSeqIndent()
	}
	for {
		var node yaml.Node
		err := decoder.Decode(&node)
		if err == io.EOF && out.Len() == 0 {
			return "", nil
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return "", err
		}
		if err := encoder.Encode(&node); err != nil {
			return "", err
		}
	}
	if err := encoder.Close(); err != nil {
		return "", err
	}
	return out.String(), nil
}
