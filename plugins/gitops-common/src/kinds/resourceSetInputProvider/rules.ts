import type { ValidationRule } from '../schema';

/** CEL rules of `spec`: which fields go with which type. */
export const RULES: readonly ValidationRule[] = [
  {
    rule: "self.type != 'Static' || !has(self.url)",
    message: "type 'Static' takes no url",
  },
  {
    rule: "self.type != 'ExternalArtifact' || !has(self.url)",
    message: "type 'ExternalArtifact' takes no url",
  },
  {
    rule: "self.type == 'Static' || self.type == 'ExternalArtifact' || has(self.url)",
    message: "url is needed unless type is 'Static' or 'ExternalArtifact'",
  },
  {
    rule: "!self.type.startsWith('Git') || self.url.startsWith('http')",
    message: "url of a Git provider starts with 'http://' or 'https://'",
  },
  {
    rule: "!self.type.startsWith('AzureDevOps') || self.url.startsWith('http://') || self.url.startsWith('https://')",
    message: "url of AzureDevOps starts with 'http://' or 'https://'",
  },
  {
    rule: "!self.type.startsWith('AWSCodeCommit') || self.url.startsWith('https://')",
    message: "url of AWSCodeCommit starts with 'https://'",
  },
  {
    rule: "!self.type.endsWith('ArtifactTag') || self.url.startsWith('oci')",
    message: "url of a registry starts with 'oci://'",
  },
  {
    rule: "!self.type.endsWith('ArtifactTag') || !self.url.startsWith('oci://') || self.url.substring(6).contains('/')",
    message: 'url of a registry has a path after the host',
  },
  {
    rule: "self.type != 'ExternalService' || self.url.startsWith('http')",
    message: "url of an ExternalService starts with 'http://' or 'https://'",
  },
  {
    rule: "!has(self.insecure) || !self.insecure || self.type == 'ExternalService' || self.type == 'OCIArtifactTag'",
    message:
      "insecure is for types 'ExternalService' and 'OCIArtifactTag' only",
  },
  {
    rule: "self.type != 'ExternalService' || !self.url.startsWith('http://') || (has(self.insecure) && self.insecure)",
    message: "url starts with 'https://' unless insecure is true",
  },
  {
    rule: "!has(self.serviceAccountName) || self.type.startsWith('AzureDevOps') || self.type.startsWith('AWSCodeCommit') || self.type.endsWith('ArtifactTag') || self.type == 'ExternalArtifact'",
    message:
      'serviceAccountName is for AzureDevOps, AWSCodeCommit, registries and ExternalArtifact only',
  },
  {
    rule: "!has(self.certSecretRef) || !(self.type == 'Static' || self.type == 'ExternalArtifact' || self.type.startsWith('AzureDevOps') || self.type.startsWith('AWSCodeCommit') || (self.type.endsWith('ArtifactTag') && self.type != 'OCIArtifactTag'))",
    message: 'this type takes no certSecretRef',
  },
  {
    rule: "!has(self.secretRef) || !(self.type == 'Static' || self.type == 'ExternalArtifact' || self.type.startsWith('AWSCodeCommit') || (self.type.endsWith('ArtifactTag') && self.type != 'OCIArtifactTag'))",
    message: 'this type takes no secretRef',
  },
  {
    rule: "self.type != 'ExternalArtifact' || (has(self.selectors) && size(self.selectors) > 0)",
    message: "type 'ExternalArtifact' needs selectors",
  },
  {
    rule: "self.type == 'ExternalArtifact' || !has(self.selectors)",
    message: "selectors is for type 'ExternalArtifact' only",
  },
];
