# The app alone, over a PostgreSQL of its own container: compose.yml and compose.citus.yml build it. docs/scaling.md says what of this was tried.
FROM node:20.20.2-bookworm-slim
ENV NEXT_TELEMETRY_DISABLED=1
WORKDIR /obole
RUN chown node:node /obole && mkdir /data && chown node:node /data
USER node
COPY --chown=node:node package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY --chown=node:node . .
# The generated database client and the build, as the first start would make them.
RUN node -e "import('./scripts/packages.mjs').then(({ prepare }) => prepare(console.log, { build: true }))"
ENV HOST=0.0.0.0 PORT=3000 OBOLE_DATA_DIR=/data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s CMD node -e "fetch('http://127.0.0.1:3000/api/ready').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"
CMD ["node", "scripts/start.mjs", "--no-env-file"]
