package main

import (
	"fmt"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/ext"
	"k8s.io/apimachinery/pkg/util/version"
	"k8s.io/apiserver/pkg/cel/environment"
)

// compiled is an expression that can be run.
type compiled struct {
	program cel.Program
	output  string
}

// fluxEnvironment has the options that Flux gives cel-go for readyExpr and
// healthCheckExprs.
func fluxEnvironment(more ...cel.EnvOption) (*cel.Env, error) {
	return cel.NewEnv(append([]cel.EnvOption{
		cel.HomogeneousAggregateLiterals(),
		cel.EagerlyValidateDeclarations(true),
		cel.DefaultUTCTimeZone(true),
		cel.CrossTypeNumericComparisons(true),
		cel.OptionalTypes(),
		ext.Strings(),
		ext.Sets(),
		ext.Encoders(),
	}, more...)...)
}

// everyLibrary has the extensions of cel-go that no controller switches on.
func everyLibrary(more ...cel.EnvOption) (*cel.Env, error) {
	return fluxEnvironment(append([]cel.EnvOption{
		ext.Lists(), ext.Math(), ext.Regex(), ext.Bindings(), ext.TwoVarComprehensions(),
	}, more...)...)
}

func structVariables(names []string) []cel.EnvOption {
	var options []cel.EnvOption
	for _, name := range names {
		options = append(options, cel.Variable(name, cel.ObjectType("google.protobuf.Struct")))
	}
	return options
}

func dynVariables(names []string) []cel.EnvOption {
	var options []cel.EnvOption
	for _, name := range names {
		options = append(options, cel.Variable(name, cel.DynType))
	}
	return options
}

// kubernetesEnvironment is the API server's for new expressions of 1.36.
func kubernetesEnvironment(names []string) (*cel.Env, error) {
	introduced := version.MajorMinor(1, 36)
	set, err := environment.MustBaseEnvSet(introduced).Extend(environment.VersionedOptions{
		IntroducedVersion: introduced,
		EnvOptions:        dynVariables(names),
	})
	if err != nil {
		return nil, err
	}
	return set.Env(environment.NewExpressions)
}

// compile parses, and checks where the mode does so.
func compile(mode, expression string, names []string) (*compiled, error) {
	switch mode {
	case "parse":
		env, err := fluxEnvironment()
		return parseOnly(env, err, expression)
	case "check":
		env, err := fluxEnvironment(structVariables(names)...)
		return parseAndCheck(env, err, expression)
	case "extensions":
		env, err := everyLibrary(dynVariables(names)...)
		return parseAndCheck(env, err, expression)
	case "kubernetes":
		env, err := kubernetesEnvironment(names)
		return parseAndCheck(env, err, expression)
	}
	return nil, fmt.Errorf("unknown mode %q", mode)
}

func parseOnly(env *cel.Env, err error, expression string) (*compiled, error) {
	if err != nil {
		return nil, err
	}
	ast, issues := env.Parse(expression)
	if issues.Err() != nil {
		return nil, issues.Err()
	}
	return program(env, ast)
}

func parseAndCheck(env *cel.Env, err error, expression string) (*compiled, error) {
	if err != nil {
		return nil, err
	}
	ast, issues := env.Compile(expression)
	if issues.Err() != nil {
		return nil, issues.Err()
	}
	return program(env, ast)
}

func program(env *cel.Env, ast *cel.Ast) (*compiled, error) {
	runnable, err := env.Program(ast, cel.EvalOptions(cel.OptOptimize), cel.InterruptCheckFrequency(100))
	if err != nil {
		return nil, err
	}
	return &compiled{runnable, ast.OutputType().String()}, nil
}
