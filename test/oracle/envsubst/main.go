// Command envsubst answers, one JSON line for each JSON line, what Flux's
// substitution makes of a text. It is the judge of packages/envsubst.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/fluxcd/pkg/envsubst"
)

type question struct {
	Text   string            `json:"text"`
	Vars   map[string]string `json:"vars"`
	Strict bool              `json:"strict"`
}

type answer struct {
	// Base64 in JSON: the result may cut a character in two.
	Output []byte `json:"output"`
	Error  string `json:"error,omitempty"`
}

func ask(q question) (a answer) {
	defer func() {
		if r := recover(); r != nil {
			a = answer{Error: fmt.Sprintf("panic: %v", r)}
		}
	}()
	output, err := envsubst.Eval(q.Text, func(name string) (string, bool) {
		value, found := q.Vars[name]
		return value, found || !q.Strict
	})
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Output: []byte(output)}
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	for in.Scan() {
		var q question
		if err := json.Unmarshal(in.Bytes(), &q); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if err := encoder.Encode(ask(q)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
