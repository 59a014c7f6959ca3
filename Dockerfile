# Eyrie's image: docker build -t eyrie:0.1.0 . (any CPU of linux/amd64, linux/arm64: --platform). What is in it, and how it was checked: docs/image.md
ARG DOTNET=10.0

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:${DOTNET}-noble AS build
ARG TARGETARCH=amd64
WORKDIR /source
COPY .editorconfig BannedSymbols.txt Directory.Build.props Directory.Packages.props global.json LICENSE ./
COPY protos protos
COPY src src
COPY dashboards/kibana dashboards/kibana
COPY docs/eyrie.cdx.json docs/licenses.md docs/
RUN rid=linux-$(echo "$TARGETARCH" | sed s/amd64/x64/) \
    && dotnet restore src/Eyrie --locked-mode -p:PublishReadyToRun=true \
    && dotnet publish src/Eyrie -c Release -r "$rid" --no-restore -o /app \
    && install -d -m 0750 /state

# No shell, no package manager; its only account besides root is 1654, 'app'.
FROM mcr.microsoft.com/dotnet/aspnet:${DOTNET}-noble-chiseled
LABEL org.opencontainers.image.title="Eyrie" \
      org.opencontainers.image.description="Event-streaming pipeline from Falco and Tetragon to the SIEM" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="0.1.0"
ENV PATH=/app:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    DOTNET_EnableDiagnostics=0
# A volume that is mounted here for the first time is the user's own.
COPY --from=build --chown=1654:1654 /state /var/lib/eyrie
COPY --from=build /app /app
USER 1654
EXPOSE 8808 2801
ENTRYPOINT ["/app/eyrie"]
CMD ["--help"]
