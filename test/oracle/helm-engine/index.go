package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"helm.sh/helm/v4/pkg/repo/v1"
)

// The text of an index.yaml.
type indexQuestion struct {
	Text string `json:"text"`
}

// The index as Helm has read it, in its JSON form.
type indexAnswer struct {
	JSON  string `json:"json,omitempty"`
	Error string `json:"error,omitempty"`
}

func readIndex(question indexQuestion) any {
	slog.SetDefault(slog.New(slog.NewTextHandler(io.Discard, nil)))
	text, err := loadIndex(question.Text)
	if err != nil {
		return indexAnswer{Error: err.Error()}
	}
	return indexAnswer{JSON: text}
}

func loadIndex(text string) (string, error) {
	folder, err := os.MkdirTemp("", "index")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "index.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return "", err
	}
	index, err := repo.LoadIndexFile(path)
	if err != nil {
		return "", trimmed{err, "error loading " + path + ": "}
	}
	written, err := json.MarshalIndent(index, "", "  ")
	return string(written), err
}

// An error without the path of a temporary file.
type trimmed struct {
	error
	prefix string
}

func (t trimmed) Error() string { return strings.TrimPrefix(t.error.Error(), t.prefix) }
