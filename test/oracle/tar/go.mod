module backstage-gitops.io/oracle/tar

go 1.26.0
