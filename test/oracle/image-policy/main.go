// Command image-policy chooses, one JSON line for each JSON line, a tag by the
// Go libraries that Flux's image policies use: regexp, strconv and
// Masterminds/semver. It is the reference of the policies of gitops-controllers.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"

	"github.com/Masterminds/semver/v3"
	"github.com/fluxcd/pkg/version"
)

type question struct {
	// In the order in which they are looked at.
	Tags    []string `json:"tags"`
	Filter  bool     `json:"filter"`
	Pattern string   `json:"pattern"`
	Extract string   `json:"extract"`
	// semver, alphabetical or numerical
	Policy string `json:"policy"`
	Range  string `json:"range"`
	Desc   bool   `json:"desc"`
}

type answer struct {
	Tag   string `json:"tag,omitempty"`
	Error string `json:"error,omitempty"`
}

// candidate is what is compared of a tag.
type candidate struct{ text, tag string }

func candidates(q question) ([]candidate, error) {
	pattern, err := regexp.Compile(q.Pattern)
	if err != nil {
		return nil, fmt.Errorf("pattern: %w", err)
	}
	var found []candidate
	places := map[string]int{}
	for _, tag := range q.Tags {
		text := tag
		if q.Filter {
			match := pattern.FindStringSubmatchIndex(tag)
			if match == nil {
				continue
			}
			if q.Extract != "" {
				text = string(pattern.ExpandString(nil, q.Extract, tag, match))
			}
		}
		// The last tag of a text counts, at the place of the first.
		if place, ok := places[text]; ok {
			found[place].tag = tag
			continue
		}
		places[text] = len(found)
		found = append(found, candidate{text, tag})
	}
	return found, nil
}

// better tells whether a text is to be chosen instead of the best so far.
type better func(text string, best *candidate) (bool, error)

func bySemver(text string) (better, error) {
	constraint, err := semver.NewConstraint(text)
	if err != nil {
		return nil, err
	}
	var highest *semver.Version
	return func(text string, _ *candidate) (bool, error) {
		v, err := version.ParseVersion(text)
		if err != nil || !constraint.Check(v) {
			return false, nil
		}
		if highest != nil && !v.GreaterThan(highest) {
			return false, nil
		}
		highest = v
		return true, nil
	}, nil
}

func alphabetically(desc bool) better {
	return func(text string, best *candidate) (bool, error) {
		if best == nil {
			return true, nil
		}
		return desc == (text < best.text), nil
	}
}

func numerically(desc bool) better {
	var last float64
	return func(text string, best *candidate) (bool, error) {
		value, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return false, fmt.Errorf("number: %q", text)
		}
		if best != nil && ((desc && value > last) || (!desc && value < last)) {
			return false, nil
		}
		last = value
		return true, nil
	}
}

func orderOf(q question) (better, error) {
	switch q.Policy {
	case "semver":
		return bySemver(q.Range)
	case "alphabetical":
		return alphabetically(q.Desc), nil
	default:
		return numerically(q.Desc), nil
	}
}

func choose(q question) (string, error) {
	isBetter, err := orderOf(q)
	if err != nil {
		return "", fmt.Errorf("range: %w", err)
	}
	found, err := candidates(q)
	if err != nil {
		return "", err
	}
	var best *candidate
	for i := range found {
		ok, err := isBetter(found[i].text, best)
		if err != nil {
			return "", err
		}
		if ok {
			best = &found[i]
		}
	}
	if best == nil {
		return "", errors.New("nothing")
	}
	return best.tag, nil
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for in.Scan() {
		var q question
		if err := json.Unmarshal(in.Bytes(), &q); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		tag, err := choose(q)
		a := answer{Tag: tag}
		if err != nil {
			a.Error = err.Error()
		}
		if err := encoder.Encode(a); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
