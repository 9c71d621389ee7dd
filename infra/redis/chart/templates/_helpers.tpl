{{- define "redis.labels" -}}
app.kubernetes.io/name: redis
app.kubernetes.io/component: redis
app.kubernetes.io/part-of: raibid-ci
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "redis.selector" -}}
app.kubernetes.io/name: redis
app.kubernetes.io/component: redis
{{- end }}

{{/* Labels of pods that talk to Redis: the network policy redis-client is theirs. */}}
{{- define "redis.clientLabels" -}}
app.kubernetes.io/name: redis-client
app.kubernetes.io/component: redis
app.kubernetes.io/part-of: raibid-ci
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "redis.image" -}}
{{ .repository }}:{{ .tag }}{{ with .digest }}@{{ . }}{{ end }}
{{- end }}

{{- define "redis.podSecurity" -}}
runAsNonRoot: true
runAsUser: 999
runAsGroup: 999
fsGroup: 999
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "redis.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}
