import { expect, it } from 'vitest'
import { missingPackages } from './packages.ts'

it('asks for nothing that is there, wherever it lies', () => {
  expect(missingPackages(() => true)).toEqual([])
  expect(missingPackages(path => path === '/usr/local/bin/containerd')).not.toContain('containerd')
})

it('names the Debian packages that are missing', () => {
  expect(missingPackages(path => path !== '/usr/lib/cni/bridge')).toEqual(['containernetworking-plugins'])
  expect(missingPackages(() => false)).toEqual(['containerd', 'runc', 'containernetworking-plugins', 'iptables', 'iproute2', 'conntrack', 'socat'])
})
