/** A document that our own pages send by `id` alone: the server has its text. */
export type Operation = { readonly id: string; readonly name: string; readonly text: string }

/** `name` as the document names its operation. The id changes with the text: a page of yesterday is told so, and not answered by the document of today. */
export function defineOperation(name: string, text: string): Operation {
  return { id: `${name}@${hash(text)}`, name, text }
}

/** FNV-1a, 32 bits (draft-eastlake-fnv §2): browsers have no other hash that answers at once. It names, and protects nothing. */
function hash(text: string): string {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return (value >>> 0).toString(16).padStart(8, '0')
}
