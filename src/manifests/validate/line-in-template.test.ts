import { expect, test } from 'vitest';
import { lineInTemplate } from './line-in-template.ts';

const template = `apiVersion: v1
kind: Service
metadata:
  name: {{ .Values.name }}
  labels:
    app: a
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Values.name }}
  labels:
    {{- include "labels" . | nindent 4 }}
spec:
  template:
    metadata:
      labels:
        app: {{ .Values.name }}-web
`;

const rendered = `# Source: x
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: x
spec:
  template:
    metadata:
      labels:
        app: web-web
`;

test.each([
  ['the same text', 7, 14],
  ['the same text in the same kind', 5, 12],
  ['the same text at the same depth', 10, 17],
  ['the fixed parts', 11, 18],
  ['the fixed parts in the same kind', 4, 11],
  ['nothing: the first line', 6, 1],
])('a rendered line is found by %s', (_how, index, line) => {
  expect(lineInTemplate(template, rendered, index).line).toBe(line);
});
