// Command helm-engine asks Helm's own packages in one process:
//
//	helm-engine RUNS CHART…  times loading and rendering of chart folders
//	helm-engine set          reads lines of the --set family
//	helm-engine values       shows the values that a chart and its subcharts see
//	helm-engine index        reads the index.yaml of a chart repository
//
// The last three read one JSON question a line from standard input and answer
// each with one JSON line. Times are the yardstick of benchmarks/helm; answers
// judge packages/helm/scripts/fuzz.mjs.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
)

func main() {
	// Values that contain themselves are followed until the stack is full.
	debug.SetMaxStack(64 << 20)
	if err := dispatch(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func dispatch(args []string) error {
	if len(args) == 1 && args[0] == "set" {
		return answer(readSet)
	}
	if len(args) == 1 && args[0] == "index" {
		return answer(readIndex)
	}
	if len(args) == 1 && args[0] == "values" {
		return answer(layerValues)
	}
	return timeCharts(args)
}

// answer replies to every line of standard input.
func answer[Question any](reply func(Question) any) error {
	lines := bufio.NewReader(os.Stdin)
	decoder := json.NewDecoder(lines)
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	for decoder.More() {
		var question Question
		if err := decoder.Decode(&question); err != nil {
			return err
		}
		if err := encoder.Encode(reply(question)); err != nil {
			return err
		}
	}
	return nil
}
