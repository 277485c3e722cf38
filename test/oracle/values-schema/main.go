// Command values-schema asks the JSON schema library of Helm, compiled as Helm
// compiles a chart's values.schema.json, whether values fit a schema.
//
// It reads one JSON question a line from standard input, with the schema as
// text and the documents that it may refer to by URL, and answers each with
// one JSON line: Helm's words about the faults, empty where the values fit.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const rootURL = "file:///values.schema.json"

type question struct {
	Schema    string            `json:"schema"`
	Values    json.RawMessage   `json:"values"`
	Documents map[string]string `json:"documents"`
}

type answer struct {
	Faults string `json:"faults"`
}

func main() {
	decoder := json.NewDecoder(bufio.NewReader(os.Stdin))
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for decoder.More() {
		var asked question
		if err := decoder.Decode(&asked); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return
		}
		faults := ""
		if err := validate(asked); err != nil {
			faults = strings.TrimPrefix(err.Error(),
				"jsonschema validation failed with '"+rootURL+"#'\n")
		}
		if err := encoder.Encode(answer{faults}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return
		}
	}
}

func validate(asked question) (failure error) {
	defer func() {
		if cause := recover(); cause != nil {
			failure = fmt.Errorf("unable to validate schema: %s", cause)
		}
	}()
	schema, err := jsonschema.UnmarshalJSON(strings.NewReader(asked.Schema))
	if err != nil {
		return err
	}
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(documents(asked.Documents))
	if err := compiler.AddResource(rootURL, schema); err != nil {
		return err
	}
	validator, err := compiler.Compile(rootURL)
	if err != nil {
		return err
	}
	var values any
	if err := json.Unmarshal(asked.Values, &values); err != nil {
		return err
	}
	return validator.Validate(values)
}

// documents stand for the network that Helm would ask.
type documents map[string]string

func (d documents) Load(url string) (any, error) {
	text, found := d[url]
	if !found {
		if strings.HasPrefix(url, "urn:") {
			return true, nil
		}
		return nil, fmt.Errorf("schemas are not fetched")
	}
	return jsonschema.UnmarshalJSON(strings.NewReader(text))
}
