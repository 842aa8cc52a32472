'use client'

import { PageFailed } from '#components/state/page-failed.tsx'

export default PageFailed
