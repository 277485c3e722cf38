{{- define "lib.name" -}}lib-{{ .Release.Name }}-{{ .Chart.Name }}{{- end -}}
