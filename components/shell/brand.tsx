import { KeyRound } from 'lucide-react'

/** Mark and name of the product. */
export function Brand() {
  return (
    <>
      <KeyRound size={16} strokeWidth={2} aria-hidden="true" className="text-accent" />
      Latchkey
    </>
  )
}
