import { describe, expect, it } from 'vitest'
import { externalLinks } from './external-links.ts'

const key = 'link.argocd.argoproj.io/docs'

describe('externalLinks', () => {
  it.each([
    [{ [key]: 'https://example.com/a?b#c' }, [{ title: 'docs', href: 'https://example.com/a?b#c' }]],
    [{ [key]: 'Runbook | http://wiki.example.com' }, [{ title: 'Runbook', href: 'http://wiki.example.com/' }]],
    [{ 'example.com/runbook-url': 'https://r.example.com/' }, [{ title: 'runbook-url', href: 'https://r.example.com/' }]],
    [{ homepage: 'https://h.example.com/' }, [{ title: 'homepage', href: 'https://h.example.com/' }]],
  ])('reads %j', (annotations, links) => {
    expect(externalLinks(annotations)).toEqual(links)
  })

  it.each([
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'x|javascript:alert(1)',
    'https://example.com|javascript:alert(1)',
    'javascript://example.com/%0aalert(1)',
    'ftp://example.com/',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.example.com',
    'https:evil.example.com',
    'https:/evil.example.com',
    'https://\\evil.example.com',
    '/relative',
    'https://bank.example.com@evil.example.com/',
    'https://user:pass@evil.example.com/',
    'https://exa\tmple.com/',
    'https://example.com/\u202emoc.live',
    'https://',
    `https://example.com/${'a'.repeat(3_000)}`,
    '',
  ])('refuses %j', value => {
    expect(externalLinks({ [key]: value })).toEqual([])
  })

  it('looks at no other annotation, and at nothing that is no text', () => {
    expect(externalLinks({ 'example.com/note': 'https://x.example.com', [key]: 7, 'link.': 'https://x.example.com' })).toEqual([])
    expect(externalLinks(undefined)).toEqual([])
  })

  it('shows titles without what would disguise them, and not too many links', () => {
    expect(externalLinks({ [key]: 'a\u202eb\u0000c|https://example.com/' })[0]?.title).toBe('abc')
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`link.x/${at}`, 'https://example.com/']))
    expect(externalLinks(many)).toHaveLength(20)
  })
})
