// Command strategic-patch answers each line of JSON on its standard input with
// one line. `{"original", "modified", "current"}` are what a built-in object
// was, is to be and is; the answer holds the three-way patch of the Go library
// and what the object becomes by it. With a `patch` in it the answer is what
// the object becomes by that one.
package main

import (
	"bufio"
	"encoding/json"
	"os"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
	"k8s.io/client-go/kubernetes/scheme"
)

type question struct {
	Original, Modified, Current, Patch json.RawMessage
}

type answer struct {
	Patch  json.RawMessage `json:"patch,omitempty"`
	Result json.RawMessage `json:"result,omitempty"`
	Error  string          `json:"error,omitempty"`
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		reply, err := respond(in.Bytes())
		if err != nil {
			reply.Error = err.Error()
		}
		if err := out.Encode(reply); err != nil {
			panic(err)
		}
	}
}

func respond(line []byte) (answer, error) {
	var asked question
	if err := json.Unmarshal(line, &asked); err != nil {
		return answer{}, err
	}
	var head struct{ APIVersion, Kind string }
	if err := json.Unmarshal(asked.Current, &head); err != nil {
		return answer{}, err
	}
	object, err := scheme.Scheme.New(schema.FromAPIVersionAndKind(head.APIVersion, head.Kind))
	if err != nil {
		return answer{}, err
	}
	meta, err := strategicpatch.NewPatchMetaFromStruct(object)
	if err != nil {
		return answer{}, err
	}
	patch := []byte(asked.Patch)
	if patch == nil {
		patch, err = strategicpatch.CreateThreeWayMergePatch(asked.Original, asked.Modified, asked.Current, meta, true)
		if err != nil {
			return answer{}, err
		}
	}
	result, err := strategicpatch.StrategicMergePatchUsingLookupPatchMeta(asked.Current, patch, meta)
	return answer{Patch: patch, Result: result}, err
}
