import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { kindConfig } from './kind-config.ts'

const config = parse(kindConfig({ policyDir: '/state/policy', logDir: '/state/logs' }))
const kubeadm = parse(config.nodes[0].kubeadmConfigPatches[0])

it('asks for one node that is the control plane', () => {
  expect(config).toMatchObject({ kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4' })
  expect(config.nodes.map((node: { role: string }) => node.role)).toEqual(['control-plane'])
})

it('audits everything to a file of this machine and reaches aggregated APIs by their endpoints', () => {
  expect(kubeadm.apiServer.extraArgs).toMatchObject({
    'enable-aggregator-routing': 'true',
    'audit-policy-file': '/etc/kubernetes/latchkey-audit/audit-policy.json',
    'audit-log-path': '/var/log/latchkey-audit/audit.log',
  })
  expect(config.nodes[0].extraMounts).toEqual([
    { hostPath: '/state/policy', containerPath: '/etc/kubernetes/latchkey-audit', readOnly: true },
    { hostPath: '/state/logs', containerPath: '/var/log/latchkey-audit' },
  ])
})

it('hands every mounted folder on to the kube-apiserver’s own pod', () => {
  const mounted = config.nodes[0].extraMounts.map((mount: { containerPath: string }) => mount.containerPath)
  const volumes = kubeadm.apiServer.extraVolumes.map((volume: { hostPath: string; mountPath: string }) => [volume.hostPath, volume.mountPath])
  expect(volumes).toEqual(mounted.map((path: string) => [path, path]))
})

it('leaves out the kubeadm version, so that kind translates the patch to the one its Kubernetes wants', () => {
  expect(kubeadm).not.toHaveProperty('apiVersion')
})
