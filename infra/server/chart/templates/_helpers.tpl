{{- define "server.labels" -}}
app.kubernetes.io/name: raibid-server
app.kubernetes.io/component: server
app.kubernetes.io/part-of: raibid-ci
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "server.selector" -}}
app.kubernetes.io/name: raibid-server
app.kubernetes.io/component: server
{{- end }}

{{/* Labels of pods that talk to the server: the network policy server-client is theirs. */}}
{{- define "server.clientLabels" -}}
app.kubernetes.io/name: raibid-server-client
app.kubernetes.io/component: server
app.kubernetes.io/part-of: raibid-ci
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "server.image" -}}
{{ .repository }}:{{ .tag }}{{ with .digest }}@{{ . }}{{ end }}
{{- end }}

{{- define "server.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "server.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Backups read the volume only: no network policy lets them out. */}}
{{- define "server.backupLabels" -}}
app.kubernetes.io/name: raibid-server-backup
app.kubernetes.io/component: server
app.kubernetes.io/part-of: raibid-ci
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
