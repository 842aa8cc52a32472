# The image for everyone who has a container engine; scripts/image.ts makes the same one without.
FROM node:24-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
COPY cli/package.json cli/
COPY cli/bin cli/bin
# Not `npm ci`: see scripts/with-setup.mjs.
RUN npm install --no-save
COPY . .
RUN node scripts/build.ts

FROM node:24-bookworm-slim
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps
WORKDIR /app
COPY --from=build /src/dist/app ./
USER 65532:65532
EXPOSE 8080 8443 9090
ENTRYPOINT ["node", "/app/server.mjs"]
