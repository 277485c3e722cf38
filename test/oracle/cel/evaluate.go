package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"strings"
	"time"
)

// request is one expression. Mode is `parse` (Flux's healthCheckExprs), `check`
// (Flux's readyExpr, variables are maps), `kubernetes` (the API server, variables
// are dyn) or `extensions` (every library of cel-go, variables are dyn).
type request struct {
	Expression string         `json:"expression"`
	Mode       string         `json:"mode"`
	Variables  map[string]any `json:"variables"`
}

// answer has a value as text.go writes it, or an error and the stage it came from.
type answer struct {
	Value string `json:"value,omitempty"`
	Type  string `json:"type,omitempty"`
	Error string `json:"error,omitempty"`
	Stage string `json:"stage,omitempty"`
}

const deadline = 5 * time.Second

func newReader(line []byte) io.Reader { return bytes.NewReader(line) }

// evaluate reports a panic of the library as an error.
func evaluate(question request) (result answer) {
	defer func() {
		if fault := recover(); fault != nil {
			result = answer{Error: fmt.Sprint(fault), Stage: "evaluate"}
		}
	}()
	names := make([]string, 0, len(question.Variables))
	variables := make(map[string]any, len(question.Variables))
	for name, value := range question.Variables {
		names = append(names, name)
		variables[name] = native(value)
	}
	sort.Strings(names)
	ready, err := compile(question.Mode, question.Expression, names)
	if err != nil {
		return answer{Error: err.Error(), Stage: "compile"}
	}
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	value, _, err := ready.program.ContextEval(ctx, variables)
	if err != nil {
		return answer{Type: ready.output, Error: err.Error(), Stage: "evaluate"}
	}
	return answer{Type: ready.output, Value: text(value)}
}

// native is a JSON value as the API machinery decodes it: integers are int64.
func native(value any) any {
	switch item := value.(type) {
	case json.Number:
		if !strings.ContainsAny(item.String(), ".eE") {
			if whole, err := item.Int64(); err == nil {
				return whole
			}
		}
		fraction, _ := item.Float64()
		return fraction
	case []any:
		list := make([]any, len(item))
		for index, element := range item {
			list[index] = native(element)
		}
		return list
	case map[string]any:
		fields := make(map[string]any, len(item))
		for key, element := range item {
			fields[key] = native(element)
		}
		return fields
	}
	return value
}
