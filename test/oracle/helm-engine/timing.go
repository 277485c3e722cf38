package main

import (
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strconv"
	"time"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/engine"
	releaseutil "helm.sh/helm/v4/pkg/release/v1/util"
)

type timing struct {
	Chart string `json:"chart"`
	// First load and render together.
	ColdMs float64 `json:"coldMs"`
	// Medians.
	LoadMs   float64 `json:"loadMs"`
	RenderMs float64 `json:"renderMs"`
	Error    string  `json:"error,omitempty"`
}

func run(path string) (load, render float64, err error) {
	start := time.Now()
	chart, err := loader.Load(path)
	if err != nil {
		return 0, 0, err
	}
	load = milliseconds(start)
	start = time.Now()
	values := map[string]interface{}{}
	if err := chartutil.ProcessDependencies(chart, values); err != nil {
		return load, 0, err
	}
	options := common.ReleaseOptions{Name: "rel", Namespace: "ns", Revision: 1, IsInstall: true}
	scope, err := util.ToRenderValues(chart, values, options, common.DefaultCapabilities)
	if err != nil {
		return load, 0, err
	}
	files, err := engine.Render(chart, scope)
	if err != nil {
		return load, 0, err
	}
	for name := range files {
		if len(name) > 9 && name[len(name)-9:] == "NOTES.txt" {
			delete(files, name)
		}
	}
	_, _, err = releaseutil.SortManifests(files, nil, releaseutil.InstallOrder)
	return load, milliseconds(start), err
}

func milliseconds(start time.Time) float64 {
	return float64(time.Since(start).Microseconds()) / 1000
}

func median(values []float64) float64 {
	sort.Float64s(values)
	return values[len(values)/2]
}

func measure(path string, runs int) timing {
	result := timing{Chart: path}
	loads, renders := []float64{}, []float64{}
	for i := 0; i < runs; i++ {
		load, render, err := run(path)
		if err != nil {
			result.Error = err.Error()
			return result
		}
		if i == 0 {
			result.ColdMs = load + render
		}
		loads = append(loads, load)
		renders = append(renders, render)
	}
	result.LoadMs, result.RenderMs = median(loads), median(renders)
	return result
}

// timeCharts prints one JSON line of medians for each chart folder.
func timeCharts(args []string) error {
	if len(args) < 2 {
		return fmt.Errorf("usage: helm-engine RUNS CHART…")
	}
	runs, err := strconv.Atoi(args[0])
	if err != nil || runs < 1 {
		return fmt.Errorf("RUNS must be a number above 0")
	}
	encoder := json.NewEncoder(os.Stdout)
	for _, path := range args[1:] {
		if err := encoder.Encode(measure(path, runs)); err != nil {
			return err
		}
	}
	return nil
}
