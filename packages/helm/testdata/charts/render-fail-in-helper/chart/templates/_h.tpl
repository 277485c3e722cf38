{{ define "check" }}
{{ fail (printf "bad %s\nsecond line" .Release.Name) }}{{ end }}