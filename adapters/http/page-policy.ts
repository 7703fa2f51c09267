/** For pages: they run their own scripts alone, and ask nobody else for anything. */
export const OWN_SCRIPTS_ONLY: string = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ');
