# syntax=docker/dockerfile:1
# The image that the task definition runs: one static binary, two files with certificates, nothing
# else. Build it from the root of the repository.

FROM rust:1.95-bookworm AS build
WORKDIR /source
COPY . .
# What synthesis writes is committed, so the build only compiles.
# A target is named so that the flags hold for the service, and not for build scripts too.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/source/target \
    RUSTFLAGS="-C target-feature=+crt-static" \
    cargo build --release --locked --package task-api --target x86_64-unknown-linux-gnu \
    && cp target/x86_64-unknown-linux-gnu/release/task-api /task-api
# /tmp of the image: the volume that Fargate mounts there takes over its owner and mode.
RUN mkdir --mode=1777 /empty-tmp

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
# The CAs of RDS, which no system trusts by itself.
ADD --chmod=444 https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem /etc/ssl/certs/rds.pem
COPY --from=build /empty-tmp /tmp
COPY --from=build /task-api /task-api

ENV PGSSLROOTCERT=/etc/ssl/certs/rds.pem
# One thread for each vCPU that the task has, at least one: on a quarter of a vCPU a second one only
# adds CPU, spent on handing requests from thread to thread.
ENV ROCKET_WORKERS=1
# Fargate gives a volume to root unless the image declares it.
VOLUME /tmp
USER 65532:65532
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s CMD ["/task-api", "health"]
ENTRYPOINT ["/task-api"]
