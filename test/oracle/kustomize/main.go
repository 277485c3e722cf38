// Command kustomize-oracle answers build requests with the real kustomize
// library in one process, so that many builds can be compared without a
// process start each.
//
//	kustomize-oracle serve   reads one directory per line, answers one JSON object per line
//	kustomize-oracle schema  prints the built-in OpenAPI document as JSON
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/openapi"
)

type answer struct {
	Yaml         string  `json:"yaml,omitempty"`
	Error        string  `json:"error,omitempty"`
	Milliseconds float64 `json:"ms"`
}

func main() {
	switch {
	case len(os.Args) == 2 && os.Args[1] == "schema":
		printSchema()
	case len(os.Args) == 2 && os.Args[1] == "serve":
		serve()
	default:
		fmt.Fprintln(os.Stderr, "usage: kustomize-oracle serve|schema")
		os.Exit(2)
	}
}

func printSchema() {
	document := openapi.Schema()
	if err := json.NewEncoder(os.Stdout).Encode(document); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serve reads lines of the form `[fresh ][restrictions-none ][repeat=N ]directory`.
// The library keeps OpenAPI documents between builds; fresh forgets them first,
// as a new process would.
func serve() {
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(make([]byte, 1<<20), 1<<20)
	output := json.NewEncoder(os.Stdout)
	for input.Scan() {
		options := krusty.MakeDefaultOptions()
		options.Reorder = krusty.ReorderOptionUnspecified
		line := input.Text()
		if rest, found := strings.CutPrefix(line, "fresh "); found {
			openapi.ResetOpenAPI()
			line = rest
		}
		if rest, found := strings.CutPrefix(line, "restrictions-none "); found {
			options.LoadRestrictions = types.LoadRestrictionsNone
			line = rest
		}
		repeat := 1
		if rest, found := strings.CutPrefix(line, "repeat="); found {
			count, directory, _ := strings.Cut(rest, " ")
			repeat, _ = strconv.Atoi(count)
			line = directory
		}
		var result answer
		for range repeat {
			result = build(options, line)
		}
		if err := output.Encode(result); err != nil {
			return
		}
	}
}

func build(options *krusty.Options, directory string) (result answer) {
	defer func() {
		if fault := recover(); fault != nil {
			result.Error = fmt.Sprintf("panic: %v\n%s", fault, debug.Stack())
			openapi.ResetOpenAPI()
		}
	}()
	start := time.Now()
	resources, err := krusty.MakeKustomizer(options).Run(filesys.MakeFsOnDisk(), directory)
	if err == nil {
		var text []byte
		text, err = resources.AsYaml()
		result.Yaml = string(text)
	}
	result.Milliseconds = float64(time.Since(start).Microseconds()) / 1000
	if err != nil {
		result.Error = err.Error()
	}
	if openapi.GetSchemaVersion() != "" && strings.Contains(openapi.GetSchemaVersion(), "custom") {
		openapi.ResetOpenAPI()
	}
	return result
}
