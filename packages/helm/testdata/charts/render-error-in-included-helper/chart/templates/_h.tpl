{{- define "deep" -}}
{{ .Values.x.y.z }}
{{- end -}}
{{- define "outer" -}}{{ include "deep" . }}{{- end -}}