import { useEffect, useState } from 'react'

/** A text once nobody has typed for a moment; an emptied one at once. */
export function useSettled(text: string, afterMs: number): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), text === '' ? 0 : afterMs)
    return () => clearTimeout(timer)
  }, [text, afterMs])
  return settled
}
