import { AppError } from '../../lib/errors/app-error.ts'

/** `virtualservice/reviews` is a kind and a name, too. @throws USAGE */
export function splitKind(command: string, kind: string, name: string | null): { kind: string; name: string | null } {
  if (kind.includes(',')) throw new AppError('USAGE', `${command} takes one kind at a time.`)
  const [before = '', after, ...more] = kind.split('/')
  if (after === undefined) return { kind, name }
  if (name !== null || after === '' || more.length > 0) throw new AppError('USAGE', `"${kind}" is not KIND or KIND/NAME.`)
  return { kind: before, name: after }
}
