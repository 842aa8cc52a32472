// What `next build` would write into next-env.d.ts, so that a checkout type-checks before its first build.
/// <reference types="next" />
/// <reference types="next/image-types/global" />
