//go:build ignore

// Records encodeHeader.json: what Go's archive/tar writes for the entries of the test.
// Run: go run record.go > encodeHeader.json
package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"time"
	"unicode/utf8"
)

type entry struct {
	Name string `json:"name"`
	// The name in base64, where it is not UTF-8.
	Bytes       []byte `json:"bytes,omitempty"`
	IsDirectory bool   `json:"isDirectory"`
	Mode        int64  `json:"mode"`
	Size        int64  `json:"size"`
	// Seconds since 1970.
	ModifiedSeconds int64  `json:"modifiedSeconds,omitempty"`
	Header          string `json:"header"`
}

func main() {
	long := strings.Repeat("d", 60)
	entries := []entry{
		{Name: ".", IsDirectory: true, Mode: 0o750},
		{Name: "a/b/file.txt", Mode: 0o600, Size: 3},
		{Name: "run.sh", Mode: 0o700, Size: 10},
		{Name: "empty", Mode: 0o600},
		{Name: "big", Mode: 0o600, Size: 5_000_000_000},
		{Name: "sp ace.txt", Mode: 0o600, Size: 1},
		{Name: strings.Repeat("n", 100), Mode: 0o600, Size: 1},
		{Name: strings.Repeat("n", 101), Mode: 0o600, Size: 1},
		{Name: long + "/" + long + "/file.yaml", Mode: 0o600, Size: 1},
		{Name: long + "/" + long + "/" + long + "/file.yaml", Mode: 0o600, Size: 1},
		{Name: long + "/" + long + "/" + long + "/" + long + "/" + long + "/file.yaml", Mode: 0o600, Size: 1},
		{Name: long + "/" + long + "/dir", IsDirectory: true, Mode: 0o750},
		{Name: "grün/größe.yaml", Mode: 0o600, Size: 7},
		{Name: "emoji/\U0001F680", IsDirectory: true, Mode: 0o750},
		{Name: `units/mnt-my\x2ddata.mount`, Mode: 0o600, Size: 1},
		{Name: "raw/\xff\xfe.yaml", Mode: 0o600, Size: 1},
		{Name: "raw\xc3/dir", IsDirectory: true, Mode: 0o750},
		{Name: "\ufeffbom", Mode: 0o600, Size: 1},
		{Name: strings.Repeat("n", 90) + "/x.tar.gz/größe", Mode: 0o600, Size: 1},
		{Name: "setuid", Mode: 0o4755, Size: 1},
		{Name: "eight-gib", Mode: 0o600, Size: 8 << 30},
		{Name: "größe-9g", Mode: 0o600, Size: 9 << 30},
		{Name: "chart/values.yaml", Mode: 0o644, Size: 9, ModifiedSeconds: 1_700_000_000},
		{Name: "chart/größe.yaml", Mode: 0o644, Size: 9, ModifiedSeconds: 1_700_000_000},
	}
	for i := range entries {
		e := &entries[i]
		var buffer bytes.Buffer
		kind := byte(tar.TypeReg)
		if e.IsDirectory {
			kind = tar.TypeDir
		}
		header := tar.Header{
			Typeflag: kind, Name: e.Name, Mode: e.Mode, Size: e.Size,
		}
		if e.ModifiedSeconds != 0 {
			header.ModTime = time.Unix(e.ModifiedSeconds, 0)
		}
		err := tar.NewWriter(&buffer).WriteHeader(&header)
		if err != nil {
			panic(err)
		}
		sum := sha256.Sum256(buffer.Bytes())
		e.Header = hex.EncodeToString(sum[:])
		if !utf8.ValidString(e.Name) {
			e.Bytes = []byte(e.Name)
		}
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(entries); err != nil {
		panic(err)
	}
}
