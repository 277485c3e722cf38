package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// decode reads the typed encoding of test data. Plain JSON is what Helm's
// values are: maps, lists, strings, booleans, null and float64 numbers. An
// object whose only key starts with "$" is a value of another Go type:
//
//	{"$int": "1"} {"$int64": "1"} {"$uint8": "1"} {"$float": "NaN"}
//	{"$jsonNumber": "1"} {"$bytes": "base64"} {"$strings": ["a"]}
//	{"$stringMap": {"a": "b"}} {"$time": "RFC 3339"} {"$duration": "nanoseconds"}
//	{"$nilMap": true} {"$nilSlice": true}
func decode(data json.RawMessage) (any, error) {
	if len(data) == 0 {
		return nil, nil
	}
	var raw any
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, err
	}
	return convert(raw)
}

func convert(raw any) (any, error) {
	switch value := raw.(type) {
	case []any:
		for i, item := range value {
			converted, err := convert(item)
			if err != nil {
				return nil, err
			}
			value[i] = converted
		}
		return value, nil
	case map[string]any:
		if len(value) == 1 {
			for key, inner := range value {
				if len(key) > 0 && key[0] == '$' {
					return typed(key, inner)
				}
			}
		}
		for key, item := range value {
			converted, err := convert(item)
			if err != nil {
				return nil, err
			}
			value[key] = converted
		}
		return value, nil
	}
	return raw, nil
}

func typed(key string, inner any) (any, error) {
	text := fmt.Sprint(inner)
	switch key {
	case "$int":
		n, err := strconv.ParseInt(text, 10, 64)
		return int(n), err
	case "$int64":
		return strconv.ParseInt(text, 10, 64)
	case "$uint8":
		n, err := strconv.ParseUint(text, 10, 8)
		return uint8(n), err
	case "$float":
		return strconv.ParseFloat(text, 64)
	case "$jsonNumber":
		return json.Number(text), nil
	case "$bytes":
		return base64.StdEncoding.DecodeString(text)
	case "$time":
		return time.Parse(time.RFC3339Nano, text)
	case "$duration":
		n, err := strconv.ParseInt(text, 10, 64)
		return time.Duration(n), err
	case "$nilMap":
		return map[string]any(nil), nil
	case "$nilSlice":
		return []any(nil), nil
	case "$strings":
		list := []string{}
		for _, item := range inner.([]any) {
			list = append(list, item.(string))
		}
		return list, nil
	case "$stringMap":
		dict := map[string]string{}
		for name, item := range inner.(map[string]any) {
			dict[name] = item.(string)
		}
		return dict, nil
	}
	return nil, fmt.Errorf("unknown type %s", key)
}
