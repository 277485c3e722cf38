// Command field-tags prints, as JSON, two facts about each field of the built-in
// Kubernetes types. How Go writes it as JSON: "p" for a pointer (an explicit zero
// is kept), "a" for a field that is always written, "" for one that is dropped
// when empty. And its protobuf field number. The embedded API server needs them
// to read what clients send and to store what the real server stores.
package main

import (
	"encoding/json"
	"os"
	"reflect"
	"strconv"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

type fieldTag struct {
	Written string `json:"written,omitempty"`
	Number  int    `json:"number,omitempty"`
}

func main() {
	tags := map[string]map[string]fieldTag{}
	for _, known := range scheme.Scheme.AllKnownTypes() {
		walk(known, tags)
	}
	walk(reflect.TypeOf(apiextensions.CustomResourceDefinition{}), tags)
	walk(reflect.TypeOf(apiregistration.APIService{}), tags)
	encoder := json.NewEncoder(os.Stdout)
	if err := encoder.Encode(tags); err != nil {
		panic(err)
	}
}

// openAPIName turns k8s.io/api/apps/v1.Deployment into io.k8s.api.apps.v1.Deployment.
func openAPIName(t reflect.Type) string {
	path := strings.Split(t.PkgPath(), "/")
	host := strings.Split(path[0], ".")
	for left, right := 0, len(host)-1; left < right; left, right = left+1, right-1 {
		host[left], host[right] = host[right], host[left]
	}
	return strings.Join(append(host, append(path[1:], t.Name())...), ".")
}

func walk(t reflect.Type, tags map[string]map[string]fieldTag) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || !strings.HasPrefix(t.PkgPath(), "k8s.io/") {
		return
	}
	name := openAPIName(t)
	if _, seen := tags[name]; seen {
		return
	}
	fields := map[string]fieldTag{}
	tags[name] = fields
	collect(t, fields, tags)
}

func collect(t reflect.Type, fields map[string]fieldTag, tags map[string]map[string]fieldTag) {
	for index := 0; index < t.NumField(); index++ {
		field := t.Field(index)
		parts := strings.Split(field.Tag.Get("json"), ",")
		if parts[0] == "-" {
			continue
		}
		if parts[0] == "" {
			if field.Anonymous && field.Type.Kind() == reflect.Struct {
				collect(field.Type, fields, tags)
			}
			continue
		}
		fields[parts[0]] = fieldTag{Written: codeOf(field.Type, parts[1:]), Number: numberOf(field)}
		walk(field.Type, tags)
	}
}

func codeOf(t reflect.Type, options []string) string {
	omitEmpty, omitZero := has(options, "omitempty"), has(options, "omitzero")
	switch {
	case t.Kind() == reflect.Pointer:
		return "p"
	case omitZero:
		return ""
	case t.Kind() == reflect.Struct, !omitEmpty:
		return "a"
	default:
		return ""
	}
}

// numberOf reads `protobuf:"bytes,3,opt,name=spec"`.
func numberOf(field reflect.StructField) int {
	parts := strings.Split(field.Tag.Get("protobuf"), ",")
	if len(parts) < 2 {
		return 0
	}
	number, err := strconv.Atoi(parts[1])
	if err != nil {
		return 0
	}
	return number
}

func has(options []string, wanted string) bool {
	for _, option := range options {
		if option == wanted {
			return true
		}
	}
	return false
}
