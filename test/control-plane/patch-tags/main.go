// Command patch-tags prints, as JSON, how a strategic merge patch treats the
// fields of the built-in Kubernetes kinds that kubectl and Helm know: the type
// of each kind, and of each type the fields below which a list is merged by a
// key. What is not named is replaced if it is a list, and merged if it is an
// object.
package main

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiextensionsv1beta1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1beta1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/scheme"
)

// field is written as [type, strategy, merge key], without what is empty at its end.
type field [3]string

func (f field) MarshalJSON() ([]byte, error) {
	parts := f[:]
	for len(parts) > 1 && parts[len(parts)-1] == "" {
		parts = parts[:len(parts)-1]
	}
	return json.Marshal(parts)
}

type types map[string]map[string]field

func main() {
	known := runtime.NewScheme()
	must(scheme.AddToScheme(known))
	must(apiextensionsv1.AddToScheme(known))
	must(apiextensionsv1beta1.AddToScheme(known))
	all := types{}
	kinds := map[string]string{}
	for kind, goType := range known.AllKnownTypes() {
		if _, hasMeta := goType.FieldByName("ObjectMeta"); !hasMeta {
			continue
		}
		walk(goType, all)
		kinds[kind.GroupVersion().String()+" "+kind.Kind] = name(goType)
	}
	all.prune()
	for kind, goType := range kinds {
		if _, kept := all[goType]; !kept {
			kinds[kind] = ""
		}
	}
	must(json.NewEncoder(os.Stdout).Encode(map[string]any{"kinds": kinds, "types": all}))
}

// prune removes fields that lead to no tag, and types without fields, until nothing changes.
func (t types) prune() {
	for changed := true; changed; {
		changed = false
		for goType, fields := range t {
			for key, f := range fields {
				if _, kept := t[f[0]]; f[0] != "" && !kept {
					f[0], changed = "", true
					fields[key] = f
				}
				if f == (field{}) {
					delete(fields, key)
					changed = true
				}
			}
			if len(fields) == 0 {
				delete(t, goType)
				changed = true
			}
		}
	}
}

func name(t reflect.Type) string {
	path := strings.TrimPrefix(strings.TrimPrefix(t.PkgPath(), "k8s.io/api/"), "k8s.io/")
	return strings.ReplaceAll(path, "/", ".") + "." + t.Name()
}

// structOf is the struct behind pointers and lists; a map is no part of it.
func structOf(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	return t
}

func walk(t reflect.Type, all types) {
	if t.Kind() != reflect.Struct || !strings.HasPrefix(t.PkgPath(), "k8s.io/") {
		return
	}
	if _, seen := all[name(t)]; seen {
		return
	}
	fields := map[string]field{}
	all[name(t)] = fields
	collect(t, fields, all)
}

func collect(t reflect.Type, fields map[string]field, all types) {
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		key, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if key == "-" {
			continue
		}
		target := structOf(f.Type)
		if key == "" && (f.Anonymous || strings.Contains(options, "inline")) {
			if target.Kind() == reflect.Struct {
				collect(target, fields, all)
			}
			continue
		}
		walk(target, all)
		below := ""
		if _, known := all[name(target)]; known && target.Kind() == reflect.Struct {
			below = name(target)
		}
		fields[key] = field{below, f.Tag.Get("patchStrategy"), f.Tag.Get("patchMergeKey")}
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
