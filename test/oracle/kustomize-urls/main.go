// Command kustomize-urls tells how the real kustomize library takes remote
// references apart: it reads one reference per line and answers one JSON
// object per line, null for what it takes for a path.
//
// The parser is internal to kustomize's module, so the path of this module
// lies below it.
package main

import (
	"bufio"
	"encoding/json"
	"io"
	"log"
	"os"

	"sigs.k8s.io/kustomize/api/internal/git"
	"sigs.k8s.io/kustomize/api/resource"
)

type answer struct {
	Repository string `json:"repository"`
	Path       string `json:"path"`
	Ref        string `json:"ref"`
	TimeoutMs  int64  `json:"timeoutMs"`
	Submodules bool   `json:"submodules"`
	// OriginPath is what buildMetadata records as the path.
	OriginPath string `json:"originPath"`
}

func main() {
	log.SetOutput(io.Discard)
	input := bufio.NewScanner(os.Stdin)
	output := json.NewEncoder(os.Stdout)
	output.SetEscapeHTML(false)
	for input.Scan() {
		if err := output.Encode(parse(input.Text())); err != nil {
			os.Exit(1)
		}
	}
}

func parse(text string) *answer {
	spec, err := git.NewRepoSpecFromURL(text)
	if err != nil {
		return nil
	}
	return &answer{
		Repository: spec.CloneSpec(),
		Path:       spec.KustRootPath,
		Ref:        spec.Ref,
		TimeoutMs:  spec.Timeout.Milliseconds(),
		Submodules: spec.Submodules,
		OriginPath: originPath(text),
	}
}

// originPath is "!" where the library stops with a panic.
func originPath(text string) (path string) {
	defer func() {
		if recover() != nil {
			path = "!"
		}
	}()
	return (&resource.Origin{Path: "base"}).Append(text).Path
}
