{{/*
The pod of a role: (root, component, arguments, values of the role, image's kind, seconds to end in).
Probes ask the role's own health port. The root file system is read-only: what a role writes is gone with its pod.
*/}}
{{- define "lectern.pod" -}}
{{- $root := index . 0 -}}
{{- $component := index . 1 -}}
{{- $role := index . 3 -}}
metadata:
  labels:
    {{- include "lectern.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ $component }}
  annotations:
    checksum/environment: {{ include (print $root.Template.BasePath "/environment.yaml") $root | sha256sum }}
spec:
  serviceAccountName: {{ $root.Release.Name }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ index . 5 }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile: {type: RuntimeDefault}
  {{- with $root.Values.image.pullSecrets }}
  imagePullSecrets: {{ toYaml . | nindent 4 }}
  {{- end }}
  {{- with $role.nodeSelector }}
  nodeSelector: {{ toYaml . | nindent 4 }}
  {{- end }}
  {{- with $role.tolerations }}
  tolerations: {{ toYaml . | nindent 4 }}
  {{- end }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector: {matchLabels: {{ include "lectern.selector" (list $root $component) | fromYaml | toJson }}}
  containers:
    - name: {{ $component }}
      {{- include "lectern.container" . | nindent 6 }}
      ports:
        {{- if eq $component "web" }}
        - {name: http, containerPort: 8000}
        {{- end }}
        - {name: health, containerPort: 9000}
      startupProbe:
        httpGet: {path: /healthz, port: health}
        periodSeconds: 3
        failureThreshold: 100
      livenessProbe:
        httpGet: {path: /healthz, port: health}
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet: {path: /readyz, port: health}
        periodSeconds: 5
        timeoutSeconds: 5
        failureThreshold: 2
      {{- if eq $component "web" }}
      # By then no new request is sent here.
      lifecycle: {preStop: {sleep: {seconds: 5}}}
      {{- end }}
  volumes:
    - {name: tmp, emptyDir: {}}
    - {name: data, emptyDir: {}}
    {{- with $role.modelsClaim }}
    - name: models
      persistentVolumeClaim: {claimName: {{ . }}, readOnly: true}
    {{- end }}
{{- end -}}

{{- define "lectern.container" -}}
{{- $root := index . 0 -}}
{{- $role := index . 3 -}}
image: {{ include "lectern.image" (list $root (index . 4)) }}
imagePullPolicy: {{ $root.Values.image.pullPolicy }}
args: {{ index . 2 | toJson }}
envFrom:
  - configMapRef: {name: {{ $root.Release.Name }}-environment}
  - secretRef: {name: {{ $root.Values.existingSecret }}}
resources: {{ toYaml $role.resources | nindent 2 }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
volumeMounts:
  - {name: tmp, mountPath: /tmp}
  - {name: data, mountPath: /var/lib/lectern}
  {{- if $role.modelsClaim }}
  - {name: models, mountPath: /opt/lectern-models, readOnly: true}
  {{- end }}
{{- end -}}
