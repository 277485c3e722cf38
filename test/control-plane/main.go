// Command control-plane runs a real Kubernetes control plane in one process:
// etcd, kube-apiserver and kube-controller-manager, each started from its own
// published module. It is the judge of the conformance suite.
package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"

	logsapi "k8s.io/component-base/logs/api/v1"
	_ "k8s.io/component-base/logs/json/register"
)

// usage: control-plane DIR ETCD_PORT ETCD_PEER_PORT API_PORT [FLAG…]
//
// Further flags go to the API server; the last one of a name counts.
//
// DIR holds what controlPlane.mjs wrote: tokens.csv (first line: the
// administrator), sa.key, sa.pub and kubeconfig. SIGTERM stops it.
func main() {
	if len(os.Args) < 5 {
		fmt.Fprintln(os.Stderr, "usage: control-plane DIR ETCD_PORT ETCD_PEER_PORT API_PORT [FLAG…]")
		os.Exit(2)
	}
	dir, etcdPort, peerPort, apiPort := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	if err := run(dir, etcdPort, peerPort, apiPort, os.Args[5:]); err != nil {
		fmt.Fprintln(os.Stderr, "control-plane:", err)
		os.Exit(1)
	}
}

func run(dir, etcdPort, peerPort, apiPort string, flags []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()

	// Two components configure the logging of this one process.
	logsapi.ReapplyHandling = logsapi.ReapplyHandlingIgnoreUnchanged

	etcd, err := startEtcd(dir, etcdPort, peerPort)
	if err != nil {
		return fmt.Errorf("etcd: %w", err)
	}
	defer etcd.Close()

	failed := make(chan error, 2)
	go func() { failed <- fmt.Errorf("kube-apiserver: %w", runAPIServer(ctx, dir, etcdPort, apiPort, flags)) }()
	go func() { failed <- fmt.Errorf("kube-controller-manager: %w", runControllerManager(ctx, dir, apiPort)) }()

	select {
	case err := <-failed:
		if ctx.Err() != nil {
			return nil
		}
		return err
	case <-ctx.Done():
		return nil
	}
}

func startEtcd(dir, clientPort, peerPort string) (*embed.Etcd, error) {
	config := embed.NewConfig()
	config.Dir = filepath.Join(dir, "etcd")
	config.LogLevel = "error"
	config.UnsafeNoFsync = true
	client, peer := loopback(clientPort), loopback(peerPort)
	config.ListenClientUrls, config.AdvertiseClientUrls = []url.URL{client}, []url.URL{client}
	config.ListenPeerUrls, config.AdvertisePeerUrls = []url.URL{peer}, []url.URL{peer}
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	etcd, err := embed.StartEtcd(config)
	if err != nil {
		return nil, err
	}
	select {
	case <-etcd.Server.ReadyNotify():
		return etcd, nil
	case err := <-etcd.Err():
		return nil, err
	case <-time.After(30 * time.Second):
		etcd.Close()
		return nil, fmt.Errorf("not ready after 30 s")
	}
}

func loopback(port string) url.URL {
	return url.URL{Scheme: "http", Host: "127.0.0.1:" + port}
}

func runAPIServer(ctx context.Context, dir, etcdPort, apiPort string, flags []string) error {
	command := apiserver.NewAPIServerCommand()
	command.SetArgs(append([]string{
		"--etcd-servers=http://127.0.0.1:" + etcdPort,
		"--bind-address=127.0.0.1",
		"--advertise-address=127.0.0.1",
		"--secure-port=" + apiPort,
		"--cert-dir=" + filepath.Join(dir, "certs"),
		"--token-auth-file=" + filepath.Join(dir, "tokens.csv"),
		"--authorization-mode=RBAC",
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-signing-key-file=" + filepath.Join(dir, "sa.key"),
		"--service-account-key-file=" + filepath.Join(dir, "sa.pub"),
		"--service-cluster-ip-range=10.0.0.0/24",
		"--endpoint-reconciler-type=none",
		"--disable-admission-plugins=ServiceAccount",
		"--anonymous-auth=false",
		"--allow-privileged=true",
		"-v=0",
	}, flags...))
	return command.ExecuteContext(ctx)
}

func runControllerManager(ctx context.Context, dir, apiPort string) error {
	if err := waitUntilReady(ctx, dir, apiPort); err != nil {
		return err
	}
	kubeconfig := filepath.Join(dir, "kubeconfig")
	command := controllermanager.NewControllerManagerCommand()
	command.SetArgs([]string{
		"--kubeconfig=" + kubeconfig,
		"--authentication-kubeconfig=" + kubeconfig,
		"--authorization-kubeconfig=" + kubeconfig,
		"--use-service-account-credentials=false",
		"--service-account-private-key-file=" + filepath.Join(dir, "sa.key"),
		"--secure-port=0",
		"--leader-elect=false",
		"--kube-api-qps=200",
		"--kube-api-burst=400",
		"--allocate-node-cidrs=false",
		"--namespace-sync-period=5m",
		"-v=0",
	})
	return command.ExecuteContext(ctx)
}

// waitUntilReady polls /readyz as the administrator until the API server's own
// start hooks (default roles, namespaces) have run.
func waitUntilReady(ctx context.Context, dir, apiPort string) error {
	tokens, err := os.ReadFile(filepath.Join(dir, "tokens.csv"))
	if err != nil {
		return err
	}
	token, _, _ := strings.Cut(string(tokens), ",")
	// The certificate is made by the API server while we wait, on loopback.
	client := &http.Client{
		Timeout:   2 * time.Second,
		Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}},
	}
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://127.0.0.1:"+apiPort+"/readyz", nil)
		if err != nil {
			return err
		}
		request.Header.Set("Authorization", "Bearer "+token)
		if response, err := client.Do(request); err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}
