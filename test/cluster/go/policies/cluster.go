package main

import (
	"sort"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// cluster is what selectors choose from.
type cluster struct {
	// Pods with an address of their own, one for each address, ordered by it.
	pods []*corev1.Pod
	// Labels of namespaces by name.
	namespaces map[string]labels.Set
}

func newCluster(pods []*corev1.Pod, namespaces []*corev1.Namespace) *cluster {
	made := &cluster{namespaces: map[string]labels.Set{}}
	byAddress := map[string]*corev1.Pod{}
	for _, pod := range pods {
		if !hasAddress(pod) {
			continue
		}
		// The address of a pod that is about to go may be another's already: the younger one has it.
		other, taken := byAddress[pod.Status.PodIP]
		if !taken || other.CreationTimestamp.Before(&pod.CreationTimestamp) {
			byAddress[pod.Status.PodIP] = pod
		}
	}
	for _, pod := range byAddress {
		made.pods = append(made.pods, pod)
	}
	sort.Slice(made.pods, func(a, b int) bool { return made.pods[a].Status.PodIP < made.pods[b].Status.PodIP })
	for _, namespace := range namespaces {
		made.namespaces[namespace.Name] = namespace.Labels
	}
	return made
}

func hasAddress(pod *corev1.Pod) bool {
	ended := pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed
	return pod.Status.PodIP != "" && !pod.Spec.HostNetwork && !ended
}

// chosen gives the pods that a peer of a policy in this namespace names by selectors.
func (c *cluster) chosen(namespace string, peer networkingv1.NetworkPolicyPeer) []*corev1.Pod {
	var found []*corev1.Pod
	for _, pod := range c.pods {
		if peer.NamespaceSelector == nil && pod.Namespace != namespace {
			continue
		}
		if peer.NamespaceSelector != nil && !matches(peer.NamespaceSelector, c.namespaces[pod.Namespace]) {
			continue
		}
		if peer.PodSelector == nil || matches(peer.PodSelector, pod.Labels) {
			found = append(found, pod)
		}
	}
	return found
}

func matches(selector *metav1.LabelSelector, set labels.Set) bool {
	made, err := metav1.LabelSelectorAsSelector(selector)
	return err == nil && made.Matches(set)
}
