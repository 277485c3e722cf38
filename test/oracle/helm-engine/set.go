package main

import (
	"fmt"

	"helm.sh/helm/v4/pkg/cli/values"
	"helm.sh/helm/v4/pkg/getter"
	"helm.sh/helm/v4/pkg/strvals"
)

// A line for each flag of the --set family; empty ones are not given.
type setQuestion struct {
	Flag  string   `json:"flag"`
	Lines []string `json:"lines"`
}

type setAnswer struct {
	Values any    `json:"values,omitempty"`
	Error  string `json:"error,omitempty"`
}

func readSet(question setQuestion) any {
	options := values.Options{}
	switch question.Flag {
	case "set":
		options.Values = question.Lines
	case "set-string":
		options.StringValues = question.Lines
	case "set-json":
		options.JSONValues = question.Lines
	case "set-literal":
		options.LiteralValues = question.Lines
	default:
		return readSetFile(question.Lines)
	}
	table, err := options.MergeValues(getter.Providers{})
	return toAnswer(table, err)
}

// readSetFile takes a file's name as its content.
func readSetFile(lines []string) any {
	table := map[string]any{}
	content := func(name []rune) (any, error) {
		return "<" + string(name) + ">", nil
	}
	for _, line := range lines {
		if err := strvals.ParseIntoFile(line, table, content); err != nil {
			return toAnswer(nil, fmt.Errorf("failed parsing --set-file data: %w", err))
		}
	}
	return toAnswer(table, nil)
}

func toAnswer(table map[string]any, err error) setAnswer {
	if err != nil {
		return setAnswer{Error: err.Error()}
	}
	return setAnswer{Values: describe(table)}
}
