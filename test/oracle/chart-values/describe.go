package main

import (
	"encoding/json"
	"fmt"
)

// describe shows values with their Go types, as JSON can't: `int64 1` and
// `float64 1` differ.
func describe(value any) any {
	switch value := value.(type) {
	case map[string]any:
		table := map[string]any{}
		for key, item := range value {
			table[key] = describe(item)
		}
		return table
	case []any:
		list := []any{}
		for _, item := range value {
			list = append(list, describe(item))
		}
		return list
	case float64:
		number, _ := json.Marshal(value)
		return "float64 " + string(number)
	case nil:
		return nil
	}
	return fmt.Sprintf("%T %v", value, value)
}
