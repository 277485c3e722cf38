// Command tar answers, one JSON line for each archive in base64 on a line, what
// Go's archive/tar reads in it. It is the reference of packages/tar.
package main

import (
	"archive/tar"
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"os"
)

type entry struct {
	// Names are bytes, and so base64 in JSON.
	Name     []byte `json:"name"`
	Type     string `json:"type"`
	LinkName []byte `json:"linkName"`
	Mode     int64  `json:"mode"`
	Data     []byte `json:"data"`
}

type answer struct {
	Entries []entry `json:"entries"`
	Error   string  `json:"error,omitempty"`
}

func typeOf(flag byte) string {
	switch flag {
	case tar.TypeReg, tar.TypeCont:
		return "file"
	case tar.TypeLink:
		return "hardlink"
	case tar.TypeSymlink:
		return "symlink"
	case tar.TypeDir:
		return "directory"
	default:
		return "other"
	}
}

func read(archive []byte) answer {
	a := answer{Entries: []entry{}}
	reader := tar.NewReader(bytes.NewReader(archive))
	for {
		header, err := reader.Next()
		if err == io.EOF {
			return a
		}
		if err != nil {
			a.Error = err.Error()
			return a
		}
		if header.Typeflag == tar.TypeXGlobalHeader {
			continue
		}
		data, err := io.ReadAll(reader)
		if err != nil {
			a.Error = err.Error()
			return a
		}
		a.Entries = append(a.Entries, entry{
			Name:     []byte(header.Name),
			Type:     typeOf(header.Typeflag),
			LinkName: []byte(header.Linkname),
			Mode:     header.Mode,
			Data:     data,
		})
	}
}

func main() {
	lines := bufio.NewReader(os.Stdin)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) == 0 && err != nil {
			return
		}
		archive, err := base64.StdEncoding.DecodeString(string(bytes.TrimSpace(line)))
		if err != nil {
			panic(err)
		}
		if err := out.Encode(read(archive)); err != nil {
			panic(err)
		}
	}
}
