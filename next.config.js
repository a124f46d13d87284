// What holds for every answer. The policy of a page carries a nonce, so proxy.ts sets it; HSTS depends on the address, so scripts/server.mjs does.
export const everywhere = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
];

// An answer to a program is no page: it loads nothing and is kept nowhere.
const forPrograms = [
  { key: "Content-Security-Policy", value: "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'" },
  { key: "Cache-Control", value: "private, no-store" },
];

/** @type {import("next").NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  serverExternalPackages: ["pg", "pg-copy-streams", "@node-rs/argon2", "pino", "prom-client", "gpt-tokenizer", "pdfkit"],
  // Nothing here needs it, and it has been the way in before.
  images: { unoptimized: true },
  typedRoutes: false,
  devIndicators: false,
  headers: async () => [
    { source: "/:path*", headers: everywhere },
    { source: "/api/:path*", headers: forPrograms },
    { source: "/metrics", headers: forPrograms },
  ],
};
