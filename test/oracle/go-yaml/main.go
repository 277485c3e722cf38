// Command go-yaml answers what Go's YAML libraries do with a document.
//
// It reads JSON lines {"op": "...", "text": "..."} from standard input and
// writes one JSON line {"out": "...", "err": "..."} for each:
//
//	roundtrip  yaml.v3 nodes of all documents, written with indent 2 and compact sequences
//	wide       the same with yaml.v3's default sequence indentation
//	decode     yaml.v3 value of the first document, as JSON
//	sigs       sigs.k8s.io/yaml Unmarshal, then Marshal
//	strict     the same with UnmarshalStrict
//	marshal    sigs.k8s.io/yaml Marshal of a JSON value
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

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
	case "decode":
		var value interface{}
		if err := yaml.Unmarshal([]byte(req.Text), &value); err != nil {
			return "", err
		}
		return fmt.Sprintf("%#v", value), nil
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
