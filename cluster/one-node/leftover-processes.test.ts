import { describe, expect, it } from 'vitest'
import { isOwnProgram, stateOfOtherCluster } from './leftover-processes.ts'

const paths = { state: '/home/u/.local/state/latchkey/cluster', runtime: '/run/latchkey-0123456789' }

describe('isOwnProgram', () => {
  it.each([
    [['kubelet', '--config', `${paths.state}/data/config/kubelet.json`]],
    [['etcd', `--data-dir=${paths.state}/data/etcd`]],
    [['/usr/bin/containerd-shim-runc-v2', '-namespace', 'k8s.io', '-id', 'abc', '-address', `${paths.runtime}/containerd.sock`]],
  ])('finds %j', argv => expect(isOwnProgram(argv, paths)).toBe(true))

  it.each([
    [['kubectl', '--kubeconfig', `${paths.state}/users/admin.kubeconfig`, 'get', 'pods']],
    [['tail', '-f', `${paths.state}/logs/kubelet.log`]],
    [['kubelet', '--config', '/var/lib/kubelet/config.yaml']],
    [['kubelet', '--config', `${paths.state}-other/kubelet.json`]],
    [[]],
  ])('spares %j', argv => expect(isOwnProgram(argv, paths)).toBe(false))
})

describe('stateOfOtherCluster', () => {
  const argv = (state: string) => ['containerd', '--config', `${state}/data/config/containerd.toml`]

  it('tells a cluster of another state folder from ours', () => {
    expect(stateOfOtherCluster(argv('/tmp/x/latchkey/cluster'), paths.state)).toBe('/tmp/x/latchkey/cluster')
    expect(stateOfOtherCluster(argv(paths.state), paths.state)).toBeUndefined()
  })

  it('takes no other containerd for a cluster', () => {
    expect(stateOfOtherCluster(['containerd', '--config', '/etc/containerd/config.toml'], paths.state)).toBeUndefined()
    expect(stateOfOtherCluster(['/usr/bin/containerd'], paths.state)).toBeUndefined()
  })
})
