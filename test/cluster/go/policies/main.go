// Policies enforces the NetworkPolicies of a cluster with one node and IPv4 addresses, by nftables.
//
// It is a part of the test bed only: what a distribution of Kubernetes brings along is enforced there. A pod is filtered
// from the moment that its address is in its status, which is some tens of milliseconds after its first process began.
package main

import (
	"bytes"
	"context"
	"flag"
	"log"
	"os/exec"
	"time"

	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

// Several changes that come together are loaded together.
const settle = 10 * time.Millisecond

func main() {
	kubeconfig := flag.String("kubeconfig", "", "file that says where the API server is, and who asks")
	flag.Parse()
	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		log.Fatal(err)
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		log.Fatal(err)
	}
	watch(informers.NewSharedInformerFactory(client, 0))
}

// watch loads the rules anew after each change that alters them; it does not return.
func watch(factory informers.SharedInformerFactory) {
	pods := factory.Core().V1().Pods()
	namespaces := factory.Core().V1().Namespaces()
	policies := factory.Networking().V1().NetworkPolicies()
	changed := make(chan struct{}, 1)
	tell := func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	}
	handler := cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { tell() },
		UpdateFunc: func(any, any) { tell() },
		DeleteFunc: func(any) { tell() },
	}
	for _, informer := range []cache.SharedIndexInformer{pods.Informer(), namespaces.Informer(), policies.Informer()} {
		if _, err := informer.AddEventHandler(handler); err != nil {
			log.Fatal(err)
		}
	}
	factory.Start(context.Background().Done())
	factory.WaitForCacheSync(context.Background().Done())
	var loaded string
	for range changed {
		time.Sleep(settle)
		// Listing what an informer holds cannot fail.
		allPods, _ := pods.Lister().List(labels.Everything())
		allNamespaces, _ := namespaces.Lister().List(labels.Everything())
		allPolicies, _ := policies.Lister().List(labels.Everything())
		rules := newCluster(allPods, allNamespaces).ruleset(allPolicies)
		if rules == loaded {
			continue
		}
		if err := load(rules); err != nil {
			log.Print(err)
			time.AfterFunc(time.Second, tell)
			continue
		}
		loaded = rules
	}
}

// load replaces all rules of this program in one transaction.
func load(rules string) error {
	command := exec.Command("nft", "-f", "-")
	command.Stdin = bytes.NewBufferString(rules)
	output, err := command.CombinedOutput()
	if err != nil {
		log.Printf("nft refused: %s\n%s", output, rules)
	}
	return err
}
