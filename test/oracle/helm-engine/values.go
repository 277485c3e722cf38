package main

import (
	"fmt"
	"sort"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/loader/archive"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/engine"
	"sigs.k8s.io/yaml"
)

// A chart's files by path and the values file of its user.
type valuesQuestion struct {
	Files  map[string]string `json:"files"`
	Values string            `json:"values"`
}

// Rendered templates by path, without blanks around them.
type valuesAnswer struct {
	Rendered map[string]string `json:"rendered,omitempty"`
	Error    string            `json:"error,omitempty"`
}

func layerValues(question valuesQuestion) any {
	rendered, err := render(question)
	if err != nil {
		return valuesAnswer{Error: err.Error()}
	}
	for path, text := range rendered {
		rendered[path] = strings.TrimSpace(text)
	}
	return valuesAnswer{Rendered: rendered}
}

func render(question valuesQuestion) (map[string]string, error) {
	files := []*archive.BufferedFile{}
	for name, text := range question.Files {
		files = append(files, &archive.BufferedFile{Name: name, Data: []byte(text)})
	}
	sort.Slice(files, func(i, j int) bool { return files[i].Name < files[j].Name })
	chart, err := loader.LoadFiles(files)
	if err != nil {
		return nil, err
	}
	values := map[string]any{}
	if err := yaml.Unmarshal([]byte(question.Values), &values); err != nil {
		return nil, err
	}
	if err := chartutil.ProcessDependencies(chart, values); err != nil {
		return nil, fmt.Errorf("chart dependencies processing failed: %w", err)
	}
	options := common.ReleaseOptions{Name: "rel", Namespace: "ns", Revision: 1, IsInstall: true}
	scope, err := util.ToRenderValues(chart, values, options, common.DefaultCapabilities)
	if err != nil {
		return nil, err
	}
	return engine.Render(chart, scope)
}
