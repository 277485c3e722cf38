package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
)

// text writes a value with its type, so that answers can be compared: `1`, `1u`,
// `1.5e+0`, `"a"`, `b"<base64>"`, `[…]`, `{key: value}` sorted by key.
func text(value ref.Val) string {
	switch item := value.(type) {
	case types.Bool:
		return strconv.FormatBool(bool(item))
	case types.Int:
		return strconv.FormatInt(int64(item), 10)
	case types.Uint:
		return strconv.FormatUint(uint64(item), 10) + "u"
	case types.Double:
		return double(float64(item))
	case types.String:
		return quote(string(item))
	case types.Bytes:
		return "b\"" + base64.StdEncoding.EncodeToString(item) + "\""
	case types.Null:
		return "null"
	case types.Duration:
		return "duration(" + strconv.FormatInt(int64(item.Duration), 10) + ")"
	case types.Timestamp:
		return "timestamp(" + item.UTC().Format(time.RFC3339Nano) + ")"
	case *types.Optional:
		if !item.HasValue() {
			return "optional.none()"
		}
		return "optional.of(" + text(item.GetValue()) + ")"
	case *types.Type:
		return "type(" + item.String() + ")"
	case traits.Mapper:
		return entries(item)
	case traits.Lister:
		return items(item)
	}
	return fmt.Sprintf("%s(%v)", value.Type().TypeName(), value.Value())
}

var exponent = regexp.MustCompile(`e([+-])0?(\d+)$`)

func double(number float64) string {
	if math.IsNaN(number) || math.IsInf(number, 0) {
		return strconv.FormatFloat(number, 'g', -1, 64)
	}
	return exponent.ReplaceAllString(strconv.FormatFloat(number, 'e', -1, 64), "e$1$2")
}

func quote(value string) string {
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(value)
	return strings.NewReplacer(`\u2028`, "\u2028", `\u2029`, "\u2029").Replace(strings.TrimSpace(out.String()))
}

func items(list traits.Lister) string {
	var parts []string
	for iterator := list.Iterator(); iterator.HasNext() == types.True; {
		parts = append(parts, text(iterator.Next()))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func entries(fields traits.Mapper) string {
	var parts []string
	for iterator := fields.Iterator(); iterator.HasNext() == types.True; {
		key := iterator.Next()
		parts = append(parts, text(key)+": "+text(fields.Get(key)))
	}
	sort.Strings(parts)
	return "{" + strings.Join(parts, ", ") + "}"
}
