// Command go-template renders templates with Go's text/template, Sprig and
// functions that behave as Helm's do. It reads one JSON request per line from
// standard input and writes one JSON answer per line, so that one process can
// judge a whole batch. With -time N it renders every request N times and
// reports the nanoseconds of one rendering.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"text/template"
	"time"
	"unicode/utf8"
)

// Request is one case.
type Request struct {
	// Template is the text of the template named "t".
	Template string `json:"template"`
	// Templates are further texts by name, parsed before it in name order.
	Templates map[string]string `json:"templates,omitempty"`
	// Data is encoded as data.go describes.
	Data json.RawMessage `json:"data,omitempty"`
	// MissingKey is default, zero or error.
	MissingKey string `json:"missingKey,omitempty"`
	// Functions is "helm" (default), "sprig" or "none".
	Functions string `json:"functions,omitempty"`
}

// Answer is what a case gives: an output or an error.
type Answer struct {
	Output *string `json:"output,omitempty"`
	// Bytes is the output when it is not UTF-8, which JSON cannot hold.
	Bytes []byte `json:"bytes,omitempty"`
	Error string `json:"error,omitempty"`
	Nanos int64  `json:"nanos,omitempty"`
}

func main() {
	rounds := flag.Int("time", 0, "render every request so many times and report the time of one")
	flag.Parse()
	// One zone wherever it runs; the name Local would print an address.
	time.Local = time.UTC
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 1 {
			data, _ := json.Marshal(answer(line, *rounds))
			out.Write(append(data, '\n'))
			out.Flush()
		}
		if err != nil {
			return
		}
	}
}

func answer(line []byte, rounds int) (result Answer) {
	defer func() {
		if r := recover(); r != nil {
			result = Answer{Error: fmt.Sprintf("panic: %v", r)}
		}
	}()
	var request Request
	if err := json.Unmarshal(line, &request); err != nil {
		return Answer{Error: "request: " + err.Error()}
	}
	data, err := decode(request.Data)
	if err != nil {
		return Answer{Error: "data: " + err.Error()}
	}
	set, err := parse(request)
	if err != nil {
		return Answer{Error: err.Error()}
	}
	text, err := render(set, data)
	if err != nil {
		return Answer{Error: err.Error()}
	}
	result = Answer{Output: &text}
	if !utf8.ValidString(text) {
		result.Bytes = []byte(text)
	}
	if rounds > 0 {
		start := time.Now()
		for i := 0; i < rounds; i++ {
			_, _ = render(set, data)
		}
		result.Nanos = time.Since(start).Nanoseconds() / int64(rounds)
	}
	return result
}

func parse(request Request) (*template.Template, error) {
	set := template.New("gotpl")
	if request.MissingKey != "" {
		set.Option("missingkey=" + request.MissingKey)
	}
	switch request.Functions {
	case "none":
	case "sprig":
		set.Funcs(sprigFunctions())
	default:
		set.Funcs(helmFunctions(set, map[string]int{}, request.MissingKey))
	}
	for _, name := range sortedNames(request.Templates) {
		if _, err := set.New(name).Parse(request.Templates[name]); err != nil {
			return nil, err
		}
	}
	if _, err := set.New("t").Parse(request.Template); err != nil {
		return nil, err
	}
	return set, nil
}

func render(set *template.Template, data any) (string, error) {
	var text strings.Builder
	err := set.ExecuteTemplate(&text, "t", data)
	return text.String(), err
}
