# Annals without a database of its own: it wants DATABASE_URL, and REDIS_URL if Redis carries the queue.

FROM oven/bun:1.4.5-slim AS installed
WORKDIR /annals
COPY . .
# The built-in PostgreSQL is among the optional packages, and no use here; install scripts neither.
RUN bun install --frozen-lockfile --production --omit=optional --ignore-scripts

FROM oven/bun:1.4.5-slim
WORKDIR /annals
COPY --from=installed /annals /annals
# Bun keeps nothing on disk, so that the root file system can be read-only.
# Memory: see docs/operating.md.
ENV BUN_RUNTIME_TRANSPILER_CACHE_PATH=0 \
    BUN_JSC_forceRAMSize=235000000 \
    BUN_JSC_smallHeapGrowthFactor=1.75 \
    NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    PROBE_PORT=3000
USER bun
EXPOSE 3000
# Every role answers here: the API on PORT, a worker or scheduler by itself on PROBE_PORT.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["bun", "-e", "const { PORT, PROBE_PORT } = process.env; const ready = await Promise.all([PORT, PROBE_PORT].map((port) => fetch('http://127.0.0.1:' + port + '/readyz').then(({ ok }) => ok, () => false))); process.exit(ready.includes(true) ? 0 : 1)"]
# A signal reaches the process itself, which commits its batch and hands its run back.
ENTRYPOINT ["bun", "main.ts"]
CMD ["start"]
