import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { Failure } from '#domain/failure.ts'
import { FailureState } from './failure-state.tsx'

const failure: Failure = { code: 'FORBIDDEN', message: 'things is forbidden', causes: [], requestId: '' } as unknown as Failure
const attempt = { verb: 'get', resource: 'things.example.dev', namespace: 'shop', name: 'a' }

test('what is forbidden says what was refused, where the own rights stand, and where to ask for a role', () => {
  const html = renderToStaticMarkup(<FailureState failure={failure} attempt={attempt} />)
  expect(html).toContain('You may not get things.example.dev in namespace shop')
  expect(html).toContain('href="/access"')
  expect(html).toContain('href="/access?verb=get&amp;resource=things.example.dev&amp;namespace=shop&amp;name=a"')
})

test('and which roles would allow it, where that is known', () => {
  const html = renderToStaticMarkup(<FailureState failure={failure} attempt={attempt} roles={<p>thing-reader</p>} instead={<p>Name one</p>} />)
  expect(html).toContain('thing-reader')
  expect(html).toContain('Name one')
  expect(html).not.toContain('/access?verb')
})
