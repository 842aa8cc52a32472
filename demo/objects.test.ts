import { describe, expect, it } from 'vitest'
import { applyInOrder, objectKey, withOwners } from './objects.ts'

const owner = { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', name: 'storefront' }
const owned = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'tls', namespace: 'shop', ownerReferences: [owner] } }
const ownerKey = objectKey({ ...owner, metadata: { name: 'storefront', namespace: 'shop' } })

describe('withOwners', () => {
  it('fills in the uid of the owner in the same namespace', () => {
    expect(withOwners(owned, new Map([[ownerKey, 'u-1']]))?.metadata.ownerReferences).toEqual([{ ...owner, uid: 'u-1' }])
  })

  it('holds back an object whose owner has no uid yet', () => {
    const elsewhere = objectKey({ ...owner, metadata: { name: 'storefront', namespace: 'payments' } })
    expect(withOwners(owned, new Map([[elsewhere, 'u-2']]))).toBeUndefined()
  })
})

describe('applyInOrder', () => {
  it('refuses an object whose owner is never made, before it asks the cluster', async () => {
    const noCluster = { kubectl: '/nowhere/kubectl', kubeconfig: '/nowhere/config' }
    await expect(applyInOrder(noCluster, [owned])).rejects.toThrow(/no owner for v1 Secret shop tls/)
  })
})
