package main

import (
	"fmt"
	"sort"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

type direction struct {
	policyType networkingv1.PolicyType
	// Names the chains of pods.
	chain string
	// What nftables calls the address of the pod, and that of its peer.
	near, far string
}

var (
	ingress = direction{networkingv1.PolicyTypeIngress, "in", "ip daddr", "ip saddr"}
	egress  = direction{networkingv1.PolicyTypeEgress, "out", "ip saddr", "ip daddr"}
)

// ruleset is the text for nft that replaces the table of this program. What a policy lets through returns from the
// chain of the pod, and what reaches the chain's end is dropped. Pods without a policy have no chain.
func (c *cluster) ruleset(policies []*networkingv1.NetworkPolicy) string {
	sort.Slice(policies, func(a, b int) bool {
		return policies[a].Namespace+"/"+policies[a].Name < policies[b].Namespace+"/"+policies[b].Name
	})
	var chains strings.Builder
	ways := map[string]string{}
	for _, way := range []direction{ingress, egress} {
		var jumps []string
		for _, pod := range c.pods {
			allowed, isolated := c.allowed(way, pod, policies)
			if !isolated {
				continue
			}
			name := way.chain + "_" + strings.ReplaceAll(pod.Status.PodIP, ".", "_")
			fmt.Fprintf(&chains, "chain %s {\n%s counter drop\n}\n", name, allowed)
			jumps = append(jumps, pod.Status.PodIP+" : jump "+name)
		}
		if len(jumps) > 0 {
			ways[way.chain] = fmt.Sprintf("%s vmap { %s }\n", way.near, strings.Join(jumps, ", "))
		}
	}
	return "table ip policies\ndelete table ip policies\ntable ip policies {\n" + chains.String() +
		// Between pods, and from pods to other networks; answers always come through.
		base("forward", ways["out"]+ways["in"]) +
		// From pods to the node itself. What the node sends to its pods (probes) is not filtered.
		base("input", ways["out"]) + "}\n"
}

func base(hook string, rules string) string {
	return "chain " + hook + " {\ntype filter hook " + hook + " priority 10; policy accept;\n" +
		"ct state established,related accept\n" + rules + "}\n"
}

// allowed gives the lines that let traffic of a pod through; isolated is false when no policy is about it.
func (c *cluster) allowed(way direction, pod *corev1.Pod, policies []*networkingv1.NetworkPolicy) (lines string, isolated bool) {
	var text strings.Builder
	for _, policy := range policies {
		if policy.Namespace != pod.Namespace || !matches(&policy.Spec.PodSelector, pod.Labels) || !isAbout(policy, way) {
			continue
		}
		isolated = true
		for _, rule := range rulesOf(policy, way) {
			for _, line := range c.lines(way, pod, rule) {
				text.WriteString(line + " return\n")
			}
		}
	}
	return text.String(), isolated
}

func isAbout(policy *networkingv1.NetworkPolicy, way direction) bool {
	for _, policyType := range policy.Spec.PolicyTypes {
		if policyType == way.policyType {
			return true
		}
	}
	// The API server fills policyTypes in when they were left out.
	return false
}

// rule is one entry of `ingress` or `egress`.
type rule struct {
	peers []networkingv1.NetworkPolicyPeer
	ports []networkingv1.NetworkPolicyPort
}

func rulesOf(policy *networkingv1.NetworkPolicy, way direction) []rule {
	var rules []rule
	if way == ingress {
		for _, each := range policy.Spec.Ingress {
			rules = append(rules, rule{each.From, each.Ports})
		}
		return rules
	}
	for _, each := range policy.Spec.Egress {
		rules = append(rules, rule{each.To, each.Ports})
	}
	return rules
}
