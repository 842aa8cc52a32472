/** What nobody may be sent to: addresses elsewhere, and texts that some browser or proxy on the way reads as one. */
export const hostilePaths: readonly string[] = [
  [
    '',
    'https://evil.test/',
    'http:evil.test',
    'HTTPS://evil.test',
    '//evil.test',
    '///evil.test',
    '////evil.test',
    '/\\evil.test',
    '\\\\evil.test',
    '\\/evil.test',
  ],
  ['/\\/evil.test', '\\evil.test', '//\\evil.test', '/\t/evil.test', '/\n/evil.test', '/\r/evil.test', '\t//evil.test', ' //evil.test', ' /x', '/x '],
  ['/a\r\nSet-Cookie: x=1', '/a\nb', '/a\0b', '/a\x0bb', '/a\x7fb', '/%09/evil.test', '/%0a/evil.test', '/%0d%0aSet-Cookie:x', '/%00', '/%20/x'],
  ['/%2f/evil.test', '/%2fevil.test', '/%2Fevil.test', '/%5cevil.test', '/%5Cevil.test', '/a%2fb', '/a%5cb', '/%252fevil.test', '/%255cevil.test', '/a%252fb'],
  ['/../x', '/a/../x', '/a/..', '/.', '/./x', '/a/./b', '/%2e%2e/x', '/%2E%2e/x', '/.%2e/x', '/%252e%252e/x'],
  ['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'blob:x', 'file:///etc/passwd', 'x', 'x/y', '?x', '#x', '.'],
  ['/a//b', '/a//evil.test', '//', '/%', '/%zz', '/é', '/日本', '/\u2028', '/\u200b/x', '/a\u0000'],
  ['/\u{ff0f}evil.test', '@evil.test', '/a b', `/${'a'.repeat(2_048)}`],
].flat()
