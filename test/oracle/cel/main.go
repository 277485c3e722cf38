// Command cel evaluates CEL expressions with cel-go, in the environments of
// Flux and of the Kubernetes API server. It reads one JSON request per line
// and answers one JSON object per line; see evaluate.go for both shapes.
package main

import (
	"bufio"
	"encoding/json"
	"log"
	"os"
)

const maxLine = 64 << 20

func main() {
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(make([]byte, 0, 1<<20), maxLine)
	output := json.NewEncoder(os.Stdout)
	output.SetEscapeHTML(false)
	for input.Scan() {
		var question request
		decoder := json.NewDecoder(newReader(input.Bytes()))
		decoder.UseNumber()
		if err := decoder.Decode(&question); err != nil {
			log.Fatal(err)
		}
		if err := output.Encode(evaluate(question)); err != nil {
			log.Fatal(err)
		}
	}
	if err := input.Err(); err != nil {
		log.Fatal(err)
	}
}
