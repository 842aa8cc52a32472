import { expect, it, test, vi } from 'vitest'
import { readScale } from './read-scale.ts'
import { kubeJson } from './request.ts'

vi.mock('./request.ts', () => ({ kubeJson: vi.fn() }))

const target = { resource: { group: 'example.dev', version: 'v1', resource: 'things' }, namespace: 'shop', name: 'a' }

it.each([
  [{ spec: { replicas: 4 }, status: { replicas: 2 } }, 4],
  [{ spec: {}, status: { replicas: 2 } }, 0],
])('%j is %i', async (scale, expected) => {
  vi.mocked(kubeJson).mockResolvedValue(scale)
  expect(await readScale(target)).toBe(expected)
  expect(vi.mocked(kubeJson).mock.calls[0]?.[0]).toBe('/apis/example.dev/v1/namespaces/shop/things/a/scale')
})

test('a refusal is thrown', async () => {
  vi.mocked(kubeJson).mockRejectedValue(new Error('no'))
  await expect(readScale(target)).rejects.toThrow('no')
})
