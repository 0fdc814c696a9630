{{/* The release's name is the prefix of all names. */}}
{{- define "lectern.labels" -}}
app.kubernetes.io/name: lectern
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{/* (root, component) */}}
{{- define "lectern.selector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: lectern
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{/* (root, "cpu" or "cuda") */}}
{{- define "lectern.image" -}}
{{- $root := index . 0 -}}
{{ printf "%s:%s-%s" $root.Values.image.repository (default $root.Chart.AppVersion $root.Values.image.tag) (index . 1) }}
{{- end -}}

{{/* An engine's name as a component: glm_tts is worker-glm-tts. */}}
{{- define "lectern.worker" -}}
worker-{{ . | replace "_" "-" }}
{{- end -}}
