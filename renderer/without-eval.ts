import { z } from 'zod'

// Compiling schemas needs eval, which the content security policy forbids: said before any schema is made.
z.config({ jitless: true })
