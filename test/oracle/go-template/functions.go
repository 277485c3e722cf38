package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"
	"text/template"

	"github.com/BurntSushi/toml"
	"github.com/Masterminds/sprig/v3"
	"sigs.k8s.io/yaml"
	goyaml "sigs.k8s.io/yaml/goyaml.v3"
)

func sortedNames(texts map[string]string) []string {
	names := make([]string, 0, len(texts))
	for name := range texts {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// sprigFunctions are Sprig's without those that read the process.
func sprigFunctions() template.FuncMap {
	functions := sprig.TxtFuncMap()
	delete(functions, "env")
	delete(functions, "expandenv")
	return functions
}

func marked(message string) error {
	return errors.New("HELM_ERR_START" + message + "HELM_ERR_END")
}

// helmFunctions adds what Helm adds to Sprig, written anew from its behaviour.
func helmFunctions(set *template.Template, depth map[string]int, missingKey string) template.FuncMap {
	functions := sprigFunctions()
	for name, function := range documentFunctions() {
		functions[name] = function
	}
	functions["include"] = includer(set, depth)
	functions["tpl"] = templater(set, depth, missingKey)
	functions["fail"] = func(message string) (string, error) { return "", marked(message) }
	functions["required"] = func(message string, value any) (any, error) {
		if value == nil || value == "" {
			return value, marked(message)
		}
		return value, nil
	}
	functions["lookup"] = func(string, string, string, string) (map[string]any, error) {
		return map[string]any{}, nil
	}
	functions["getHostByName"] = func(string) string { return "" }
	return functions
}

const mostIncludes = 1000

func includer(set *template.Template, depth map[string]int) any {
	return func(name string, data any) (string, error) {
		if depth[name] > mostIncludes {
			return "", fmt.Errorf("rendering template has a nested reference name: %s: %w", name, errors.New("unable to execute template"))
		}
		depth[name]++
		defer func() { depth[name]-- }()
		var text strings.Builder
		err := set.ExecuteTemplate(&text, name, data)
		return text.String(), err
	}
}

func templater(parent *template.Template, depth map[string]int, missingKey string) any {
	return func(text string, data any) (string, error) {
		set, err := parent.Clone()
		if err != nil {
			return "", fmt.Errorf("cannot clone template: %w", err)
		}
		if missingKey != "" {
			set.Option("missingkey=" + missingKey)
		}
		set.Funcs(template.FuncMap{"include": includer(set, depth), "tpl": templater(set, depth, missingKey)})
		inner, err := set.New(parent.Name()).Parse(text)
		if err != nil {
			return "", fmt.Errorf("cannot parse template %q: %w", text, err)
		}
		var out strings.Builder
		if err := inner.Execute(&out, data); err != nil {
			return "", fmt.Errorf("error during tpl function execution for %q: %w", text, err)
		}
		return strings.ReplaceAll(out.String(), "<no value>", ""), nil
	}
}

func orEmpty(text string, err error) string {
	if err != nil {
		return ""
	}
	return text
}

func orPanic(text string, err error) string {
	if err != nil {
		panic(err)
	}
	return text
}

func writeYAML(value any) (string, error) {
	data, err := yaml.Marshal(value)
	return strings.TrimSuffix(string(data), "\n"), err
}

func writePrettyYAML(value any) (string, error) {
	var data bytes.Buffer
	encoder := goyaml.NewEncoder(&data)
	encoder.SetIndent(2)
	err := encoder.Encode(value)
	return strings.TrimSuffix(data.String(), "\n"), err
}

func writeJSON(value any) (string, error) {
	data, err := json.Marshal(value)
	return string(data), err
}

func writeTOML(value any) (string, error) {
	var data bytes.Buffer
	err := toml.NewEncoder(&data).Encode(value)
	return data.String(), err
}

func readDict(read func([]byte, any) error) any {
	return func(text string) map[string]any {
		dict := map[string]any{}
		if err := read([]byte(text), &dict); err != nil {
			dict["Error"] = err.Error()
		}
		return dict
	}
}

func readList(read func([]byte, any) error) any {
	return func(text string) []any {
		list := []any{}
		if err := read([]byte(text), &list); err != nil {
			list = []any{err.Error()}
		}
		return list
	}
}

func readYAML(data []byte, into any) error { return yaml.Unmarshal(data, into) }

func documentFunctions() template.FuncMap {
	return template.FuncMap{
		"toYaml":        func(v any) string { return orEmpty(writeYAML(v)) },
		"mustToYaml":    func(v any) string { return orPanic(writeYAML(v)) },
		"toYamlPretty":  func(v any) string { return orEmpty(writePrettyYAML(v)) },
		"fromYaml":      readDict(readYAML),
		"fromYamlArray": readList(readYAML),
		"toJson":        func(v any) string { return orEmpty(writeJSON(v)) },
		"mustToJson":    func(v any) string { return orPanic(writeJSON(v)) },
		"fromJson":      readDict(json.Unmarshal),
		"fromJsonArray": readList(json.Unmarshal),
		"toToml": func(v any) string {
			text, err := writeTOML(v)
			if err != nil {
				return err.Error()
			}
			return text
		},
		"fromToml": readDict(toml.Unmarshal),
	}
}
