// Command chart-values composes the values of Helm releases with the package
// that Flux's helm-controller uses. It reads one JSON question a line from
// standard input and answers each with one JSON line. Its answers judge
// plugins/gitops-controllers/src/controllers/helmrelease/values.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/fluxcd/pkg/apis/meta"
	"github.com/fluxcd/pkg/chartutil"
	"github.com/go-logr/logr"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
)

type question struct {
	// Values is spec.values.
	Values map[string]any `json:"values"`
	// ValuesFrom is spec.valuesFrom.
	ValuesFrom []meta.ValuesReference `json:"valuesFrom"`
	ConfigMaps []corev1.ConfigMap     `json:"configMaps"`
	Secrets    []corev1.Secret        `json:"secrets"`
}

type answer struct {
	Values any    `json:"values,omitempty"`
	Error  string `json:"error,omitempty"`
	// Digest is status.lastAttemptedConfigDigest.
	Digest string `json:"digest,omitempty"`
}

func main() {
	decoder := json.NewDecoder(bufio.NewReader(os.Stdin))
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	for decoder.More() {
		var next question
		if err := decoder.Decode(&next); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if err := encoder.Encode(compose(next)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func compose(asked question) answer {
	values, err := chartutil.ChartValuesFromReferences(
		context.Background(), logr.Discard(), newClient(asked), "apps",
		asked.Values, asked.ValuesFrom...)
	if err != nil {
		return answer{Error: err.Error()}
	}
	digest := chartutil.DigestValues("sha256", values).String()
	return answer{Values: describe(map[string]any(values)), Digest: digest}
}

func newClient(asked question) client.Client {
	scheme := runtime.NewScheme()
	if err := corev1.AddToScheme(scheme); err != nil {
		panic(err)
	}
	builder := fake.NewClientBuilder().WithScheme(scheme)
	for i := range asked.ConfigMaps {
		builder = builder.WithObjects(&asked.ConfigMaps[i])
	}
	for i := range asked.Secrets {
		builder = builder.WithObjects(&asked.Secrets[i])
	}
	return builder.Build()
}
