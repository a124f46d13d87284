/**
 * What a page may load and where it may be shown: nothing from elsewhere, scripts with this response's nonce and what they load, no frame around it.
 * Attributes may carry style (bars and swatches are drawn with it); a style sheet or block may not stand in the page.
 */
export function contentPolicy(nonce: string, { isDevelopment = false, isSecure = false } = {}): string {
  const directives = {
    "default-src": "'self'",
    "script-src": `'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src": isDevelopment ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`,
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
  };
  const listed = Object.entries(directives).map(([name, sources]) => `${name} ${sources}`);
  return [...listed, ...(isSecure ? ["upgrade-insecure-requests"] : [])].join("; ");
}
