{{- define "gitea.labels" -}}
app.kubernetes.io/name: gitea
app.kubernetes.io/component: gitea
app.kubernetes.io/part-of: raibid-ci
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "gitea.selector" -}}
app.kubernetes.io/name: gitea
app.kubernetes.io/component: gitea
{{- end }}

{{/* Labels of pods that talk to Gitea: the network policy gitea-client is theirs. */}}
{{- define "gitea.clientLabels" -}}
app.kubernetes.io/name: gitea-client
app.kubernetes.io/component: gitea
app.kubernetes.io/part-of: raibid-ci
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "gitea.image" -}}
{{ .repository }}:{{ .tag }}{{ with .digest }}@{{ . }}{{ end }}
{{- end }}

{{- define "gitea.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "gitea.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* All of app.ini, as the variables that the image's entry point reads. Secrets come from the Secret, never from here. */}}
{{- define "gitea.environment" -}}
{{- $own := dict
  "database" (dict "DB_TYPE" "sqlite3" "SQLITE_JOURNAL_MODE" "WAL" "PATH" "/var/lib/gitea/data/gitea.db")
  "server" (dict
    "PROTOCOL" "http" "HTTP_PORT" "3000"
    "DOMAIN" .Values.host "ROOT_URL" (printf "https://%s/" .Values.host)
    "LOCAL_ROOT_URL" "http://127.0.0.1:3000/"
    "DISABLE_SSH" (not .Values.ssh.enabled | toString) "START_SSH_SERVER" (.Values.ssh.enabled | toString)
    "SSH_DOMAIN" .Values.host "SSH_PORT" (.Values.ssh.port | toString) "SSH_LISTEN_PORT" "2222"
    "LFS_START_SERVER" "true" "OFFLINE_MODE" "true")
  "security" (dict "INSTALL_LOCK" "true" "PASSWORD_HASH_ALGO" "argon2" "ALLOWED_HOST_LIST" .Values.webhookHosts)
  "service" (dict "DISABLE_REGISTRATION" "true" "REQUIRE_SIGNIN_VIEW" "true")
  "packages" (dict "ENABLED" "true")
  "actions" (dict "ENABLED" "false")
  "metrics" (dict "ENABLED" "true")
  "log" (dict "MODE" "console" "LEVEL" "Info")
  "session" (dict "COOKIE_SECURE" "true")
  "queue.push_update" (dict "TYPE" .Values.eventQueues)
  "queue.webhook_sender" (dict "TYPE" .Values.eventQueues)
-}}
{{- $all := mergeOverwrite (deepCopy .Values.config) $own -}}
{{- range $section, $keys := $all }}
{{- range $key, $value := $keys }}
- name: {{ printf "GITEA__%s__%s" ($section | replace "." "_0X2E_" | replace "-" "_0X2D_") $key }}
  value: {{ $value | toString | quote }}
{{- end }}
{{- end }}
{{- range $name, $key := dict
  "GITEA__security__SECRET_KEY" "secret-key"
  "GITEA__security__INTERNAL_TOKEN" "internal-token"
  "GITEA__oauth2__JWT_SECRET" "oauth2-jwt-secret"
  "GITEA__server__LFS_JWT_SECRET" "lfs-jwt-secret"
  "GITEA__metrics__TOKEN" "metrics-token"
}}
- name: {{ $name }}
  valueFrom:
    secretKeyRef:
      name: {{ $.Values.keysSecret }}
      key: {{ $key }}
{{- end }}
{{- end }}

{{/* Places that the image writes to. app.ini is made anew at each start. */}}
{{- define "gitea.mounts" -}}
- name: data
  mountPath: /var/lib/gitea
- name: config
  mountPath: /etc/gitea
- name: temp
  mountPath: /tmp
- name: scripts
  mountPath: /scripts
{{- end }}

{{- define "gitea.volumes" -}}
- name: data
  persistentVolumeClaim:
    claimName: gitea
- name: config
  emptyDir:
    medium: Memory
    sizeLimit: 1Mi
- name: temp
  emptyDir:
    sizeLimit: 10Gi
- name: scripts
  configMap:
    name: gitea-scripts
{{- end }}

{{/* Backups read the volume only: no network policy lets them out. */}}
{{- define "gitea.backupLabels" -}}
app.kubernetes.io/name: gitea-backup
app.kubernetes.io/component: gitea
app.kubernetes.io/part-of: raibid-ci
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
