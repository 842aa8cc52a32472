import type { KubeObject } from '../../lib/contract/kubernetes.ts'
import { keptRoleName, readOnlyAnnotation } from '../../lib/domain/kept-role.ts'
import type { PolicyRule } from '../../lib/domain/policy-rule.ts'
import { appName, labels, namespaceName } from './labels.ts'

const admission = 'admissionregistration.k8s.io/v1'

/**
 * The bounds within which the server may write its own ClusterRole: the kube-apiserver refuses everything else (KEP-3488). A
 * stolen token of the server can widen what it may do as somebody to other custom resources, and to nothing that Kubernetes
 * itself serves, Secrets first of all; it can take no right of its own.
 */
export function keptRolePolicy(readOnly: boolean): KubeObject[] {
  const verbs = readOnly ? 'get|list|watch' : 'get|list|watch|create|update|patch|delete|deletecollection'
  const verb = `verb.matches('^impersonate-on:(user-info|serviceaccount):(${verbs})$')`
  const group = "group.matches('^[a-z0-9.-]+[.][a-z0-9-]+$') && !group.matches('(^|[.])(k8s|openshift)[.]io$') && group != 'login.latchkey.dev'"
  const rule =
    `rule.verbs.all(verb, ${verb}) && has(rule.apiGroups) && rule.apiGroups.all(group, ${group}) ` +
    '&& has(rule.resources) && !has(rule.nonResourceURLs) && !has(rule.resourceNames)'
  return [
    {
      apiVersion: admission,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: keptRoleName, labels: { ...labels } },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          resourceRules: [{ apiGroups: ['rbac.authorization.k8s.io'], apiVersions: ['*'], operations: ['CREATE', 'UPDATE'], resources: ['clusterroles'] }],
        },
        matchConditions: [{ name: 'latchkey-itself', expression: `request.userInfo.username == 'system:serviceaccount:${namespaceName}:${appName}'` }],
        validations: [
          { expression: `object.metadata.name == '${keptRoleName}'`, message: 'Latchkey writes no other ClusterRole.' },
          // Labels make a ClusterRole part of others (aggregationRule), and that works both ways.
          { expression: '!has(object.aggregationRule)', message: 'Its rules come from no other ClusterRole.' },
          {
            expression: 'has(oldObject.metadata.labels) && has(object.metadata.labels) && object.metadata.labels == oldObject.metadata.labels',
            message: 'Its labels stay.',
          },
          { expression: `!has(object.rules) || object.rules.all(rule, ${rule})`, message: 'It speaks of custom resources only, and of acting as somebody.' },
        ],
      },
    },
    {
      apiVersion: admission,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: keptRoleName, labels: { ...labels } },
      spec: { policyName: keptRoleName, validationActions: ['Deny'] },
    },
  ]
}

/** The ClusterRole itself as of now, and the server bound to it. */
export function keptRole(rules: readonly PolicyRule[], readOnly: boolean): KubeObject[] {
  const rbac = 'rbac.authorization.k8s.io'
  return [
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRole',
      metadata: { name: keptRoleName, labels: { ...labels }, annotations: { [readOnlyAnnotation]: String(readOnly) } },
      rules,
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: keptRoleName, labels: { ...labels } },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: keptRoleName },
      subjects: [{ kind: 'ServiceAccount', name: appName, namespace: namespaceName }],
    },
  ]
}
