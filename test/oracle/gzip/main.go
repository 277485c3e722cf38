// Command gzip compresses, as Go's compress/gzip does at its default level. It
// is the reference of packages/oci/src/artifact/gzip. Each line of the input is
// JSON, a list of the pieces of one input in base64; each line of the output is
// what comes of it, in base64.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"os"
)

func main() {
	input := json.NewDecoder(bufio.NewReader(os.Stdin))
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	for input.More() {
		var pieces [][]byte
		if err := input.Decode(&pieces); err != nil {
			panic(err)
		}
		var compressed bytes.Buffer
		writer := gzip.NewWriter(&compressed)
		for _, piece := range pieces {
			if _, err := writer.Write(piece); err != nil {
				panic(err)
			}
		}
		if err := writer.Close(); err != nil {
			panic(err)
		}
		output.WriteString(base64.StdEncoding.EncodeToString(compressed.Bytes()))
		output.WriteByte('\n')
	}
}
