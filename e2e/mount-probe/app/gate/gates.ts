type Gate = { opened: Promise<void>; open: () => void }

// Pages and route handlers are bundled apart; what they share lies on globalThis.
const holder = globalThis as { mountProbeGates?: Map<string, Gate> }
holder.mountProbeGates ??= new Map()
const gates = holder.mountProbeGates

/** Something that a page waits for until a request opens it. */
export function gate(id: string): Gate {
  const existing = gates.get(id)
  if (existing) return existing
  let open = (): void => {}
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  const made = { opened, open }
  gates.set(id, made)
  return made
}
