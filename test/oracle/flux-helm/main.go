// Command flux-helm-oracle answers what Flux's own packages find about drift
// of an object, and the digests of a HelmRelease's post-renderers.
//
// It reads one JSON request per line and answers one JSON object per line:
//
//	{"desired": {…}, "live": {…}, "dryRun": {…}, "ignore": [{"paths": [""], "target": {…}}]}
//	{"type": "update", "patch": [{"op": "add", "path": "/data/a", "value": "b"}], "error": ""}
//	{"spec": {"postRenderers": […], "commonMetadata": {…}}}
//	{"postRenderers": "sha256:…", "commonMetadata": "sha256:…"}
package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"

	v2 "github.com/fluxcd/helm-controller/api/v2"
	"github.com/fluxcd/pkg/ssa/jsondiff"
	patches "github.com/wI2L/jsondiff"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

type request struct {
	Desired map[string]any      `json:"desired"`
	Live    map[string]any      `json:"live"`
	DryRun  map[string]any      `json:"dryRun"`
	Ignore  []v2.IgnoreRule     `json:"ignore"`
	Spec    *v2.HelmReleaseSpec `json:"spec"`
}

type answer struct {
	Type           jsondiff.DiffType `json:"type,omitempty"`
	Patch          patches.Patch     `json:"patch,omitempty"`
	PostRenderers  string            `json:"postRenderers,omitempty"`
	CommonMetadata string            `json:"commonMetadata,omitempty"`
	Error          string            `json:"error,omitempty"`
}

// cluster has one object, and knows what applying it would make of it.
type cluster struct {
	client.Client
	live, dryRun map[string]any
}

func (c cluster) Get(_ context.Context, key client.ObjectKey, object client.Object, _ ...client.GetOption) error {
	if c.live == nil {
		return apierrors.NewNotFound(schema.GroupResource{}, key.Name)
	}
	object.(*unstructured.Unstructured).Object = c.live
	return nil
}

func (c cluster) Patch(_ context.Context, object client.Object, _ client.Patch, _ ...client.PatchOption) error {
	object.(*unstructured.Unstructured).Object = c.dryRun
	return nil
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

func answerTo(asked request) answer {
	if asked.Spec != nil {
		return answer{
			PostRenderers:  digest(asked.Spec.PostRenderers),
			CommonMetadata: digest(asked.Spec.CommonMetadata),
		}
	}
	options := []jsondiff.ListOption{
		jsondiff.FieldOwner("helm-controller"),
		jsondiff.ExclusionSelector{v2.DriftDetectionMetadataKey: v2.DriftDetectionDisabledValue},
		jsondiff.Rationalize(true),
		jsondiff.Graceful(true),
		rulesOf(asked.Ignore),
	}
	found, err := jsondiff.UnstructuredList(
		context.Background(),
		cluster{live: asked.Live, dryRun: asked.DryRun},
		[]*unstructured.Unstructured{{Object: asked.Desired}},
		options...,
	)
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Type: found[0].Type, Patch: found[0].Patch}
}

func rulesOf(ignored []v2.IgnoreRule) (rules jsondiff.IgnoreRules) {
	for _, rule := range ignored {
		made := jsondiff.IgnoreRule{Paths: rule.Paths}
		if target := rule.Target; target != nil {
			made.Selector = &jsondiff.Selector{
				Group:              target.Group,
				Version:            target.Version,
				Kind:               target.Kind,
				Name:               target.Name,
				Namespace:          target.Namespace,
				AnnotationSelector: target.AnnotationSelector,
				LabelSelector:      target.LabelSelector,
			}
		}
		rules = append(rules, made)
	}
	return rules
}

func digest(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("sha256:%x", sha256.Sum256(append(text, '\n')))
}
