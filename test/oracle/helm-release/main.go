// Command helm-release has Helm's own storage read and write releases. Every
// line of standard input is a JSON text of a release or what a Secret's
// `data.release` holds of one; each is answered with one line of JSON.
//
// It judges packages/helm-release (encodeRelease.test.ts and scripts/fuzz.mjs).
package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	goyaml "go.yaml.in/yaml/v2"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	release "helm.sh/helm/v4/pkg/release/v1"
	"helm.sh/helm/v4/pkg/storage/driver"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	secrets "k8s.io/client-go/kubernetes/typed/core/v1"
	"sigs.k8s.io/yaml"
)

const key = "sh.helm.release.v1.a.v1"

// question is one line: exactly one of its fields is set.
type question struct {
	// JSON of a release, in any spelling; base64, so that it may hold any bytes.
	JSON []byte `json:"json"`
	// Stored is `data.release` of a Secret, without Kubernetes' base64.
	Stored string `json:"stored"`
}

type answer struct {
	Error string `json:"error,omitempty"`
	// JSON as Go writes the release after it has read it.
	JSON []byte `json:"json,omitempty"`
	// Stored is what the driver writes to a Secret.
	Stored string            `json:"stored,omitempty"`
	Labels map[string]string `json:"labels,omitempty"`
	// Digests as helm-controller keeps them in a HelmRelease's status.
	Snapshot string `json:"snapshot,omitempty"`
	Values   string `json:"values,omitempty"`
}

// snapshot is what the digest of a release in a HelmRelease's history covers.
type snapshot struct {
	Name          string         `json:"name"`
	Version       int            `json:"version"`
	Info          release.Info   `json:"info"`
	ChartMetadata chart.Metadata `json:"chartMetadata"`
	Config        map[string]any `json:"config"`
	Manifest      string         `json:"manifest"`
	Hooks         []release.Hook `json:"hooks"`
	Namespace     string         `json:"namespace"`
}

func main() {
	decoder := json.NewDecoder(bufio.NewReader(os.Stdin))
	encoder := json.NewEncoder(os.Stdout)
	for {
		var asked question
		if err := decoder.Decode(&asked); err == io.EOF {
			return
		} else if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		reply, err := answerTo(asked)
		if err != nil {
			reply = answer{Error: err.Error()}
		}
		if err := encoder.Encode(reply); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

func answerTo(asked question) (answer, error) {
	rel, err := read(asked)
	if err != nil {
		return answer{}, err
	}
	text, err := json.Marshal(rel)
	if err != nil {
		return answer{}, err
	}
	secret, err := store(rel)
	if err != nil {
		return answer{}, err
	}
	line, err := snapshotLine(rel)
	if err != nil {
		return answer{}, err
	}
	values, err := valuesYAML(rel.Config)
	if err != nil {
		return answer{}, err
	}
	return answer{
		JSON:     text,
		Stored:   string(secret.Data["release"]),
		Labels:   secret.Labels,
		Snapshot: sum(line),
		Values:   sum(values),
	}, nil
}

// read has the driver decode what is stored; JSON alone is stored text too.
func read(asked question) (*release.Release, error) {
	stored := asked.Stored
	if stored == "" {
		stored = base64.StdEncoding.EncodeToString(asked.JSON)
	}
	client := &secretsOf{kept: &corev1.Secret{
		Data: map[string][]byte{"release": []byte(stored)},
	}}
	rel, err := driver.NewSecrets(client).Get(key)
	if err != nil {
		return nil, err
	}
	return rel.(*release.Release), nil
}

// store has the driver write a release.
func store(rel *release.Release) (*corev1.Secret, error) {
	if rel.Info == nil {
		return nil, fmt.Errorf("a release without info")
	}
	client := &secretsOf{}
	if err := driver.NewSecrets(client).Create(key, rel); err != nil {
		return nil, err
	}
	return client.kept, nil
}

// secretsOf is a cluster of at most one Secret.
type secretsOf struct {
	secrets.SecretInterface
	kept *corev1.Secret
}

func (s *secretsOf) Get(context.Context, string, metav1.GetOptions) (*corev1.Secret, error) {
	return s.kept, nil
}

func (s *secretsOf) Create(_ context.Context, secret *corev1.Secret, _ metav1.CreateOptions) (*corev1.Secret, error) {
	s.kept = secret
	return secret, nil
}

func snapshotLine(rel *release.Release) ([]byte, error) {
	shot := snapshot{
		Name:      rel.Name,
		Version:   rel.Version,
		Info:      *rel.Info,
		Manifest:  rel.Manifest,
		Namespace: rel.Namespace,
	}
	if rel.Chart != nil && rel.Chart.Metadata != nil {
		shot.ChartMetadata = *rel.Chart.Metadata
	}
	if len(rel.Config) > 0 {
		shot.Config = rel.Config
	}
	for _, hook := range rel.Hooks {
		if !slices.Contains(hook.Events, release.HookTest) {
			shot.Hooks = append(shot.Hooks, *hook)
		}
	}
	line, err := json.Marshal(shot)
	return append(line, '\n'), err
}

// valuesYAML is what the digest of values covers: YAML with sorted keys,
// nothing where there are none.
func valuesYAML(values map[string]any) ([]byte, error) {
	if len(values) == 0 {
		return nil, nil
	}
	return goyaml.Marshal(sorted(yaml.JSONObjectToYAMLObject(values)))
}

func sorted(value any) any {
	switch typed := value.(type) {
	case goyaml.MapSlice:
		slices.SortFunc(typed, func(a, b goyaml.MapItem) int {
			return strings.Compare(a.Key.(string), b.Key.(string))
		})
		for _, item := range typed {
			sorted(item.Value)
		}
	case []any:
		for _, item := range typed {
			sorted(item)
		}
	}
	return value
}

func sum(data []byte) string {
	return fmt.Sprintf("sha256:%x", sha256.Sum256(data))
}
