// Command semver answers, one JSON line for each JSON line, how
// Masterminds/semver and Flux's version package read versions and ranges. It is
// the reference of packages/semver and of the tags of packages/git.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/Masterminds/semver/v3"
	"github.com/fluxcd/pkg/version"
)

type question struct {
	Constraint        string   `json:"constraint"`
	Versions          []string `json:"versions"`
	IncludePrerelease bool     `json:"includePrerelease"`
}

type parsed struct {
	// The version in full, or the error.
	Loose  string `json:"loose"`
	Strict string `json:"strict"`
	// Whether Flux takes it for the version of a tag.
	IsTag bool `json:"isTag"`
	// Order against the next version of the question, where both can be read.
	Order *int `json:"order,omitempty"`
	// Absent where version or constraint can't be read.
	Matches *bool    `json:"matches,omitempty"`
	Reasons []string `json:"reasons,omitempty"`
}

type answer struct {
	Error    string   `json:"error,omitempty"`
	Text     string   `json:"text,omitempty"`
	Versions []parsed `json:"versions"`
}

func textOf(v *semver.Version, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	return v.String()
}

func read(text, next string, c *semver.Constraints) parsed {
	v, err := semver.NewVersion(text)
	strict, strictErr := semver.StrictNewVersion(text)
	_, tagErr := version.ParseVersion(text)
	p := parsed{
		Loose:  textOf(v, err),
		Strict: textOf(strict, strictErr),
		IsTag:  tagErr == nil,
	}
	if err != nil {
		return p
	}
	if other, err := semver.NewVersion(next); err == nil {
		order := v.Compare(other)
		p.Order = &order
	}
	if c != nil {
		matches := c.Check(v)
		p.Matches = &matches
		_, reasons := c.Validate(v)
		for _, reason := range reasons {
			p.Reasons = append(p.Reasons, reason.Error())
		}
	}
	return p
}

func ask(q question) answer {
	a := answer{Versions: []parsed{}}
	c, err := semver.NewConstraint(q.Constraint)
	if err != nil {
		a.Error = err.Error()
		c = nil
	} else {
		c.IncludePrerelease = q.IncludePrerelease
		a.Text = c.String()
	}
	for i, text := range q.Versions {
		next := q.Versions[(i+1)%len(q.Versions)]
		a.Versions = append(a.Versions, read(text, next, c))
	}
	return a
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
		if err := encoder.Encode(ask(q)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
