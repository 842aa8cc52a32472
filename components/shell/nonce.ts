'use client'

import { createContext } from 'react'

/** Nonce of the document's content policy, for style sheets that the editor makes at run time. */
export const NonceContext = createContext('')
