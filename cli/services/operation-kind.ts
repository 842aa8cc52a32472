import type { Operation } from './graphql.ts'

/** Whether the operation to be run is a subscription, told from the document's top level alone: what it says otherwise is the server's to check. */
export function isSubscription({ document, operationName }: Pick<Operation, 'document' | 'operationName'>): boolean {
  const heads = topLevelWords(document)
  const head = operationName === null ? heads[0] : heads.find(({ name }) => name === operationName)
  return head?.kind === 'subscription'
}

/** `query`, `mutation` and `subscription` with their names; what stands in braces is left out. */
function topLevelWords(document: string): Array<{ kind: string; name: string }> {
  let text = withoutTexts(document)
  for (let before = ''; before !== text; ) {
    before = text
    text = text.replace(/\{[^{}]*\}|\([^()]*\)/g, ' ; ')
  }
  return [...text.matchAll(/\b(query|mutation|subscription)\b(?:\s+([_A-Za-z]\w*))?/g)].map(([, kind = '', name = '']) => ({ kind, name }))
}

/** Without comments and strings, in which anything may stand (GraphQL §2.1.2, §2.9.4). */
function withoutTexts(document: string): string {
  return document.replace(/"""(?:\\"""|[\s\S])*?"""|"(?:\\.|[^"\\\n])*"|#.*/g, ' ')
}
