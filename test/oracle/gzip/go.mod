module backstage-gitops.io/oracle/gzip

go 1.26.0
