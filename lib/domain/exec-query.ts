/**
 * What is to run in a terminal, as the address has it, named as the kube-apiserver's own `…/exec?`: `?container=…&command=bash`. `container`
 * '' for the one that is taken unless somebody chooses. It is what stands in the fields: an address runs nothing.
 */
export type ExecQuery = { container: string; command: string }

const plain: ExecQuery = { container: '', command: 'sh' }
/** A program alone: what follows one may be a password, which the browser's history would keep. */
const program = /^[\w./+-]{1,253}$/
const mostName = 253

/** What the address says; what it says wrongly counts as not said. */
export function parseExecQuery(query: URLSearchParams): ExecQuery {
  const [container, command] = [query.get('container') ?? '', query.get('command') ?? '']
  return { container: container.length <= mostName ? container : plain.container, command: program.test(command) ? command : plain.command }
}

/** The address with this in it and everything else as it is; a command with arguments stays out. */
export function withExecQuery(query: URLSearchParams, { container, command }: ExecQuery): URLSearchParams {
  const next = new URLSearchParams(query)
  if (container === plain.container) next.delete('container')
  else next.set('container', container)
  const word = command.trim()
  if (word === plain.command || !program.test(word)) next.delete('command')
  else next.set('command', word)
  return next
}
