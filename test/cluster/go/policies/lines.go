package main

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// lines gives the matches of nftables for one rule of a policy and one of its pods. Named ports are those of the pod
// that is spoken to: the pod itself on the way in, its peer on the way out.
func (c *cluster) lines(way direction, pod *corev1.Pod, rule rule) []string {
	var lines []string
	add := func(address string, peer *corev1.Pod) {
		target := peer
		if way == ingress {
			target = pod
		}
		for _, port := range portMatches(rule.ports, target) {
			lines = append(lines, strings.TrimSpace(address+" "+port))
		}
	}
	if len(rule.peers) == 0 {
		add("", nil)
		// Only pods have named ports, so "anyone" at a named port on the way out is any pod that has it.
		if way == egress && hasNamedPort(rule.ports) {
			for _, peer := range c.pods {
				add(way.far+" "+peer.Status.PodIP, peer)
			}
		}
	}
	for _, peer := range rule.peers {
		if peer.IPBlock != nil {
			if block, isV4 := blockMatch(way, peer.IPBlock); isV4 {
				add(block, nil)
			}
			continue
		}
		for _, chosen := range c.chosen(pod.Namespace, peer) {
			add(way.far+" "+chosen.Status.PodIP, chosen)
		}
	}
	return lines
}

// blockMatch is false for a block of IPv6 addresses, which no pod here has.
func blockMatch(way direction, block *networkingv1.IPBlock) (match string, isV4 bool) {
	if strings.Contains(block.CIDR, ":") {
		return "", false
	}
	match = way.far + " " + block.CIDR
	for _, except := range block.Except {
		match += " " + way.far + " != " + except
	}
	return match, true
}

// portMatches gives one match for each port, and an empty one when all ports are meant.
func portMatches(ports []networkingv1.NetworkPolicyPort, target *corev1.Pod) []string {
	if len(ports) == 0 {
		return []string{""}
	}
	var found []string
	for _, port := range ports {
		protocol := "tcp"
		if port.Protocol != nil {
			protocol = strings.ToLower(string(*port.Protocol))
		}
		switch {
		case port.Port == nil:
			found = append(found, "meta l4proto "+protocol)
		case port.Port.Type == intstr.String:
			for _, number := range namedPorts(target, port.Port.StrVal, protocol) {
				found = append(found, fmt.Sprintf("%s dport %d", protocol, number))
			}
		case port.EndPort != nil:
			found = append(found, fmt.Sprintf("%s dport %d-%d", protocol, port.Port.IntVal, *port.EndPort))
		default:
			found = append(found, fmt.Sprintf("%s dport %d", protocol, port.Port.IntVal))
		}
	}
	return found
}

func hasNamedPort(ports []networkingv1.NetworkPolicyPort) bool {
	for _, port := range ports {
		if port.Port != nil && port.Port.Type == intstr.String {
			return true
		}
	}
	return false
}

func namedPorts(pod *corev1.Pod, name string, protocol string) []int32 {
	var numbers []int32
	if pod == nil {
		return numbers
	}
	for _, container := range pod.Spec.Containers {
		for _, port := range container.Ports {
			spoken := strings.ToLower(string(port.Protocol))
			if port.Name == name && (spoken == protocol || spoken == "" && protocol == "tcp") {
				numbers = append(numbers, port.ContainerPort)
			}
		}
	}
	return numbers
}
