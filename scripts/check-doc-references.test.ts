import { expect, it } from 'vitest'
import { citedPaths } from './check-doc-references.ts'

it('finds the paths that a text cites, and nothing that is not one of ours', () => {
  expect(citedPaths('See `lib/errors/codes.ts`, `app/[group]/page.tsx` and `npm run demo`; not lib/x nor `other/place.ts`.')).toEqual([
    'lib/errors/codes.ts',
    'app/[group]/page.tsx',
  ])
})
