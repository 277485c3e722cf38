// Command flux-kustomize-oracle answers what Flux's own package makes of a
// directory and the spec of a Kustomization: the kustomization file that it
// writes, and the objects that it builds and substitutes.
//
// It reads one JSON request per line and answers one JSON object per line:
//
//	{"root": "/tmp/tree", "path": "app", "spec": {"namePrefix": "a-"}}
//	{"file": "kustomization.yaml", "kustomization": "…", "yaml": "…", "error": ""}
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/fluxcd/pkg/kustomize"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/api/resource"
)

type request struct {
	Root string         `json:"root"`
	Path string         `json:"path"`
	Spec map[string]any `json:"spec"`
}

type answer struct {
	File          string `json:"file,omitempty"`
	Kustomization string `json:"kustomization,omitempty"`
	Yaml          string `json:"yaml,omitempty"`
	Error         string `json:"error,omitempty"`
}

func main() {
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(make([]byte, 1<<20), 1<<24)
	output := json.NewEncoder(os.Stdout)
	for input.Scan() {
		var asked request
		if err := json.Unmarshal(input.Bytes(), &asked); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		if err := output.Encode(answerTo(asked)); err != nil {
			return
		}
	}
}

func answerTo(asked request) (result answer) {
	owner := unstructured.Unstructured{Object: map[string]any{"spec": asked.Spec}}
	directory := filepath.Join(asked.Root, asked.Path)
	if _, err := kustomize.NewGenerator(asked.Root, owner).WriteFile(directory); err != nil {
		result.Error = err.Error()
		return result
	}
	for _, name := range konfig.RecognizedKustomizationFileNames() {
		if text, err := os.ReadFile(filepath.Join(directory, name)); err == nil {
			result.File, result.Kustomization = name, string(text)
			break
		}
	}
	text, err := build(asked, directory, owner)
	if err != nil {
		result.Error = err.Error()
	}
	result.Yaml = text
	return result
}

func build(asked request, directory string, owner unstructured.Unstructured) (string, error) {
	resources, err := kustomize.SecureBuild(asked.Root, directory, false)
	if err != nil {
		return "", fmt.Errorf("kustomize build failed: %w", err)
	}
	for _, resource := range resources.Resources() {
		if err := finish(resources, resource, owner); err != nil {
			return "", err
		}
	}
	text, err := resources.AsYaml()
	if err != nil {
		return "", fmt.Errorf("kustomize build failed: %w", err)
	}
	return string(text), nil
}

// finish does to one object what the controller does after the build.
func finish(resources resmap.ResMap, res *resource.Resource, owner unstructured.Unstructured) error {
	if res.GetName() == "" || res.GetKind() == "" || res.GetApiVersion() == "" {
		return fmt.Errorf("failed to decode Kubernetes apiVersion, kind and name from: %v", res.String())
	}
	if _, found, _ := unstructured.NestedMap(owner.Object, "spec", "postBuild"); !found {
		return nil
	}
	changed, err := kustomize.SubstituteVariables(context.Background(), nil, owner, res,
		kustomize.SubstituteWithDryRun(true), kustomize.SubstituteWithStrict(true))
	if err != nil {
		return fmt.Errorf("post build failed for '%s/%s': %w", res.GetGvk(), res.GetName(), err)
	}
	if changed != nil {
		_, err = resources.Replace(res)
	}
	return err
}
